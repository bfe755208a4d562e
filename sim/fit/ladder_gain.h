// The compute-equivalent gain of one recipe over another, with its spread under each form.
#pragma once

#include <vector>

#include "fit/ladder_average.h"
#include "fit/ladder_bootstrap.h"
#include "laws/fit_report.h"
#include "laws/recipe_gain.h"

namespace tenfold {

struct GainOptions {
  LadderFitOptions fit{};
  BootstrapOptions bootstrap{};
  double most_decades = 1.5;  // beyond the runs that an average of forms may be told
};

// Holds the forms that tell a gain, and an average where all that weigh in do: no number of it is
// infinite or none. Throws std::invalid_argument where a ladder has fewer runs than a form has
// parameters.
RecipeGain recipe_gain(const Ladder& baseline, const Ladder& challenger, double at_compute,
                       const GainOptions&);

// The same at several computes, with the ladders fitted and resampled once.
std::vector<RecipeGain> recipe_gains(const Ladder& baseline, const Ladder& challenger,
                                     const std::vector<double>& at_computes, const GainOptions&);

// Gains from what is fitted already: [baseline, challenger] each.
struct FittedPair {
  std::vector<Ladder> ladders;
  std::vector<std::vector<LadderFit>> fits;  // [ladder][form]
  std::vector<BootstrapFits> resampled;      // [ladder]
  std::vector<HeldOutForm> held_out;         // [form]
};
FittedPair fitted_pair(const Ladder& baseline, const Ladder& challenger, const GainOptions&);
FittedGain gain_at(const FittedPair&, double at_compute, double most_decades);

}  // namespace tenfold
