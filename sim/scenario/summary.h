// The errors of a table of runs, by family and over all. A configuration counts once.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenario/score.h"

namespace tenfold {

struct ErrorSummary {
  std::size_t n = 0, rows = 0;  // configurations, rows
  double mean_abs = 0, median_abs = 0, p90_abs = 0, bias = 0;
  double coverage80 = 0;  // part of measured values inside their 80 % interval
};

struct FamilySummary {
  std::string family;
  ErrorSummary errors;
};

// Step times. `macro` averages over families.
struct TimeSummary {
  std::vector<FamilySummary> families;  // by name
  ErrorSummary pooled;
  double macro_mean_abs = 0, macro_median_abs = 0;
};

struct FitSummary {
  std::size_t n_oom = 0, n_fits = 0;  // configurations
  double accuracy = 0, oom_recall = 0, fits_recall = 0;
};

// The margin is the part of what can be allocated that a plan may take.
struct FitPoint {
  double margin = 1;
  FitSummary summary;
};

struct Summary {
  TimeSummary time;
  ErrorSummary memory, allocated;  // all peaks; those of allocated memory alone
  std::vector<FamilySummary> memory_families;
  FitSummary fit;
  std::vector<FitPoint> fit_curve;
  std::vector<std::pair<std::string, std::size_t>> unscored;  // reasons, most frequent first
  std::vector<std::size_t> worst;  // rows with the largest errors of step time, one a configuration
};

// Of one side, or of both.
Summary summarise(const Scores&, std::optional<Side>);

}  // namespace tenfold
