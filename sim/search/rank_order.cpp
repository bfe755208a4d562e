#include "search/rank_order.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "model/parameters.h"
#include "schedule/step_parts.h"

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

std::vector<Placement> placements_for(unsigned tiers, const ParallelPlan& p, Size node) {
  std::vector<Placement> all;
  ParallelPlan placed = p;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    placed.placement = static_cast<Placement>(i);
    const bool is_new = first_alike(placed.placement, p) == placed.placement;
    if (is_new && tiers_of(placed, node) == tiers) all.push_back(placed.placement);
  }
  return all;
}

RankOrders::RankOrders(const Task& t, const Cluster& c)
    : task_(t),
      cluster_(c),
      node_(std::max<Size>(1, c.node_size)),
      weights_(real(model_parameters(t.architecture).text.total)),
      active_(real(model_parameters(t.architecture).text.active)) {}

// What a rank computes for a micro-batch, at half of the peak: traffic hides beside no more.
double RankOrders::compute_seconds(const ParallelPlan& p) const {
  constexpr double of_peak = 0.5;
  const double passes = p.recompute == Recompute::full ? 4 : 3;
  const double tokens = real(p.micro_batch * task_.sequence_length) / real(p.context);
  const double rate = peak_16bit(cluster_.accelerator).value_or(FlopRate::base(1e12)).base();
  return passes * 2 * active_ / real(p.tensor * p.pipeline) * tokens / (of_peak * rate);
}

// Of gradients and weights, what compute does not hide.
double RankOrders::state_seconds(const ParallelPlan& p) const {
  const RankWeights held{.dense = weights_ / real(p.tensor * p.pipeline * p.expert)};
  const Around around = around_step(p, held, compute_seconds(p), cluster_, task_.framework);
  return around.seconds[index(Cause::gradient_traffic)] +
         around.seconds[index(Cause::parameter_traffic)];
}

// The last rank bounds a pipeline, with the head on it: it waits for a send for each micro-batch
// and virtual stage. A layer has two collectives of the boundary among tensor ranks and two
// exchanges among experts', each way.
double RankOrders::link_seconds(const ParallelPlan& p) const {
  const auto time = [&](CollectiveKind kind, double bytes, Axis axis) {
    return collective_time(kind, bytes * byte, group_of(axis, p, cluster_), cluster_).time.base();
  };
  const double stream = 2.0 * real(p.micro_batch * task_.sequence_length) / real(p.context) *
                        real(task_.architecture.hidden);
  const double boundary = stream / real(p.sequence_parallel ? p.tensor : 1);
  const double m = real(std::max<Size>(1, micro_batches(p))), passes = 2 * m;
  const double layers = real(std::ssize(task_.architecture.layers)) / real(p.pipeline);
  double seconds = state_seconds(p);
  if (p.pipeline > 1)
    seconds += (m * real(p.virtual_stages) + 2 * real(p.pipeline - 1)) *
               (1 - hidden_sends(p, task_.framework)) *
               send_seconds(p, boundary, pipeline_tier(p, cluster_), cluster_);
  if (p.tensor > 1)
    seconds += passes * layers * 2 * time(CollectiveKind::all_reduce, stream, Axis::tensor);
  if (p.context > 1)
    seconds += passes * layers * time(CollectiveKind::all_gather, stream, Axis::context);
  if (p.expert > 1)
    seconds += passes * layers * 2 * time(CollectiveKind::all_to_all, stream, Axis::expert);
  return seconds;
}

std::optional<Placement> RankOrders::chosen(unsigned tiers, ParallelPlan p) const {
  std::vector<Placement> all = placements_for(tiers, p, node_), sound;
  for (const Placement placement : all) {
    p.placement = placement;
    if (placement_faults(p, cluster_).empty()) sound.push_back(placement);
  }
  if (sound.empty()) sound = std::move(all);
  std::optional<Placement> best;
  double least = 0;
  for (const Placement placement : sound) {
    p.placement = placement;
    const double seconds = sound.size() > 1 ? link_seconds(p) : 0;
    if (best && seconds >= least) continue;
    best = placement;
    least = seconds;
  }
  return best;
}

std::optional<Placement> RankOrders::placement_for(unsigned tiers, const ParallelPlan& p) {
  std::vector<Size> key{static_cast<Size>(tiers)};
  for (const Size degree : {p.tensor, p.context, p.pipeline, p.data, p.expert, p.expert_tensor,
                            p.micro_batch, p.global_batch, p.virtual_stages, p.zero, p.shard_group})
    key.push_back(degree);
  for (const bool choice : {p.sequence_parallel, p.split_sends, p.overlap_pipeline,
                            p.overlap_gradients, p.overlap_parameters})
    key.push_back(choice ? 1 : 0);
  key.push_back(static_cast<Size>(p.schedule));
  key.push_back(static_cast<Size>(p.recompute));
  const auto [found, is_new] = known_.try_emplace(key);
  if (is_new) found->second = chosen(tiers, p);
  return found->second;
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
