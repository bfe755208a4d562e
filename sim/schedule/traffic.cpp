#include "schedule/traffic.h"

#include <algorithm>
#include <map>

#include "cost/kernels.h"
#include "graph/lower.h"
#include "schedule/step_parts.h"

namespace tenfold {
namespace {

class SentBytes {
 public:
  SentBytes(const Architecture& a, const ParallelPlan& p, Size length, const Cluster& c,
            const Framework& f)
      : plan_(p), cluster_(c), framework_(f), distinct_(distinct_layers(a)) {
    const OpGraph whole =
        lower(distinct_.architecture, {.sequence_length = length, .sequences = p.micro_batch});
    const LocalGraph local = partition(whole, shard_of(p, length));
    add_layers(local);
    const BlockCost block = block_cost(a, p, length, c, f);
    add_pipeline(real(block.boundary_bytes));
    add_states(block);
  }

  std::vector<TierTraffic> result() const {
    std::vector<TierTraffic> all;
    for (const auto& [where, bytes] : sums_)
      if (bytes > 0) all.push_back({where.first, where.second, bytes});
    return all;
  }

 private:
  double stages() const { return real(plan_.pipeline); }
  double passes() const { return real(std::max<Size>(1, micro_batches(plan_))); }

  void put(Axis axis, const std::vector<double>& by_tier, double times) {
    for (std::size_t t = 0; t < by_tier.size(); ++t) sums_[{t, axis}] += times * by_tier[t];
  }
  void put(Axis axis, CollectiveKind kind, double bytes, const Group& group, double times) {
    put(axis, sent_by_tier(kind, bytes, group, cluster_.tiers.size()), times);
  }
  void put(Axis axis, CollectiveKind kind, double bytes, double times) {
    put(axis, kind, bytes, group_of(axis, plan_, cluster_), times);
  }

  // How often a part of the model runs on a rank in a step, in the mean over pipeline stages.
  double runs_of(std::size_t part) const {
    const std::size_t kinds = distinct_.count.size();
    return passes() * (part < kinds ? real(distinct_.count[part]) : 1) / stages();
  }

  void add_layers(const LocalGraph& local) {
    const std::size_t kinds = distinct_.count.size();
    for (const Kernel& k : kernels(local, kinds, plan_, framework_)) {
      const auto* t = std::get_if<Transfer>(&k.call);
      if (!t) continue;
      const bool again = plan_.recompute == Recompute::full && k.pass == Pass::forward;
      const double times = runs_of(k.part) * (again && k.part < kinds ? 2 : 1);
      if (t->axis == Axis::expert && t->exchange == Exchange::all_to_all)
        put(t->axis,
            tokens_sent_by_tier(real(t->bytes), routing_of(distinct_.architecture, t->copies),
                                group_of(t->axis, plan_, cluster_), cluster_.tiers.size()),
            times);
      else
        put(t->axis, collective_of(t->exchange), real(t->bytes), times);
    }
  }

  // Activations on, gradients back, over each boundary between ranks.
  void add_pipeline(double boundary) {
    if (plan_.pipeline == 1 || cluster_.tiers.empty()) return;
    const double chunks = stages() * real(plan_.virtual_stages);
    const double sends = 2 * passes() * (chunks - 1) / stages();  // of a rank, in the mean
    const std::size_t tier = std::min(pipeline_tier(plan_, cluster_), cluster_.tiers.size() - 1);
    const bool splits = splits_sends(plan_);
    sums_[{tier, Axis::pipeline}] += sends * boundary / (splits ? real(plan_.tensor) : 1);
    if (splits) put(Axis::tensor, CollectiveKind::all_gather, boundary, sends);
  }

  void add_states(const BlockCost& b) {
    double dense = real(b.embedding.weights + b.head.weights);
    double expert = real(b.embedding.expert_weights + b.head.expert_weights);
    for (std::size_t i = 0; i < b.layers.size(); ++i) {
      dense += real(b.count[i]) * real(b.layers[i].weights);
      expert += real(b.count[i]) * real(b.layers[i].expert_weights);
    }
    reduce(Axis::data, dense / stages());
    reduce(Axis::expert_data, expert / stages());
  }

  void reduce(Axis axis, double elements) {
    const double gradient = elements * (framework_.fp32_gradients ? 4 : 2);
    if (plan_.zero == 0) return put(axis, CollectiveKind::all_reduce, gradient, 1);
    const bool sharded = plan_.zero == 3;
    Group group = group_of(axis, plan_, cluster_), copies = group;
    if (sharded && plan_.shard_group > 0) group = innermost(group, plan_.shard_group);
    put(axis, CollectiveKind::reduce_scatter, gradient, group, real(gradient_reductions(plan_)));
    put(axis, CollectiveKind::all_gather, 2 * elements, group, sharded ? 2 * passes() : 1);
    for (std::size_t i = 0; i < copies.per_tier.size(); ++i)
      copies.per_tier[i] /= group.per_tier[i];
    put(axis, CollectiveKind::all_reduce, gradient / real(group.ranks()), copies, 1);
  }

  const ParallelPlan& plan_;
  const Cluster& cluster_;
  const Framework& framework_;
  const DistinctLayers distinct_;
  std::map<std::pair<std::size_t, Axis>, double> sums_;
};

}  // namespace

std::vector<double> sent_by_tier(CollectiveKind kind, double bytes, const Group& group,
                                 std::size_t tiers) {
  std::vector<double> sent(tiers, 0.0);
  const double ranks = real(group.ranks());
  double inner = 1;
  for (std::size_t t = 0; t < group.per_tier.size() && tiers > 0; ++t) {
    const double members = real(group.per_tier[t]);
    double& here = sent[std::min(t, tiers - 1)];
    if (members > 1 && kind == CollectiveKind::all_to_all)
      here += bytes * inner * (members - 1) / ranks;
    else if (members > 1)
      here += (kind == CollectiveKind::all_reduce ? 2 : 1) * (ranks - 1) / ranks * bytes / inner;
    inner *= members;
  }
  return sent;
}

std::vector<double> tokens_sent_by_tier(double bytes, const Routing& routing, const Group& group,
                                        std::size_t tiers) {
  std::vector<double> sent(tiers, 0.0);
  const double one = bytes / real(std::max<Size>(routing.copies, 1));
  double units = 1;    // that the tiers from here outwards tell apart
  double further = 0;  // copies that the tiers outside carry
  for (std::size_t t = group.per_tier.size(); t-- > 0 && tiers > 0;) {
    units *= real(group.per_tier[t]);
    if (group.per_tier[t] <= 1) continue;
    const double reached = units_reached(units, routing);
    sent[std::min(t, tiers - 1)] += one * std::max(0.0, reached - further);
    further = reached;
  }
  return sent;
}

std::vector<TierTraffic> step_traffic(const Architecture& a, const ParallelPlan& p,
                                      Size sequence_length, const Cluster& c, const Framework& f) {
  return SentBytes(a, p, sequence_length, c, f).result();
}

}  // namespace tenfold
