// What a step does beside its micro-batches. Private to schedule/.
#pragma once

#include <array>

#include "cost/block_cost.h"

namespace tenfold {

// Elements that a rank holds, before ZeRO.
struct RankWeights {
  double dense = 0, expert = 0;
  Size layers = 0;
};

struct Around {
  std::array<double, causes> seconds{};
  double deviation = 0;
};

// Gradients' reduction, parameters' gathering, the optimizer, offload, the host. `micro_batch` is
// the compute time of one micro-batch, behind which the last reduction and the first gathering can
// hide.
Around around_step(const ParallelPlan&, const RankWeights&, double micro_batch, const Cluster&,
                   const Framework&);

}  // namespace tenfold
