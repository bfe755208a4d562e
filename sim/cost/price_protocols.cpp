#include <algorithm>

#include "base/numbers.h"
#include "cost/price_collective.h"

namespace tenfold {
namespace {

// Multiples of a tier's latency, that of a small message over its links: 3.3 us NVLink, 3.7 us
// InfiniBand. Hops are those of NCCL's tuning table (src/graph/tuning.cc, v2.19): over the network
// 2.7, 4.0 and 14 us a hop of a ring in LL, LL128 and Simple, 5.0 and 14 us a level of a tree in LL
// and Simple. Fixed times and efficiencies are the middle of what docs/kernels.md fits.
struct Pace {
  double base, hop, rate;  // rate: part of what Simple reaches
};
constexpr Pace inside_ll{1.6, 0.25, 0.06}, inside_ll128{2.2, 0.3, 0.6}, inside_simple{6, 0.6, 1};
constexpr Pace outside_ll{4, 0.73, 0.06}, outside_ll128{6, 1.08, 0.6}, outside_simple{6, 3.8, 1};
constexpr Pace tree_ll{4, 1.35, 0.06}, tree_simple{6, 3.8, 1};

Protocol way(const char* name, double latency, double hop, double efficiency, Growth growth) {
  return {.name = name,
          .latency = Seconds::base(latency),
          .latency_per_rank = Seconds::base(hop),
          .growth = growth,
          .efficiency = efficiency};
}

// 0.80 of NVLink and 0.93 of a network card are what large messages reach in the logs of
// docs/methods.md; all-to-all less, where each rank sends to all others at once.
double reached(CollectiveKind kind, bool inside) {
  if (kind == CollectiveKind::all_to_all) return inside ? 0.7 : 0.75;
  if (kind == CollectiveKind::point_to_point) return 0.8;
  return inside ? 0.8 : 0.93;
}

std::vector<Protocol> torus_ways(CollectiveKind kind, double latency) {
  const double passes = kind == CollectiveKind::all_reduce ? 2 : 1;
  return {way("torus rings", latency, passes * latency, reached(kind, false), Growth::linear)};
}

// Between two nodes each half of a tree crosses the network once, where a ring crosses it twice
// less a sixteenth: NCCL's tree over NVLink SHARP passes 16 bytes of a ring's count as 8.5.
Protocol pair_tree(const char* name, double latency, double efficiency) {
  Protocol tree = way(name, latency, 0, efficiency, Growth::linear);
  tree.most_ranks = 2;
  return tree;
}

void add_trees(std::vector<Protocol>& ways, double latency, double best, bool sharp) {
  const auto add = [&](const char* name, Pace p) {
    ways.push_back(
        way(name, p.base * latency, 2 * p.hop * latency, p.rate * best, Growth::logarithmic));
  };
  add("tree LL", tree_ll);
  add("tree Simple", tree_simple);
  if (!sharp) return;
  ways.push_back(pair_tree("tree of two LL128", 25 * latency, best));
  ways.push_back(pair_tree("tree of two Simple", 45 * latency, 1.87 * best));
}

std::vector<Protocol> nccl_ways(CollectiveKind kind, double latency, bool inside, bool sharp) {
  const double best = reached(kind, inside);
  if (kind == CollectiveKind::point_to_point)  // 7.6 and 18.9 us on H100 (Vidur)
    return {way("send", (inside ? 2.3 : 5.1) * latency, 0, best, Growth::linear)};
  if (kind == CollectiveKind::all_to_all)
    return {way("send to all", (inside ? 3 : 5) * latency, 0.07 * latency, best, Growth::linear)};
  const double passes = kind == CollectiveKind::all_reduce ? 2 : 1;
  std::vector<Protocol> ways;
  const auto add = [&](const char* name, Pace p) {
    ways.push_back(
        way(name, p.base * latency, passes * p.hop * latency, p.rate * best, Growth::linear));
  };
  add("ring LL", inside ? inside_ll : outside_ll);
  add("ring LL128", inside ? inside_ll128 : outside_ll128);
  add("ring Simple", inside ? inside_simple : outside_simple);
  if (kind == CollectiveKind::all_reduce && !inside) add_trees(ways, latency, best, sharp);
  return ways;
}

bool fits_some(const CollectiveEfficiency& e, double members) {
  return std::any_of(e.protocols.begin(), e.protocols.end(),
                     [&](const Protocol& p) { return allowed(p, members); });
}

}  // namespace

bool allowed(const Protocol& p, double members) {
  return members >= real(p.least_ranks) && (p.most_ranks == 0 || members <= real(p.most_ranks));
}

Ways ways_of(CollectiveKind kind, const Tier& tier, double members, bool inside, bool sharp) {
  for (const CollectiveEfficiency& e : tier.collectives)
    if (e.kind == kind && fits_some(e, members)) return {e.protocols, e.spread};
  const double latency = tier.latency.base();
  if (tier.topology == Topology::torus) return {torus_ways(kind, latency), 0.25};
  return {nccl_ways(kind, latency, inside, sharp), 0.2};
}

}  // namespace tenfold
