// What a fit of ladders tells: the noun between fit/ and those who print it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "laws/ladder.h"
#include "laws/recipe_gain.h"

namespace tenfold {

// E, A, B, alpha, beta, k of a law, in this order.
inline constexpr std::size_t law_parameters = 6;
inline constexpr std::array<std::string_view, law_parameters> law_parameter_names{
    std::string_view("E"),     std::string_view("A"),    std::string_view("B"),
    std::string_view("alpha"), std::string_view("beta"), std::string_view("k")};
using LawParameters = std::array<double, law_parameters>;
constexpr LawParameters parameters_of(const LadderLaw& law) {
  return {law.E, law.A, law.B, law.alpha, law.beta, law.k};
}

// The 5 and the 95 % point of the resamples.
struct FitInterval {
  double p05 = 0, p95 = 0;
};

struct FittedForm {
  LadderLaw law;
  double objective = 0;  // as papers state it: the sum of Huber's losses of ln L
  std::size_t n = 0;     // runs
  std::array<FitInterval, law_parameters> intervals{};
  LawParameters deviations{};    // standard deviations of the resamples
  LawParameters delta_errors{};  // standard errors to first order
  FitInterval exponent{};        // of the best size over compute
  double log_error = 0;          // root mean square of ln L over all runs
  double held_out_error = 0;     // the same on the top budget, by a fit without it; 0: not held out
  double weight = 0;             // in the average of forms
};

// The size that is best at each compute, read off the runs.
struct IsoflopMinimum {
  double budget = 0, parameters = 0, tokens = 0, loss = 0;
};
struct AllocationRow {
  std::string method;
  std::size_t budgets = 0;
  double exponent = 0, error = 0;  // N* ~ C^exponent, its standard error
};

// The best split of a compute and the loss there, by each form.
struct OptimumRow {
  double flops = 0, decades_beyond = 0;
  LadderForm form = LadderForm::additive;
  laws::Allocation at{};
  FitInterval parameters{}, loss{};
};

struct FittedLadder {
  Ladder ladder;
  std::vector<FittedForm> forms;
  std::vector<IsoflopMinimum> minima;  // by Akima's curve
  std::vector<AllocationRow> allocation;
  std::vector<OptimumRow> optima;
};

struct GainTable {
  std::string baseline, challenger;
  bool paired = false;  // resampled together, cell by cell
  std::vector<RecipeGain> gains;
};

struct FitReport {
  std::vector<FittedLadder> ladders;
  std::vector<GainTable> gains;
  std::string resampled;  // "runs", "budgets"
  int replicates = 0;
  std::uint64_t seed = 0;
  double delta = 1e-3, most_decades = 1.5;
  std::vector<std::string> notes;
};

}  // namespace tenfold
