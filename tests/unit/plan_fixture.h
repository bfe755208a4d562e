// A model of two layers on 64 accelerators, small enough to count by hand.
#pragma once

#include "graph/lower.h"
#include "schedule/footprint.h"
#include "schedule/step_cost.h"

namespace tenfold::two_layers {

inline constexpr Size h = 1024, heads = 16, width = 2048, V = 4096, s = 512;
inline constexpr double layer_weights = 4 * h * h + 3 * h * width + 2 * h;

// Llama-like.
inline Architecture model(Size layers = 2) {
  Block b;
  b.name = "dense";
  b.mixer = Attention{.heads = heads, .kv_heads = heads, .head_dim = h / heads};
  b.feed_forward = DenseFeedForward{.width = width};
  Architecture a;
  a.hidden = h;
  a.vocabulary = V;
  a.layers.assign(static_cast<std::size_t>(layers), b);
  return a;
}

inline Tier tier(double bandwidth, std::int64_t reach) {
  Tier t;
  t.reach = reach;
  t.bandwidth = Bandwidth::base(bandwidth);
  t.latency = Seconds::base(3e-6);
  return t;
}

inline Cluster cluster(double inside = 450e9, double host = 50e9) {
  Cluster c;
  c.accelerators = 64;
  c.node_size = 8;
  c.tiers = {tier(inside, 8), tier(50e9, 0)};
  c.accelerator.bf16 = 989e12 * flop / second;
  c.accelerator.memory_bandwidth = Bandwidth::base(3.35e12);
  c.accelerator.host_bandwidth = Bandwidth::base(host);
  return c;
}

inline ParallelPlan plan(Size tensor, bool sequence_parallel, Size pipeline = 1) {
  ParallelPlan p;
  p.tensor = tensor;
  p.sequence_parallel = sequence_parallel;
  p.pipeline = pipeline;
  p.global_batch = 8;
  return p;
}

inline LocalGraph local_of(const ParallelPlan& p) {
  return partition(lower(distinct_layers(model()).architecture, {.sequence_length = s}),
                   shard_of(p, s));
}

inline StepCost step(const ParallelPlan& p, const Cluster& c = cluster(), const Framework& f = {}) {
  return step_cost(model(), p, s, c, f);
}
inline double cause(const StepCost& cost, Cause what) { return cost.by_cause[index(what)]; }
inline double memory(const ParallelPlan& p, MemoryUse use) {
  return footprint(model(), p, s, {}).stages.front().bytes[index(use)];
}

}  // namespace tenfold::two_layers
