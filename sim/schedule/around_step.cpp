#include <algorithm>
#include <cmath>

#include "schedule/step_parts.h"

namespace tenfold {
namespace {

// Traffic of one kind of weights with their data-parallel group.
struct States {
  double elements = 0;
  Group group;
  double modules = 1;  // that weights are gathered by
};

class AroundStep {
 public:
  AroundStep(const ParallelPlan& p, double micro_batch, const Cluster& c, const Framework& f)
      : p_(p), micro_batch_(micro_batch), cluster_(c), f_(f) {}

  void reduce(const States& s) {
    if (s.group.ranks() == 1 || s.elements == 0) return;
    if (p_.zero == 3) return reduce_sharded(s);
    const double gradient = s.elements * (f_.fp32_gradients ? 4 : 2);
    const Priced once =
        collective_time(p_.zero >= 1 ? CollectiveKind::reduce_scatter : CollectiveKind::all_reduce,
                        gradient * byte, s.group, cluster_);
    // Sharded gradients have no whole copy to add to: they are reduced again and again.
    const double times = real(gradient_reductions(p_));
    const double part = p_.overlap_gradients ? f_.gradient_overlap : 0;
    expose(Cause::gradient_traffic, {times * once.time, once.spread},
           hidden_by_chunks(p_, times * once.time.base() * part, times * micro_batch_ * 2 / 3));
    if (p_.zero == 0) return;
    const Priced gathering =
        collective_time(CollectiveKind::all_gather, s.elements * 2 * byte, s.group, cluster_);
    const double early = p_.overlap_parameters ? f_.parameter_overlap : 0;
    expose(Cause::parameter_traffic, gathering,
           hidden_by_chunks(p_, gathering.time.base() * early, micro_batch_ / 3));
  }

  // The fused optimizer reads gradient, master weight and two moments, and writes the last three
  // and the 16-bit weight: 30 bytes an element; the norm of the gradient reads it once more.
  void optimize(double elements, double shards) {
    const double mine = elements / shards;
    if (holds(p_.offload, Offload::weights)) store_weights(elements / (p_.zero == 3 ? shards : 1));
    if (holds(p_.offload, Offload::optimizer)) return optimize_on_host(mine);
    const double bytes =
        (30 * mine + 4 * mine + 4 * elements / (p_.zero >= 2 ? shards : 1)) * f_.optimizer_traffic;
    put(Cause::optimizer, stream_time(StreamKind::optimizer, bytes * byte, cluster_.accelerator));
  }

  void finish() { result_.seconds[index(Cause::overhead)] += f_.step_overhead.base(); }
  const Around& result() const { return result_; }

 private:
  void put(Cause cause, const Priced& priced) {
    result_.seconds[index(cause)] += priced.time.base();
    result_.deviation += priced.time.base() * priced.spread;
  }

  // `part` of the traffic can run beside compute that lasts `beside`.
  void expose(Cause cause, const Priced& traffic, double part, double beside) {
    expose(cause, traffic, std::min(traffic.time.base() * part, beside));
  }
  void expose(Cause cause, const Priced& traffic, double hidden) {
    put(cause, {(traffic.time.base() - hidden + hidden * (f_.overlap_slow_down - 1)) * second,
                traffic.spread});
  }

  // Weights are gathered for forward and again for backward of every micro-batch, gradients
  // scattered after it. Beside it runs the micro-batch's compute.
  void reduce_sharded(const States& s) {
    const Size shards = p_.shard_group > 0 ? p_.shard_group : s.group.ranks();
    const Group inner = innermost(s.group, shards);
    const double m = real(std::max<Size>(1, micro_batches(p_)));
    const double each = s.elements / s.modules;
    const double gradient = each * (f_.fp32_gradients ? 4 : 2);
    const Priced gather =
        collective_time(CollectiveKind::all_gather, each * 2 * byte, inner, cluster_);
    const Priced scatter =
        collective_time(CollectiveKind::reduce_scatter, gradient * byte, inner, cluster_);
    const double times = m * s.modules / f_.gather_efficiency;
    const Priced gathers{2 * times * gather.time, gather.spread};
    const Priced scatters{times * scatter.time, scatter.spread};
    expose(Cause::parameter_traffic, gathers, f_.parameter_overlap, m * micro_batch_ * 2 / 3);
    expose(Cause::gradient_traffic, scatters, f_.gradient_overlap, m * micro_batch_ / 3);
    if (shards < s.group.ranks()) reduce_across(s, shards);
  }

  // Hybrid sharding: copies of a shard are summed once a step.
  void reduce_across(const States& s, Size shards) {
    Group outer = s.group;
    for (std::size_t i = 0; i < outer.per_tier.size(); ++i)
      outer.per_tier[i] /= innermost(s.group, shards).per_tier[i];
    put(Cause::gradient_traffic,
        collective_time(CollectiveKind::all_reduce,
                        s.elements / real(shards) * (f_.fp32_gradients ? 4 : 2) * byte, outer,
                        cluster_));
  }

  // The host's optimizer makes all of a rank's weights, where they also stay.
  bool weights_stay() const {
    const bool both = holds(p_.offload, Offload::optimizer | Offload::weights);
    return both && (p_.zero == 0 || p_.zero == 3);
  }
  void move(double bytes) {
    const double link = cluster_.accelerator.host_bandwidth.value_or(usual_host_bandwidth).base();
    put(Cause::offload_traffic, {bytes / link * second, offload_spread});
  }
  void store_weights(double elements) {
    if (!weights_stay()) move(2 * elements);
  }

  // Gradients go to the host, weights come back; the host's memory bounds its optimizer.
  void optimize_on_host(double mine) {
    move(mine * ((f_.fp32_gradients ? 4 : 2) + (weights_stay() ? 0 : 2)));
    put(Cause::optimizer,
        {mine * 30 / f_.host_memory_bandwidth.base() * second, host_optimizer_spread});
  }

  const ParallelPlan& p_;
  double micro_batch_;
  const Cluster& cluster_;
  const Framework& f_;
  Around result_;
};

}  // namespace

Around around_step(const ParallelPlan& p, const RankWeights& w, double micro_batch,
                   const Cluster& cluster, const Framework& f) {
  AroundStep around(p, micro_batch, cluster, f);
  const double modules = real(std::max<Size>(1, w.layers));
  const States dense{w.dense, group_of(Axis::data, p, cluster), modules};
  const States expert{w.expert, group_of(Axis::expert_data, p, cluster), modules};
  around.reduce(dense);
  around.reduce(expert);
  const bool shards = p.zero >= 1;
  around.optimize(w.dense, shards ? real(dense.group.ranks()) : 1);
  around.optimize(w.expert, shards ? real(expert.group.ranks()) : 1);
  around.finish();
  return around.result();
}

}  // namespace tenfold
