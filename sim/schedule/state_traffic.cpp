#include "schedule/state_traffic.h"

#include <algorithm>

namespace tenfold {
namespace {

// The innermost `ranks` of a group, tier by tier.
Group sharded(Group g, Size ranks) {
  for (Size& in_tier : g.per_tier) {
    in_tier = std::min(in_tier, std::max<Size>(1, ranks));
    ranks = std::max<Size>(1, ranks / in_tier);
  }
  return g;
}

CopiesTraffic copies_traffic(Axis axis, const ParallelPlan& p, const Cluster& cluster) {
  const Group whole = group_of(axis, p, cluster);
  CopiesTraffic t;
  t.ranks = whole.ranks();
  t.shards = p.shard_group > 0 ? p.shard_group : t.ranks;
  const Group inner = sharded(whole, t.shards);
  Group outer = whole;
  for (std::size_t i = 0; i < outer.per_tier.size(); ++i) outer.per_tier[i] /= inner.per_tier[i];
  t.all_reduce = collective_curve(CollectiveKind::all_reduce, whole, cluster);
  t.reduce_scatter = collective_curve(CollectiveKind::reduce_scatter, whole, cluster);
  t.all_gather = collective_curve(CollectiveKind::all_gather, whole, cluster);
  t.shard_scatter = collective_curve(CollectiveKind::reduce_scatter, inner, cluster);
  t.shard_gather = collective_curve(CollectiveKind::all_gather, inner, cluster);
  if (t.shards < t.ranks)
    t.across_shards = collective_curve(CollectiveKind::all_reduce, outer, cluster);
  return t;
}

// Adds up prices; of a traffic, what compute does not hide.
class Sum {
 public:
  explicit Sum(const Framework& f) : f_(f) {}
  void put(const Priced& priced) {
    sum_.seconds += priced.time.base();
    sum_.deviation += priced.time.base() * priced.spread;
  }
  // `part` of the traffic can run beside compute that lasts `beside`.
  void expose(const Priced& traffic, double part, double beside) {
    expose(traffic, std::min(traffic.time.base() * part, beside));
  }
  void expose(const Priced& traffic, double hidden) {
    put({(traffic.time.base() - hidden + hidden * (f_.overlap_slow_down - 1)) * second,
         traffic.spread});
  }
  const Beside& beside() const { return sum_; }

 private:
  const Framework& f_;
  Beside sum_;
};

constexpr Bytes weight = 2 * byte;
Bytes gradient(const Framework& f) { return (f.fp32_gradients ? 4 : 2) * byte; }
double passes(const ParallelPlan& p) { return real(std::max<Size>(1, micro_batches(p))); }

class Reduction {
 public:
  Reduction(const ParallelPlan& p, double micro_batch, double modules, const Framework& f)
      : p_(p), micro_batch_(micro_batch), modules_(modules), f_(f), sum_(f) {}

  void add(double elements, const CopiesTraffic& t) {
    if (t.ranks == 1 || elements == 0) return;
    if (p_.zero == 3) return add_sharded(elements, t);
    const Priced once =
        (p_.zero >= 1 ? t.reduce_scatter : t.all_reduce).at(elements * gradient(f_));
    // Sharded gradients have no whole copy to add to: they are reduced again and again.
    const double times = real(gradient_reductions(p_));
    const double part = p_.overlap_gradients ? f_.gradient_overlap : 0;
    sum_.expose(
        {times * once.time, once.spread},
        hidden_by_chunks(p_, times * once.time.base() * part, times * micro_batch_ * 2 / 3));
    if (p_.zero == 0) return;
    const Priced gathering = t.all_gather.at(elements * weight);
    const double early = p_.overlap_parameters ? f_.parameter_overlap : 0;
    sum_.expose(gathering, hidden_by_chunks(p_, gathering.time.base() * early, micro_batch_ / 3));
  }
  const Beside& beside() const { return sum_.beside(); }

 private:
  // Weights are gathered for forward and again for backward of every micro-batch, gradients
  // scattered after it. Beside it runs the micro-batch's compute. Copies of a shard are summed
  // once a step.
  void add_sharded(double elements, const CopiesTraffic& t) {
    const double m = passes(p_);
    const double each = elements / modules_;
    const Priced gather = t.shard_gather.at(each * weight);
    const Priced scatter = t.shard_scatter.at(each * gradient(f_));
    const double times = m * modules_ / f_.gather_efficiency;
    sum_.expose({2 * times * gather.time, gather.spread}, f_.parameter_overlap,
                m * micro_batch_ * 2 / 3);
    sum_.expose({times * scatter.time, scatter.spread}, f_.gradient_overlap, m * micro_batch_ / 3);
    if (t.shards < t.ranks) sum_.put(t.across_shards.at(elements / real(t.shards) * gradient(f_)));
  }

  const ParallelPlan& p_;
  double micro_batch_, modules_;
  const Framework& f_;
  Sum sum_;
};

class Optimizer {
 public:
  Optimizer(const ParallelPlan& p, const Accelerator& a, const Framework& f)
      : p_(p), a_(a), f_(f), sum_(f) {}

  // The fused optimizer reads gradient, master weight and two moments, and writes the last three
  // and the 16-bit weight: 30 bytes an element; the norm of the gradient reads it once more.
  void add(double elements, double shards) {
    const double mine = elements / shards;
    if (holds(p_.offload, Offload::weights)) store_weights(elements / (p_.zero == 3 ? shards : 1));
    if (holds(p_.offload, Offload::optimizer)) return add_on_host(mine);
    const double bytes =
        (30 * mine + 4 * mine + 4 * elements / (p_.zero >= 2 ? shards : 1)) * f_.optimizer_traffic;
    sum_.put(stream_time(StreamKind::optimizer, bytes * byte, a_));
  }
  Beside beside() const { return sum_.beside() + Beside{f_.step_overhead.base(), 0}; }

 private:
  // The host's optimizer makes all of a rank's weights, where they also stay.
  bool weights_stay() const {
    const bool both = holds(p_.offload, Offload::optimizer | Offload::weights);
    return both && (p_.zero == 0 || p_.zero == 3);
  }
  void move(Bytes bytes) {
    const Bandwidth link = a_.host_bandwidth.value_or(usual_host_bandwidth);
    sum_.put({bytes / link, offload_spread});
  }
  void store_weights(double elements) {
    if (!weights_stay()) move(elements * weight);
  }
  // Gradients go to the host, weights come back; the host's memory bounds its optimizer.
  void add_on_host(double mine) {
    move(mine * (weights_stay() ? gradient(f_) : gradient(f_) + weight));
    sum_.put({mine * 30 / f_.host_memory_bandwidth.base() * second, host_optimizer_spread});
  }

  const ParallelPlan& p_;
  const Accelerator& a_;
  const Framework& f_;
  Sum sum_;
};

}  // namespace

StateTraffic state_traffic(const ParallelPlan& p, const Cluster& cluster) {
  return {.data = p.data,
          .shard_group = p.shard_group,
          .dense = copies_traffic(Axis::data, p, cluster),
          .expert = copies_traffic(Axis::expert_data, p, cluster)};
}

Beside state_traffic_beside(const ParallelPlan& p, const RankWeights& w, double micro_batch,
                            const StateTraffic& t, const Framework& f) {
  Reduction reduction(p, micro_batch, real(std::max<Size>(1, w.layers)), f);
  reduction.add(w.dense, t.dense);
  reduction.add(w.expert, t.expert);
  return reduction.beside();
}

Beside optimizer_beside(const ParallelPlan& p, const RankWeights& w, const StateTraffic& t,
                        const Accelerator& a, const Framework& f) {
  Optimizer optimizer(p, a, f);
  const bool shards = p.zero >= 1;
  optimizer.add(w.dense, shards ? real(t.dense.ranks) : 1);
  optimizer.add(w.expert, shards ? real(t.expert.ranks) : 1);
  return optimizer.beside();
}

}  // namespace tenfold
