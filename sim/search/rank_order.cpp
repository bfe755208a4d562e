#include "search/rank_order.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tenfold {
namespace {

// From inside out: tensor with context, data, pipeline. In the enum's order.
constexpr std::array<std::string_view, 6> orders{"tdp", "tpd", "dtp", "dpt", "ptd", "pdt"};
static_assert(orders.size() == enum_names<Placement>.size());

Size ranks_of(char axis, const ParallelPlan& p) {
  if (axis == 't') return p.tensor * p.context;
  return axis == 'd' ? p.data : p.pipeline;
}

unsigned bit(char axis) {
  if (axis == 't') return tensor_inside;
  return axis == 'd' ? data_inside : pipeline_inside;
}

// Without the axes of one rank.
std::string order_of(std::size_t placement, const ParallelPlan& p) {
  std::string order;
  for (const char axis : orders[placement])
    if (ranks_of(axis, p) > 1) order += axis;
  return order;
}

}  // namespace

Placement first_alike(Placement placement, const ParallelPlan& p) {
  const std::string order = order_of(index(placement), p);
  std::size_t first = 0;
  while (order_of(first, p) != order) ++first;
  return static_cast<Placement>(first);
}

std::vector<unsigned> tier_choices(const ParallelPlan& p) {
  unsigned wide = 0;
  for (const char axis : orders.front())
    if (ranks_of(axis, p) > 1) wide |= bit(axis);
  std::vector<unsigned> all;
  for (unsigned set = 0; set < 8; ++set)
    if ((set & ~wide) == 0) all.push_back(set);
  return all;
}

std::optional<Placement> placement_for(unsigned tiers, const ParallelPlan& p, Size node) {
  ParallelPlan placed = p;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    placed.placement = static_cast<Placement>(i);
    if (tiers_of(placed, node) == tiers) return placed.placement;
  }
  return std::nullopt;
}

unsigned tiers_of(const ParallelPlan& p, Size node) {
  unsigned inside = 0;
  Size block = 1;
  for (const char axis : orders[index(p.placement)]) {
    const Size ranks = ranks_of(axis, p);
    block *= ranks;
    if (ranks > 1 && block <= node) inside |= bit(axis);
  }
  return inside;
}

}  // namespace tenfold
