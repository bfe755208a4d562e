// What a step does beside its micro-batches. Private to schedule/.
#pragma once

#include <array>

#include "cost/block_cost.h"

namespace tenfold {

// To the host where a profile does not tell: PCIe 3 x16, one direction, rounded. The spreads are
// assumed: hosts differ more than accelerators, and no table tells by how much.
inline constexpr Bandwidth usual_host_bandwidth = Bandwidth::base(16e9);
inline constexpr double offload_spread = 0.2, host_optimizer_spread = 0.3;

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

// The part of sends between stages that compute hides. Plain 1F1B and GPipe wait for theirs, as
// Megatron-LM does; schedules with several chunks a rank, or with backward split, have other work.
inline double hidden_sends(const ParallelPlan& p, const Framework& f) {
  const bool waits = p.schedule == PipelineSchedule::one_f_one_b ||
                     p.schedule == PipelineSchedule::gpipe || !p.overlap_pipeline;
  return waits ? 0 : f.pipeline_overlap;
}

}  // namespace tenfold
