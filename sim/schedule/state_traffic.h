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

// As around_step() of step_parts.h, but allocates nothing.
Around around_step(const ParallelPlan&, const RankWeights&, double micro_batch, const StateTraffic&,
                   const Accelerator&, const Framework&);

}  // namespace tenfold
