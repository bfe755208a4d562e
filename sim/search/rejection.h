// Why a plan cannot run, as one reason of a few: what plan_faults() and the others say in
// sentences, asked in the order of Rejection. Private to search/.
#pragma once

#include <optional>

#include "search/sweep.h"

namespace tenfold {

// Facts of a task that the questions need. `cluster` has the accelerators of the plans.
struct RejectionFacts {
  RejectionFacts(const Task&, const Cluster& cluster);
  const Task& task;
  const Cluster& cluster;
  std::vector<Size> heads;  // the different numbers of them
  Size layers = 0, experts = 0;
};

// Whatever the lane and the options; of those that its pipeline adds; of those that an option adds.
std::optional<Rejection> block_rejection(const PlanBlock&, const RejectionFacts&);
std::optional<Rejection> lane_rejection(const ParallelPlan&, const RejectionFacts&);
std::optional<Rejection> option_rejection(const ParallelPlan&, const RejectionFacts&);

}  // namespace tenfold
