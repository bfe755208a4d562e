// What an accelerator sends in a step, by network tier and by what for.
#pragma once

#include <vector>

#include "schedule/step_cost.h"

namespace tenfold {

// The mean over a plan's accelerators, in bytes of the links, as the collectives are priced: rings
// through the tiers, of an exchange of tokens one copy to each distinct node. Axes that send
// nothing over a tier are left out.
std::vector<TierTraffic> step_traffic(const Architecture&, const ParallelPlan&,
                                      Size sequence_length, const Cluster&, const Framework&);

// Of one collective of `bytes` as nccl-tests counts them, over each tier of the cluster.
std::vector<double> sent_by_tier(CollectiveKind, double bytes, const Group&, std::size_t tiers);

// Of tokens sent to `copies` experts each, over each tier.
std::vector<double> tokens_sent_by_tier(double bytes, const Routing&, const Group&,
                                        std::size_t tiers);

}  // namespace tenfold
