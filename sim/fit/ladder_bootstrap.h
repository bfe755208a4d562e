// Fits of resampled ladders.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "fit/ladder_fit.h"
#include "fit/ladder_isoflop.h"
#include "fit/ladder_resample.h"

namespace tenfold {

struct BootstrapOptions {
  Resampling by = Resampling::runs;
  int replicates = 1000;
  std::uint64_t seed = 1;
  int threads = 1;                                          // moves no result
  std::function<void(double done, double all)> progress{};  // called from one thread at a time
};

// Of one ladder.
struct BootstrapFits {
  std::vector<std::vector<LadderLaw>> laws;         // [form][replicate]
  std::vector<std::vector<IsoflopMinimum>> minima;  // [replicate], by Akima's curve
};

// Each ladder's runs are resampled and fitted in each form, from the fit of all the runs and three
// starts more. `fits` are those of all the runs: [ladder][form]. Paired ladders are resampled
// together.
std::vector<BootstrapFits> bootstrap(const std::vector<Ladder>&,
                                     const std::vector<std::vector<LadderFit>>& fits,
                                     const LadderLoss&, const BootstrapOptions&);

}  // namespace tenfold
