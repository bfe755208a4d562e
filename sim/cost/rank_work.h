// What a rank does for a micro-batch, before its traffic has a price.
#pragma once

#include "cost/kernels.h"

namespace tenfold {

// Plans share it that share a shard, the kernel of attention, the format and how evenly tokens go
// to experts. What compute takes is priced; traffic is not: its network may differ.
struct RankWork {
  DistinctLayers distinct;
  OpGraph whole;  // of one layer of each kind
  LocalGraph local;
  std::vector<Kernel> kernels;
  std::vector<PassCost> compute;  // of each kernel; nothing for a transfer
};
RankWork rank_work(const DistinctLayers&, const ParallelPlan&, Size sequence_length, const Cluster&,
                   const Framework&);

// The work's price: block_cost() of the plan's architecture.
BlockCost block_cost(const RankWork&, const ParallelPlan&, const Cluster&, const Framework&);

}  // namespace tenfold
