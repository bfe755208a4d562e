#include "cost/price_collective.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cost/collective_curve.h"
#include "cost/price.h"

namespace tenfold {
namespace {

// A tier that a group crosses: it joins `members`, each of `inner` ranks.
struct Crossing {
  const Tier* tier = nullptr;
  double members = 1, inner = 1;
  bool innermost = false;
};

std::vector<Crossing> crossings(const Group& group, const Cluster& cluster) {
  std::vector<Crossing> found;
  double inner = 1;
  for (std::size_t t = 0; t < group.per_tier.size(); ++t) {
    const double members = real(group.per_tier[t]);
    const std::size_t at = std::min(t, cluster.tiers.size() - 1);
    if (members > 1)
      found.push_back(
          {.tier = &cluster.tiers[at], .members = members, .inner = inner, .innermost = at == 0});
    inner *= members;
  }
  return found;
}

// Axes of a torus along which a group of n lies. A link is the pair's bandwidth, two to an axis.
double torus_axes(double n, const Tier& t) {
  const double link = t.pair_bandwidth.value_or(t.bandwidth / 6).base();
  const double axes = std::max(1.0, std::round(t.bandwidth.base() / (2 * link)));
  const double side = std::pow(std::max(real(t.reach), n), 1 / axes);
  return std::clamp(std::ceil(std::log(n) / std::log(std::max(side, 2.0)) - 1e-9), 1.0, axes);
}

// What one accelerator can send over a tier when it exchanges with n members, bytes/s.
double rate_of(const Tier& t, double n) {
  const double whole = t.bandwidth.base() / std::max(1.0, t.oversubscription);
  if (!t.pair_bandwidth) return whole;
  const double pair = t.pair_bandwidth->base();
  if (t.topology == Topology::mesh) return std::min(whole, pair * (n - 1));
  if (t.topology == Topology::torus) return std::min(whole, 2 * pair * torus_axes(n, t));
  return whole;
}

// Bytes that the links of one accelerator carry over a tier, of `bytes` as nccl-tests counts them.
// The rings of a collective share the links of all ranks below; an all-to-all sends what leaves.
double wire_bytes(CollectiveKind kind, double bytes, const Crossing& c, double ranks) {
  if (kind == CollectiveKind::point_to_point) return bytes;
  if (kind == CollectiveKind::all_to_all) {
    if (c.tier->topology == Topology::torus) {
      const double side = std::pow(c.members, 1 / torus_axes(c.members, *c.tier));
      return bytes * side / 4;  // an axis's ring: n / 4 hops on average, over two links
    }
    return c.innermost ? bytes * (c.members - 1) / ranks : bytes * (1 - c.inner / ranks);
  }
  const double passes = kind == CollectiveKind::all_reduce ? 2 : 1;
  return passes * (ranks - 1) / ranks * bytes / c.inner;
}

// A hop inside a node over one outside it, beside their latencies: 0.6 to 2.7 us in LL, 3.4 to 14
// us in Simple (NCCL's tuning table), where no host or network card stands between.
constexpr double inner_hop = 0.25;

// Hops over a tier and, counted in its hops, over the tiers below: a ring passes every rank, a tree
// goes through each node once.
double hops(Growth growth, const Crossing& c, const std::vector<Crossing>& all) {
  const bool linear = growth == Growth::linear;
  const double own = c.tier->latency.base();
  double sum = linear ? c.members - 1 : std::log2(c.members);
  if (c.tier->topology == Topology::torus) {
    const double axes = torus_axes(c.members, *c.tier);
    sum = axes * std::pow(c.members, 1 / axes) / 2;
  }
  for (const Crossing& below : all) {
    if (below.inner >= c.inner || own <= 0) continue;
    const double groups = linear ? c.members * c.inner / (below.inner * below.members) : 1;
    sum += inner_hop * groups * (below.members - 1) * below.tier->latency.base() / own;
  }
  return sum;
}

// A SHARP switch may reduce between nodes whose own ranks a switch joins.
Ways crossing_ways(CollectiveKind kind, const Crossing& c, const std::vector<Crossing>& all) {
  const bool sharp = !c.innermost && c.inner > 1 && all.front().innermost &&
                     all.front().tier->topology == Topology::switched;
  return ways_of(kind, *c.tier, c.members, c.innermost, sharp);
}

double latency_of(const Protocol& p, const Crossing& c, const std::vector<Crossing>& all) {
  const double hop = p.latency_per_rank.value_or(Seconds{}).base();
  return p.latency.base() + (hop > 0 ? hop * hops(p.growth, c, all) : 0);
}

// Seconds that `bytes` hold the links, were they used to the full.
double wire_time(CollectiveKind kind, double bytes, const Crossing& c, double ranks) {
  return wire_bytes(kind, bytes, c, ranks) / rate_of(*c.tier, c.members);
}

// Seconds of a latency and of the links: Protocol::norm.
double joined(double latency, double wire, double norm) {
  if (norm <= 1) return latency + wire;
  return std::pow(std::pow(latency, norm) + std::pow(wire, norm), 1 / norm);
}

Priced crossing_time(CollectiveKind kind, double bytes, const Crossing& c,
                     const std::vector<Crossing>& all, double ranks) {
  const Ways ways = crossing_ways(kind, c, all);
  const double wire = wire_time(kind, bytes, c, ranks);
  double best = std::numeric_limits<double>::infinity();
  for (const Protocol& p : ways.protocols)
    if (allowed(p, c.members))
      best = std::min(best, joined(latency_of(p, c, all), wire / p.efficiency, p.norm));
  return {.time = Seconds::base(best), .spread = ways.spread};
}

CollectiveCurve::Crossing crossing_curve(CollectiveKind kind, const Crossing& c,
                                         const std::vector<Crossing>& all, double ranks) {
  const Ways ways = crossing_ways(kind, c, all);
  const double wire = wire_time(kind, 1, c, ranks);
  CollectiveCurve::Crossing curve{.ways = {}, .spread = ways.spread};
  for (const Protocol& p : ways.protocols)
    if (allowed(p, c.members))
      curve.ways.push_back(
          {.latency = latency_of(p, c, all), .per_byte = wire / p.efficiency, .norm = p.norm});
  return curve;
}

Priced slower(Priced a, Priced b) { return a.time < b.time ? b : a; }

double binomial(Size n, Size k) {
  if (k < 0 || k > n) return 0;
  double ways = 1;
  for (Size i = 1; i <= k; ++i) ways *= real(n - k + i) / real(i);
  return ways;
}

}  // namespace

// A unit holds `inside` groups, of which j are kept as a hypergeometric draw has it; an expert of
// the kept ones is not in the unit with 1 - j / kept. Where a unit holds part of a group, it is
// reached through that group alone.
double units_reached(double units, const Routing& r) {
  const double copies = real(std::max<Size>(r.copies, 1)), groups = real(r.groups),
               kept = real(std::min(r.kept, r.groups));
  if (kept >= groups) return (units - 1) * (1 - std::pow(1 - 1 / units, copies));
  if (units >= groups)
    return (units - 1) * kept / groups * (1 - std::pow(1 - groups / (kept * units), copies));
  const Size inside = std::max<Size>(1, r.groups / std::llround(units));
  double missed = 0;
  for (Size j = 0; j <= std::min(inside, r.kept); ++j) {
    const double drawn =
        binomial(inside, j) * binomial(r.groups - inside, r.kept - j) / binomial(r.groups, r.kept);
    missed += drawn * std::pow(1 - real(j) / kept, copies);
  }
  return (units - 1) * (1 - missed);
}

Priced collective_time(CollectiveKind kind, Bytes bytes, const Group& group,
                       const Cluster& cluster) {
  if (bytes.base() <= 0 || group.ranks() <= 1 || cluster.tiers.empty()) return {};
  const std::vector<Crossing> all = crossings(group, cluster);
  Priced slowest;
  for (const Crossing& c : all)
    slowest = slower(slowest, crossing_time(kind, bytes.base(), c, all, real(group.ranks())));
  return slowest;
}

CollectiveCurve collective_curve(CollectiveKind kind, const Group& group, const Cluster& cluster) {
  CollectiveCurve curve;
  if (group.ranks() <= 1 || cluster.tiers.empty()) return curve;
  const std::vector<Crossing> all = crossings(group, cluster);
  for (const Crossing& c : all)
    curve.crossings.push_back(crossing_curve(kind, c, all, real(group.ranks())));
  return curve;
}

Priced CollectiveCurve::at(Bytes bytes) const {
  if (bytes.base() <= 0) return {};
  Priced slowest;
  for (const Crossing& c : crossings) {
    double best = std::numeric_limits<double>::infinity();
    for (const Line& way : c.ways)
      best = std::min(best, joined(way.latency, bytes.base() * way.per_byte, way.norm));
    slowest = slower(slowest, {.time = Seconds::base(best), .spread = c.spread});
  }
  return slowest;
}

Priced point_to_point_time(Bytes bytes, std::size_t tier, const Cluster& cluster) {
  if (bytes.base() <= 0 || cluster.tiers.empty()) return {};
  const Tier& t = cluster.tiers[std::min(tier, cluster.tiers.size() - 1)];
  const Crossing pair{.tier = &t, .members = 2, .inner = 1, .innermost = tier == 0};
  return crossing_time(CollectiveKind::point_to_point, bytes.base(), pair, {pair}, 2);
}

Priced expert_exchange_time(Bytes bytes, const Routing& routing, const Group& group,
                            const Cluster& cluster) {
  if (bytes.base() <= 0 || group.ranks() <= 1 || cluster.tiers.empty()) return {};
  const std::vector<Crossing> all = crossings(group, cluster);
  const double ranks = real(group.ranks()),
               one = bytes.base() / real(std::max<Size>(routing.copies, 1));
  Priced slowest;
  for (Crossing c : all) {
    const double sent = one * units_reached(ranks / c.inner, routing);
    // Priced as the all-to-all that would carry as much.
    const double each = wire_bytes(CollectiveKind::all_to_all, 1, c, ranks);
    slowest =
        slower(slowest, crossing_time(CollectiveKind::all_to_all, sent / each, c, all, ranks));
  }
  return slowest;
}

}  // namespace tenfold
