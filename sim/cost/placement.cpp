// Which ranks of a cluster an axis of a plan joins.
#include <algorithm>

#include "cost/block_cost.h"

namespace tenfold {
namespace {

// Neighbouring members of an axis are `stride` ranks apart.
struct Span {
  Size stride = 1, ranks = 1;
};

// Ranks are numbered tensor first, then context, data, pipeline (Megatron-LM's tp-cp-ep-dp-pp).
// Experts divide the ranks of context x data, tensor ranks too where experts are not split by
// width. States are reduced over context and data together.
Span span_of(Axis axis, const ParallelPlan& p) {
  const Size group = p.tensor * p.context * p.data;
  switch (axis) {
    case Axis::tensor:
      return {1, p.tensor};
    case Axis::context:
      return {p.tensor, p.context};
    case Axis::data:
      return {p.tensor, p.context * p.data};
    case Axis::expert_tensor:
      return {1, expert_tensor(p)};
    case Axis::expert:
      return {expert_tensor(p), p.expert};
    case Axis::expert_data:
      return {expert_tensor(p) * p.expert, expert_data(p)};
    case Axis::pipeline:
      return {group, p.pipeline};
  }
  return {};
}

}  // namespace

// Of a tier that joins `reach` accelerators, a span's ranks within one such network: those that the
// stride leaves, at least one.
Group group_of(Axis axis, const ParallelPlan& p, const Cluster& cluster) {
  const Span span = span_of(axis, p);
  Group group;
  Size inside = 1;  // ranks joined by the tiers so far
  for (const Tier& tier : cluster.tiers) {
    Size reach = tier.reach > 0 ? tier.reach : cluster.accelerators;
    if (&tier == &cluster.tiers.back()) reach = std::max(reach, span.stride * span.ranks);
    const Size joined = std::clamp<Size>(reach / span.stride, 1, span.ranks);
    group.per_tier.push_back(std::max<Size>(1, (joined + inside - 1) / inside));
    inside *= group.per_tier.back();
  }
  if (!group.per_tier.empty() && inside < span.ranks)
    group.per_tier.back() *= (span.ranks + inside - 1) / inside;
  return group;
}

std::size_t pipeline_tier(const ParallelPlan& p, const Cluster& cluster) {
  const Size reach_needed = p.tensor * p.context * p.data + 1;
  for (std::size_t i = 0; i < cluster.tiers.size(); ++i)
    if (cluster.tiers[i].reach == 0 || cluster.tiers[i].reach >= reach_needed) return i;
  return cluster.tiers.empty() ? 0 : cluster.tiers.size() - 1;
}

Group innermost(Group group, Size ranks) {
  for (Size& members : group.per_tier) {
    members = std::min(members, std::max<Size>(1, ranks));
    ranks = std::max<Size>(1, ranks / members);
  }
  return group;
}

CollectiveKind collective_of(Exchange e) {
  switch (e) {
    case Exchange::all_reduce:
      return CollectiveKind::all_reduce;
    case Exchange::reduce_scatter:
      return CollectiveKind::reduce_scatter;
    case Exchange::all_to_all:
      return CollectiveKind::all_to_all;
    case Exchange::all_gather:
    case Exchange::ring:
      return CollectiveKind::all_gather;
  }
  return CollectiveKind::all_gather;
}

}  // namespace tenfold
