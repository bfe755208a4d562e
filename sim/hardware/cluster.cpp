#include "hardware/cluster.h"

#include <algorithm>

namespace tenfold {
namespace {

// The profile's tier that knows how well `tier`, the `place`-th of its cluster, is used.
const Tier* like(const std::vector<Tier>& known, const Tier& tier, std::size_t place) {
  const auto same = std::find_if(known.begin(), known.end(),
                                 [&](const Tier& other) { return other.name == tier.name; });
  if (same != known.end()) return &*same;
  return known.empty() ? nullptr : &known[std::min(place, known.size() - 1)];
}

}  // namespace

Cluster usual_cluster(const Accelerator& a, std::int64_t accelerators) {
  Cluster cluster;
  cluster.key = cluster.accelerator_key = a.key;
  cluster.name = a.name;
  cluster.accelerators = accelerators;
  return completed(std::move(cluster), a);
}

Cluster completed(Cluster cluster, const Accelerator& a) {
  cluster.accelerator = a;
  if (cluster.tiers.empty()) {
    const std::int64_t node_size = cluster.node_size;
    cluster.node_size = a.node_size;
    cluster.tiers = a.tiers;
    return node_size > 0 ? with_node_size(std::move(cluster), node_size) : cluster;
  }
  if (cluster.node_size == 0) cluster.node_size = a.node_size;
  for (std::size_t i = 0; i < cluster.tiers.size(); ++i) {
    Tier& tier = cluster.tiers[i];
    if (const Tier* known = like(a.tiers, tier, i); tier.collectives.empty() && known)
      tier.collectives = known->collectives;
  }
  return cluster;
}

Cluster with_node_size(Cluster cluster, std::int64_t node_size) {
  for (Tier& tier : cluster.tiers)
    if (tier.reach == cluster.node_size) tier.reach = node_size;
  cluster.node_size = node_size;
  return cluster;
}

Cluster with_network(Cluster cluster, Bandwidth bandwidth) {
  for (std::size_t i = 0; i < cluster.tiers.size(); ++i)
    if (Tier& tier = cluster.tiers[i]; tier.reach == 0 || (i > 0 && tier.reach > cluster.node_size))
      tier.bandwidth = bandwidth;
  return cluster;
}

}  // namespace tenfold
