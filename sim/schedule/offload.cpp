// What crosses the link to the host, and how long compute waits for it.
//
// The host's link carries both directions at once, by the copy engines: compute beside it is not
// slowed. Activations of a layer leave after its forward and are back before its backward; 16-bit
// weights come before each of the two (ZeRO-Infinity: Rajbhandari et al. 2021, arXiv:2104.07857,
// sections 5 and 6; as Calculon's second tier of memory, Isaev et al. 2023,
// doi:10.1145/3581784.3607102). A layer's share moves while its neighbour is computed.
#include <algorithm>

#include "schedule/step_parts.h"

namespace tenfold {

StateShards state_shards(const ParallelPlan& p) {
  if (p.zero < 1) return {};
  const Size dense = p.data * p.context, expert = std::max<Size>(expert_data(p), 1);
  const Size group = p.shard_group > 0 ? p.shard_group : dense;
  return {real(std::min(group, dense)), real(std::min(group, expert))};
}

HostWait host_wait(const ParallelPlan& p, const Offloaded& o, double forward, double backward,
                   const Accelerator& a) {
  const StateShards shards = p.zero == 3 ? state_shards(p) : StateShards{};
  const double link = a.host_bandwidth.value_or(usual_host_bandwidth).base();
  const double kept = holds(p.offload, Offload::activations) ? o.activations : 0;
  const double weights = holds(p.offload, Offload::weights)
                             ? 2 * (o.dense / shards.dense + o.expert / shards.expert)
                             : 0;
  return {std::max(0.0, std::max(kept, weights) / link - forward),
          std::max(0.0, (kept + weights) / link - backward)};
}

}  // namespace tenfold
