// Fits of resampled ladders.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "fit/ladder_fit.h"
#include "fit/ladder_isoflop.h"
#include "fit/ladder_resample.h"

namespace tenfold {

// Standard deviation of C4's loss over OLMo's reruns with other seeds, in nats (docs/laws.md,
// olmo-ladder).
inline constexpr double olmo_seed_noise = 5.4e-4;

struct BootstrapOptions {
  Resampling by = Resampling::runs;
  int replicates = 1000;
  std::uint64_t seed = 1;
  int threads = 1;                                          // moves no result
  std::function<void(double done, double all)> progress{};  // called from one thread at a time
  double seed_noise = olmo_seed_noise;                      // of a ladder's loss, nats
};

// Of one ladder.
struct BootstrapFits {
  std::vector<std::vector<LadderLaw>> laws;         // [form][replicate]
  std::vector<std::vector<IsoflopMinimum>> minima;  // [replicate], by Akima's curve
  std::vector<double> seed_nats;  // [replicate]: what another seed adds to the ladder's loss
};

// Each ladder's runs are resampled and fitted in each form, from the fit of all the runs and three
// starts more. `fits` are those of all the runs: [ladder][form]. Paired ladders are resampled
// together.
std::vector<BootstrapFits> bootstrap(const std::vector<Ladder>&,
                                     const std::vector<std::vector<LadderFit>>& fits,
                                     const LadderLoss&, const BootstrapOptions&);

}  // namespace tenfold
