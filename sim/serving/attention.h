// What a sequence mixer's own products take, between its projections. Private to serving/.
#pragma once

#include "hardware/accelerator.h"
#include "serving/forward.h"

namespace tenfold {

// Seconds on one rank. In decode the cache is read once; in prefill the fused kernels of training
// run, on the pairs that the mask keeps.
double mixer_seconds(const Mixer&, const ServingBatch&, const ServingUnit&, const Accelerator&);

}  // namespace tenfold
