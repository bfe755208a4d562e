// Traffic of gradients and weights, priced once for the ranks that hold copies of them.
#pragma once

#include "cost/collective_curve.h"
#include "schedule/step_parts.h"

namespace tenfold {

// Of dense weights, or of experts'.
struct CopiesTraffic {
  Size ranks = 1;                                              // that hold copies
  Size shards = 1;                                             // that ZeRO-3 divides a copy among
  CollectiveCurve all_reduce, reduce_scatter, all_gather;      // among all ranks
  CollectiveCurve shard_scatter, shard_gather, across_shards;  // within and among shard groups
};

// Plans that share tensor, context, expert and expert-tensor degrees, data degree and shard group
// share it.
struct StateTraffic {
  Size data = 1, shard_group = 0;
  CopiesTraffic dense, expert;
};
StateTraffic state_traffic(const ParallelPlan&, const Cluster&);

// What a step adds to its pipeline: seconds, and the deviation of its kernels' time.
struct Beside {
  double seconds = 0, deviation = 0;
  Beside operator+(const Beside& o) const { return {seconds + o.seconds, deviation + o.deviation}; }
};

// The two halves of around_step() of step_parts.h, which allocate nothing. Traffic of gradients and
// weights hangs on ZeRO, shard group and what overlaps; the rest on ZeRO and offload.
Beside state_traffic_beside(const ParallelPlan&, const RankWeights&, double micro_batch,
                            const StateTraffic&, const Framework&);
Beside optimizer_beside(const ParallelPlan&, const RankWeights&, const StateTraffic&,
                        const Accelerator&, const Framework&);

}  // namespace tenfold
