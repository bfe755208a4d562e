// What a fit of ladders tells: the noun between fit/ and those who print it.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
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

// A parameter that a bound of the search holds: the runs do not tell it.
struct BoundParameter {
  std::string parameter;
  double bound = 0;
};

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
  std::vector<BoundParameter> at_bounds{};
  bool singular = false;               // curvature without an inverse: no errors to first order
  std::vector<std::string> fixed{};    // free parameters that no resample moves
  std::vector<LadderLaw> resampled{};  // its law in each resample
};

// None of the degeneracies that a reader must know before an error is believed.
inline bool sound(const FittedForm& f) {
  return f.at_bounds.empty() && !f.singular && f.fixed.empty();
}

// The size that is best at each compute, read off the runs.
struct IsoflopMinimum {
  double budget = 0, parameters = 0, tokens = 0, loss = 0;
};
struct AllocationRow {
  std::string method;
  std::size_t budgets = 0;
  double exponent = 0, error = 0;  // N* ~ C^exponent, its standard error
};

// The best split of a compute and the loss there, by each form; nothing where the law has none that
// a model could have, and no interval where most resamples have none.
struct OptimumRow {
  double flops = 0, decades_beyond = 0;
  LadderForm form = LadderForm::additive;
  std::optional<laws::Allocation> at{};
  std::optional<FitInterval> parameters{}, loss{};
};

struct FittedLadder {
  Ladder ladder;
  std::vector<FittedForm> forms;
  std::vector<IsoflopMinimum> minima;  // by Akima's curve
  std::vector<AllocationRow> allocation;
  std::vector<OptimumRow> optima;
};

// Why a form tells no gain: the challenger never comes down to the level; or it lies below it at
// next to no compute; or the baseline's law has no optimum, and thus no level.
enum class Untold : std::uint8_t { never, any_compute, no_optimum };
template <>
inline constexpr std::array enum_names<Untold>{
    std::string_view("never"), std::string_view("any-compute"), std::string_view("no-optimum")};

struct UntoldForm {
  std::string form;
  Untold why = Untold::never;
  double weight = 0;
};

// A gain, whose forms are those that tell one, with the forms that do not. Its level is 0 where the
// form of the greatest weight has no optimum.
struct FittedGain {
  RecipeGain gain;
  std::vector<UntoldForm> untold;
};

// Less than most_gain_decades either way: a greater gain says that a level is not reached.
inline bool reached(double gain) { return std::abs(std::log10(gain)) < most_gain_decades - 1e-9; }

struct GainTable {
  std::string baseline, challenger;
  bool paired = false;  // resampled together, cell by cell
  std::vector<FittedGain> gains;
};

struct FitReport {
  std::vector<FittedLadder> ladders;
  std::vector<GainTable> gains;
  std::string resampled;  // "runs", "budgets"
  int replicates = 0;
  std::uint64_t seed = 0;
  double delta = 1e-3, most_decades = 1.5;
  std::vector<std::string> notes;
  double seed_noise = 0;                // nats
  std::vector<std::string> warnings{};  // what makes the fit less than it looks
};

}  // namespace tenfold
