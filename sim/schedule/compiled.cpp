#include "schedule/compiled.h"

#include <algorithm>
#include <tuple>

namespace tenfold {
namespace {

PassSeconds compiled(const PassCost& cost, const Accelerator& a, const Framework& f) {
  const double host = cost.launches * f.launches * f.dispatch.base() +
                      cost.collectives * f.collective_dispatch.base();
  return {.device = cost.total(), .host = host * a.dispatch_scale};
}

CompiledPart compiled(const LayerCost& l, const Accelerator& a, const Framework& f) {
  CompiledPart part{.forward = compiled(l.forward, a, f),
                    .backward_input = compiled(l.backward_input, a, f),
                    .backward_weight = compiled(l.backward_weight, a, f),
                    .recompute = compiled(l.recompute, a, f),
                    .recompute_deviation = l.recompute.deviation,
                    .weights = real(l.weights),
                    .expert_weights = real(l.expert_weights),
                    .model_flops = real(l.exact_flops),
                    .executed_flops = real(l.executed_flops),
                    .recomputed_flops = real(l.recomputed_flops),
                    .saved = l.saved,
                    .input = l.input};
  for (std::size_t i = 0; i < causes; ++i)
    part.deviation[i] =
        l.forward.deviation[i] + l.backward_input.deviation[i] + l.backward_weight.deviation[i];
  return part;
}

std::vector<Size> counts_before(const BlockCost& b) {
  const std::size_t kinds = b.layers.size();
  std::vector<Size> before((b.kind.size() + 1) * kinds);
  for (std::size_t i = 0; i < b.kind.size(); ++i)
    for (std::size_t k = 0; k < kinds; ++k)
      before[(i + 1) * kinds + k] = before[i * kinds + k] + (b.kind[i] == k ? 1 : 0);
  return before;
}

bool precedes(const StateTraffic& a, const StateTraffic& b) {
  return std::tie(a.data, a.shard_group) < std::tie(b.data, b.shard_group);
}

std::vector<StateTraffic> traffic_of(std::span<const DataDegree> degrees, ParallelPlan plan,
                                     const Cluster& cluster) {
  std::vector<StateTraffic> all;
  for (const DataDegree& d : degrees) {
    plan.data = d.data;
    plan.shard_group = d.shard_group;
    all.push_back(state_traffic(plan, cluster));
  }
  std::sort(all.begin(), all.end(), precedes);
  return all;
}

void add_flops(CompiledShard& s, const BlockCost& b) {
  s.model_flops = s.embedding.model_flops + s.head.model_flops;
  s.executed_flops = s.embedding.executed_flops + s.head.executed_flops;
  for (std::size_t k = 0; k < s.kinds.size(); ++k) {
    const CompiledPart& part = s.kinds[k];
    s.model_flops += real(b.count[k]) * part.model_flops;
    s.executed_flops += real(b.count[k]) * (part.executed_flops + part.recomputed_flops);
  }
}

}  // namespace

CompiledShard compile(const BlockCost& b, const ParallelPlan& like,
                      std::span<const DataDegree> degrees, const Cluster& cluster,
                      const Framework& f) {
  const Accelerator& a = cluster.accelerator;
  CompiledShard s{.cluster = &cluster,
                  .framework = &f,
                  .kinds = {},
                  .embedding = compiled(b.embedding, a, f),
                  .head = compiled(b.head, a, f),
                  .layers = std::ssize(b.kind),
                  .before = counts_before(b),
                  .tensor = group_of(Axis::tensor, like, cluster),
                  .send = {},
                  .split_send = {},
                  .boundary_bytes = real(b.boundary_bytes),
                  .send_dispatch = f.collective_dispatch.base() * a.dispatch_scale,
                  .traffic = traffic_of(degrees, like, cluster)};
  for (const LayerCost& l : b.layers) s.kinds.push_back(compiled(l, a, f));
  add_flops(s, b);
  ParallelPlan whole = like, split = like;
  whole.pipeline = split.pipeline = 2;
  whole.split_sends = false;
  split.split_sends = true;
  for (std::size_t tier = 0; tier < cluster.tiers.size(); ++tier) {
    s.send.push_back(send_seconds(whole, real(b.boundary_bytes), tier, s.tensor, cluster));
    s.split_send.push_back(send_seconds(split, real(b.boundary_bytes), tier, s.tensor, cluster));
  }
  return s;
}

}  // namespace tenfold
