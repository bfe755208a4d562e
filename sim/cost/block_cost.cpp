#include "cost/block_cost.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cost/kernels.h"
#include "cost/rank_work.h"
#include "cost/saved_activations.h"
#include "cost/tensor_overlap.h"
#include "graph/lower.h"

namespace tenfold {
namespace {

// Fraction of the matrix units' peak that chunked kernels of linear recurrences reach. Assumed: no
// table of timed kernels is at hand; Mamba-2's figure of its kernel on an A100 (arXiv:2405.21060)
// is recalled to lie near it. Its spread is wide for that reason.
constexpr double recurrence_efficiency = 0.25, recurrence_spread = 0.3;

// A backward product's time that traffic issued beside it can hide behind.
struct Hidden {
  double exposed = 0, overlapped = 0;
};
Hidden hide(double traffic, double part) { return {traffic * (1 - part), traffic * part}; }

Cause cause_of(Axis axis) {
  if (axis == Axis::tensor) return Cause::tensor_traffic;
  return axis == Axis::context ? Cause::context_traffic : Cause::expert_traffic;
}

class Costing {
 public:
  Costing(const Cluster& c, const ParallelPlan& p, const Framework& f)
      : cluster_(c), a_(c.accelerator), plan_(p), framework_(f) {}

  PassCost compute(const Kernel& k) const {
    PassCost cost;
    std::visit([&](const auto& call) { price(cost, k, call); }, k.call);
    return cost;
  }
  PassCost traffic(const RankWork& work, std::size_t kernel, const Transfer& t) const {
    PassCost cost;
    if (t.axis == Axis::tensor && plan_.tensor_overlap != TensorOverlap::habit)
      price_beside_product(cost, work, kernel, t);
    else
      price_alone(cost, work, t);
    return cost;
  }

 private:
  void put(PassCost& to, Cause cause, const Priced& p, double launches = 1) const {
    const double seconds = p.time.base() * a_.system_scale;
    to.seconds[index(cause)] += seconds;
    to.deviation[index(cause)] += seconds * p.spread;
    to.launches += launches;
  }
  void price(PassCost& to, const Kernel&, const MatmulShape& s) const {
    put(to, Cause::matmul, matmul_time(s, a_));
  }
  void price(PassCost& to, const Kernel&, const GroupedCall& g) const {
    put(to, Cause::grouped_matmul,
        grouped_matmul_time(g.shape, a_, g.backward, plan_.balanced_experts));
  }
  void price(PassCost& to, const Kernel&, const AttentionCall& c) const {
    put(to, Cause::attention, attention_time(c.shape, a_, c.backward), c.backward ? 3 : 1);
  }
  void price(PassCost& to, const Kernel& k, const StreamCall& s) const {
    const Bytes each = s.bytes / s.launches * byte;
    Priced p = stream_time(s.kind, each, a_);
    p.time = s.launches * p.time;
    put(to, k.core ? Cause::attention : Cause::memory_bound, p, s.launches);
  }
  void price(PassCost& to, const Kernel&, const RecurrenceCall& r) const {
    const FlopRate peak = *peak_16bit(a_);
    const Priced stream = stream_time(StreamKind::elementwise, r.bytes * byte, a_);
    const Seconds products = r.flops * flop / (recurrence_efficiency * peak);
    put(to, Cause::attention, {products + stream.time, recurrence_spread}, 4);
  }
  void price(PassCost&, const Kernel&, const Transfer&) const {}
  void price_alone(PassCost& to, const RankWork&, const Transfer& t) const;
  void price_beside_product(PassCost& to, const RankWork&, std::size_t kernel,
                            const Transfer& t) const;
  double hidden_part(const Transfer&) const;

  const Cluster& cluster_;
  const Accelerator& a_;
  const ParallelPlan& plan_;
  const Framework& framework_;
};

// The part of a transfer that runs beside compute, by the framework's habit.
double Costing::hidden_part(const Transfer& t) const {
  switch (t.axis) {
    case Axis::tensor:
      // In backward the gradient's sum runs beside the product of the weight's gradient.
      if (t.pass != Pass::forward) return framework_.tensor_backward_overlap;
      return plan_.overlap_tensor ? framework_.tensor_overlap : 0;
    case Axis::context:
      return framework_.context_overlap;
    default:
      return plan_.overlap_expert ? framework_.expert_overlap : 0;
  }
}

void Costing::price_beside_product(PassCost& to, const RankWork& work, std::size_t kernel,
                                   const Transfer& t) const {
  const auto product = work.product[kernel];
  const Exposed e = product ? exposed_beside(t, std::get<MatmulShape>(work.kernels[*product].call),
                                             work.compute[*product].seconds[index(Cause::matmul)],
                                             plan_, cluster_, framework_)
                            : exposed_alone(t, plan_, cluster_, framework_);
  const double seconds = e.traffic.time.base();
  to.seconds[index(Cause::tensor_traffic)] += seconds;
  to.deviation[index(Cause::tensor_traffic)] += seconds * e.traffic.spread;
  to.launches += e.launches;
  to.collectives += e.collectives;
}

void Costing::price_alone(PassCost& to, const RankWork& work, const Transfer& t) const {
  const Group group = group_of(t.axis, plan_, cluster_);
  const Bytes bytes = real(t.bytes) * byte;
  const Priced p =
      t.axis == Axis::expert && t.exchange == Exchange::all_to_all
          ? expert_exchange_time(bytes, routing_of(work.distinct.architecture, t.copies), group,
                                 cluster_)
          : collective_time(collective_of(t.exchange), bytes, group, cluster_);
  const Hidden h = hide(p.time.base(), hidden_part(t));
  const double slowed = h.overlapped * (framework_.overlap_slow_down - 1);
  const Cause cause = cause_of(t.axis);
  to.seconds[index(cause)] += h.exposed + slowed;
  to.deviation[index(cause)] += (h.exposed + slowed) * p.spread;
  to.collectives += 1;
}

LayerCost& part(BlockCost& b, std::size_t i) {
  if (i < b.layers.size()) return b.layers[i];
  return i == b.layers.size() ? b.embedding : b.head;
}

PassCost& pass(LayerCost& l, Pass p) {
  if (p == Pass::forward) return l.forward;
  return p == Pass::backward_input ? l.backward_input : l.backward_weight;
}

bool is_recomputed(const Kernel& k, const ParallelPlan& p) {
  if (k.pass != Pass::forward) return false;
  return p.recompute == Recompute::full || (p.recompute == Recompute::selective && k.core);
}

void count_weights(BlockCost& b, const LocalGraph& local) {
  std::vector<bool> seen(local.graph.tensors.size(), false);
  for (const Edge& e : local.graph.edges) {
    const Tensor& t = local.graph.tensors[e.tensor];
    const Operator& op = local.graph.operators[e.consumer];
    if (t.kind != TensorKind::weight || op.pass != Pass::forward || seen[e.tensor]) continue;
    seen[e.tensor] = true;
    LayerCost& l = part(b, part_of(local.graph, op, b.layers.size()));
    (t.name.substr(0, 8) == "experts." ? l.expert_weights : l.weights) += t.elements;
  }
}

void count_saved(BlockCost& b, const LocalGraph& local, const ParallelPlan& plan,
                 const Framework& f) {
  for (std::size_t kind = 0; kind < b.layers.size(); ++kind) {
    b.layers[kind].saved = total_bytes(saved_activations(local, kind, plan, f));
    b.layers[kind].input = input_bytes(local, kind);
  }
}

// Executed FLOPs: products of every pass, what is recomputed again, and the scores that flash
// attention makes again in backward.
void count_flops(BlockCost& b, const OpGraph& whole, const LocalGraph& local,
                 const ParallelPlan& plan) {
  const Size ranks = local.shard.tensor * local.shard.context;
  for (std::size_t i = 0; i < whole.operators.size(); ++i) {
    const Operator& op = whole.operators[i];
    if (!is_product(op.kind)) continue;
    LayerCost& l = part(b, part_of(whole, op, b.layers.size()));
    const bool core = op.kind == OperatorKind::attention;
    const bool full = core && !is_flash(plan.attention);
    const Count executed =
        ranks * (full ? local.graph.operators[i].full_flops : local.graph.operators[i].flops);
    l.exact_flops += op.flops;
    l.full_flops += op.full_flops;
    l.executed_flops += executed;
    if (op.pass != Pass::forward) continue;
    const bool again = plan.recompute == Recompute::selective && core;
    if (again) l.recomputed_flops += executed;
    if (plan.recompute == Recompute::full) l.recomputed_flops += executed;
    if (core && is_flash(plan.attention) && op.name == "scores") l.executed_flops += executed;
  }
}

Count boundary(const Architecture& a, const Shard& s) {
  const Size ranks = s.context * (s.sequence_parallel ? s.tensor : 1);
  return Count{a.hidden} * s.sequence_length * s.micro_batch * 2 / ranks;
}

}  // namespace

PassCost& PassCost::operator+=(const PassCost& other) {
  for (std::size_t i = 0; i < causes; ++i) {
    seconds[i] += other.seconds[i];
    deviation[i] += other.deviation[i];
  }
  launches += other.launches;
  collectives += other.collectives;
  return *this;
}

Routing routing_of(const Architecture& a, Size copies) {
  for (const Block& block : a.layers)
    if (const auto* m = std::get_if<MixtureOfExperts>(&block.feed_forward))
      return {copies, m->groups, m->kept_groups};
  return {.copies = copies};
}

RankWork rank_work(const DistinctLayers& distinct, const ParallelPlan& plan, Size sequence_length,
                   const Cluster& cluster, const Framework& f) {
  OpGraph whole = lower(distinct.architecture,
                        {.sequence_length = sequence_length, .sequences = plan.micro_batch});
  LocalGraph local = partition(whole, shard_of(plan, sequence_length));
  std::vector<Kernel> all = kernels(local, distinct.count.size(), plan, f);
  std::vector<PassCost> compute;
  std::vector<std::optional<std::size_t>> product(all.size());
  const Costing costing(cluster, plan, f);
  for (std::size_t i = 0; i < all.size(); ++i) {
    compute.push_back(costing.compute(all[i]));
    const auto* t = std::get_if<Transfer>(&all[i].call);
    if (t && t->axis == Axis::tensor) product[i] = product_of(*t, all[i].part, all, local);
  }
  return {distinct,       std::move(whole),   std::move(local),
          std::move(all), std::move(compute), std::move(product)};
}

std::vector<PassCost> traffic_cost(const RankWork& work, const ParallelPlan& plan,
                                   const Cluster& cluster, const Framework& f) {
  std::vector<PassCost> traffic;
  const Costing costing(cluster, plan, f);
  for (std::size_t i = 0; i < work.kernels.size(); ++i)
    if (const auto* t = std::get_if<Transfer>(&work.kernels[i].call))
      traffic.push_back(costing.traffic(work, i, *t));
  return traffic;
}

namespace {

void add_kernel(BlockCost& b, const Kernel& k, const PassCost& cost, const ParallelPlan& plan) {
  LayerCost& l = part(b, k.part);
  pass(l, k.pass) += cost;
  if (is_recomputed(k, plan) && k.part < b.layers.size()) l.recompute += cost;
}

bool is_transfer(const Kernel& k) { return std::holds_alternative<Transfer>(k.call); }

}  // namespace

BlockCost compute_cost(const RankWork& work, const ParallelPlan& plan, const Framework& framework) {
  BlockCost b;
  b.kind = work.distinct.kind;
  b.count = work.distinct.count;
  b.layers.resize(b.count.size());
  b.boundary_bytes = boundary(work.distinct.architecture, work.local.shard);
  for (std::size_t i = 0; i < work.kernels.size(); ++i)
    if (!is_transfer(work.kernels[i])) add_kernel(b, work.kernels[i], work.compute[i], plan);
  count_weights(b, work.local);
  count_saved(b, work.local, plan, framework);
  count_flops(b, work.whole, work.local, plan);
  return b;
}

BlockCost block_cost(const RankWork& work, BlockCost compute, std::span<const PassCost> traffic,
                     const ParallelPlan& plan) {
  const PassCost* cost = traffic.data();
  for (const Kernel& k : work.kernels)
    if (is_transfer(k)) add_kernel(compute, k, *cost++, plan);
  return compute;
}

BlockCost block_cost(const Architecture& a, const ParallelPlan& plan, Size sequence_length,
                     const Cluster& cluster, const Framework& framework) {
  const RankWork work = rank_work(distinct_layers(a), plan, sequence_length, cluster, framework);
  return block_cost(work, compute_cost(work, plan, framework),
                    traffic_cost(work, plan, cluster, framework), plan);
}

}  // namespace tenfold
