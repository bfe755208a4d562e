// All that `tenfold fit` tells of ladders.
#pragma once

#include <vector>

#include "fit/ladder_gain.h"
#include "laws/fit_report.h"

namespace tenfold {

struct FitReportOptions {
  GainOptions gain{};
  std::vector<double> at{};  // FLOPs; empty: the top budget and ten times it
  bool tied = false;         // Gadre's form too
};

// Gains are those over the first ladder. Throws std::invalid_argument where a ladder has fewer runs
// than a form has parameters.
FitReport fit_report(const std::vector<Ladder>&, const FitReportOptions&);

}  // namespace tenfold
