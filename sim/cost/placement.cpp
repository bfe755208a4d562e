// Which ranks of a cluster an axis of a plan joins.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cost/block_cost.h"

namespace tenfold {
namespace {

// Neighbouring members of an axis are `stride` ranks apart.
struct Span {
  Size stride = 1, ranks = 1;
};

// What a plan's placement orders: tensor and context ranks as one.
enum class Part : std::uint8_t { model, data, pipeline };
struct Order {
  std::array<Part, 3> inside_out{};
  constexpr Order(Part a, Part b, Part c) : inside_out{a, b, c} {}
};
constexpr std::array orders{
    Order{Part::model, Part::data, Part::pipeline}, Order{Part::model, Part::pipeline, Part::data},
    Order{Part::data, Part::model, Part::pipeline}, Order{Part::data, Part::pipeline, Part::model},
    Order{Part::pipeline, Part::model, Part::data}, Order{Part::pipeline, Part::data, Part::model}};

Size ranks_of(Part part, const ParallelPlan& p) {
  if (part == Part::model) return p.tensor * p.context;
  return part == Part::data ? p.data : p.pipeline;
}

// The distance of neighbours along each.
struct Strides {
  Size model = 1, data = 1, pipeline = 1;
};
Strides strides_of(const ParallelPlan& p) {
  Strides s;
  Size inside = 1;
  for (const Part part : orders[index(p.placement)].inside_out) {
    (part == Part::model ? s.model : part == Part::data ? s.data : s.pipeline) = inside;
    inside *= ranks_of(part, p);
  }
  return s;
}

// An axis, were a stage's ranks numbered tensor first, then context, then data. Experts divide the
// ranks of context x data, tensor ranks too where experts are not split by width. States are
// reduced over context and data together.
Span within_stage(Axis axis, const ParallelPlan& p) {
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
    default:
      return {expert_tensor(p) * p.expert, expert_data(p)};
  }
}

// An axis that crosses from context to data ranks which are not next to them has two spans.
using Spans = std::array<Span, 2>;
Spans spans_of(Axis axis, const ParallelPlan& p) {
  const Strides s = strides_of(p);
  if (axis == Axis::pipeline) return {Span{s.pipeline, p.pipeline}, Span{}};
  const Span all = within_stage(axis, p);
  const Size model = ranks_of(Part::model, p);
  if (s.data == s.model * model) return {Span{s.model * all.stride, all.ranks}, Span{}};
  const Size near = std::clamp<Size>(model / all.stride, 1, all.ranks);
  return {Span{s.model * all.stride, near},
          Span{s.data * std::max<Size>(1, all.stride / model), (all.ranks + near - 1) / near}};
}

}  // namespace

// Of a tier that joins `reach` accelerators, a span's ranks within one such network: those that the
// stride leaves, at least one.
Group group_of(Axis axis, const ParallelPlan& p, const Cluster& cluster) {
  const Spans spans = spans_of(axis, p);
  Size ranks = 1, farthest = 1;
  for (const Span& s : spans) {
    ranks *= s.ranks;
    farthest = std::max(farthest, s.stride * s.ranks);
  }
  Group group;
  Size inside = 1;  // ranks joined by the tiers so far
  for (const Tier& tier : cluster.tiers) {
    Size reach = tier.reach > 0 ? tier.reach : cluster.accelerators;
    if (&tier == &cluster.tiers.back()) reach = std::max(reach, farthest);
    Size joined = 1;
    for (const Span& s : spans) joined *= std::clamp<Size>(reach / s.stride, 1, s.ranks);
    group.per_tier.push_back(std::max<Size>(1, (joined + inside - 1) / inside));
    inside *= group.per_tier.back();
  }
  if (!group.per_tier.empty() && inside < ranks)
    group.per_tier.back() *= (ranks + inside - 1) / inside;
  return group;
}

std::size_t pipeline_tier(const ParallelPlan& p, const Cluster& cluster) {
  const Size reach_needed = strides_of(p).pipeline + 1;
  for (std::size_t i = 0; i < cluster.tiers.size(); ++i)
    if (cluster.tiers[i].reach == 0 || cluster.tiers[i].reach >= reach_needed) return i;
  return cluster.tiers.empty() ? 0 : cluster.tiers.size() - 1;
}

// Published plans in the usual order are taken as they are, uneven nodes and all. All ranks
// together may leave a part of the last network idle.
std::vector<std::string> placement_faults(const ParallelPlan& p, const Cluster& cluster) {
  if (p.placement == Placement::tensor_data_pipeline) return {};
  for (const Tier& tier : cluster.tiers) {
    Size block = 1;
    for (const Part part : orders[index(p.placement)].inside_out) {
      block *= ranks_of(part, p);
      if (block < accelerators(p) && tier.reach > 0 && block % tier.reach != 0 &&
          tier.reach % block != 0)
        return {
            fmt::format("placement {}: blocks of {} ranks and {} networks of {} accelerators "
                        "do not divide each other",
                        name(p.placement), block, tier.name, tier.reach)};
    }
  }
  return {};
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
