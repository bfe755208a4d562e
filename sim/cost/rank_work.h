// What a rank does for a micro-batch, before its traffic has a price.
#pragma once

#include <optional>
#include <span>
#include <vector>

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
  // Of each kernel that is a tensor transfer, the product that it can run beside.
  std::vector<std::optional<std::size_t>> product;
};
RankWork rank_work(const DistinctLayers&, const ParallelPlan&, Size sequence_length, const Cluster&,
                   const Framework&);

// What each transfer among a work's kernels costs, in their order. Plans share it that share the
// work, overlap of traffic and the groups of the layers' ranks.
std::vector<PassCost> traffic_cost(const RankWork&, const ParallelPlan&, const Cluster&,
                                   const Framework&);

// The work's price but for traffic. Plans share it that share the work and recompute.
BlockCost compute_cost(const RankWork&, const ParallelPlan&, const Framework&);

// With it: block_cost() of the plan's architecture.
BlockCost block_cost(const RankWork&, BlockCost compute, std::span<const PassCost> traffic,
                     const ParallelPlan&);

}  // namespace tenfold
