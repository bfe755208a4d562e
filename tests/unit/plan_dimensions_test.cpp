// Choices of a plan beside its degrees, on a model of two layers that is counted by hand.
#include <doctest/doctest.h>

#include <algorithm>

#include "cost/kernels.h"
#include "cost/tensor_overlap.h"
#include "graph/lower.h"
#include "schedule/footprint.h"
#include "schedule/step_cost.h"
#include "schedule/step_parts.h"
#include "schedule/traffic.h"

using namespace tenfold;

namespace {

constexpr Size h = 1024, heads = 16, width = 2048, V = 4096, s = 512;
constexpr double layer_weights = 4 * h * h + 3 * h * width + 2 * h;

// Llama-like.
Architecture model(Size layers = 2) {
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

Tier tier(double bandwidth, std::int64_t reach) {
  Tier t;
  t.reach = reach;
  t.bandwidth = Bandwidth::base(bandwidth);
  t.latency = Seconds::base(3e-6);
  return t;
}

Cluster cluster(double inside = 450e9, double host = 50e9) {
  Cluster c;
  c.accelerators = 64;
  c.node_size = 8;
  c.tiers = {tier(inside, 8), tier(50e9, 0)};
  c.accelerator.bf16 = 989e12 * flop / second;
  c.accelerator.memory_bandwidth = Bandwidth::base(3.35e12);
  c.accelerator.host_bandwidth = Bandwidth::base(host);
  return c;
}

ParallelPlan plan(Size tensor, bool sequence_parallel, Size pipeline = 1) {
  ParallelPlan p;
  p.tensor = tensor;
  p.sequence_parallel = sequence_parallel;
  p.pipeline = pipeline;
  p.global_batch = 8;
  return p;
}

LocalGraph local_of(const ParallelPlan& p) {
  return partition(lower(distinct_layers(model()).architecture, {.sequence_length = s}),
                   shard_of(p, s));
}

StepCost step(const ParallelPlan& p, const Cluster& c = cluster(), const Framework& f = {}) {
  return step_cost(model(), p, s, c, f);
}
double cause(const StepCost& cost, Cause what) { return cost.by_cause[index(what)]; }
double memory(const ParallelPlan& p, MemoryUse use) {
  return footprint(model(), p, s, {}).stages.front().bytes[index(use)];
}

Count gathered_in_backward(const LocalGraph& local) {
  Count bytes = 0;
  for (const Transfer& t : local.transfers)
    if (t.axis == Axis::tensor && t.pass == Pass::backward_weight) bytes += t.bytes;
  return bytes;
}

// A ring by a clock. Gathering: rows go on as they come, a part's product starts when its rows are
// there and the product before is done.
double played_gathering(Size parts, double product, double step_time) {
  double computed = 0;
  for (Size i = 0; i < parts; ++i)
    computed = std::max(computed, static_cast<double>(i) * step_time) + product;
  return computed;
}
// Scattering: a part's sum goes on when its product is done and the sum before has come; the last
// product stays.
double played_scattering(Size parts, double product, double step_time) {
  double computed = 0, arrived = 0;
  for (Size i = 0; i < parts; ++i) {
    computed += product;
    if (i + 1 < parts) arrived = std::max(arrived, computed) + step_time;
  }
  return std::max(computed, arrived);
}

struct Paired {
  LocalGraph local;
  std::vector<Kernel> all;
  Transfer transfer;
  MatmulShape product;
};
// Of the forward pass: gathered before "q", which has keys and values too, scattered after
// "output".
Paired paired(const ParallelPlan& p, std::string_view op) {
  Paired g{local_of(p), {}, {}, {}};
  g.all = kernels(g.local, 1, p, {});
  for (const Transfer& t : g.local.transfers)
    if (t.name == op && t.pass == Pass::forward) g.transfer = t;
  for (const Kernel& k : g.all)
    if (const auto* shape = std::get_if<MatmulShape>(&k.call))
      if (k.name == op && k.pass == Pass::forward) g.product = *shape;
  return g;
}

}  // namespace

TEST_CASE("inputs that are kept gathered are not gathered again, and take t times the memory") {
  ParallelPlan p = plan(4, true);
  // A layer's two norms feed products, and the final norm the head: 2 bytes a token and width.
  CHECK(gathered_in_backward(local_of(p)) == 3 * 2 * s * h);
  const double again = memory(p, MemoryUse::activations);
  p.gather_again = false;
  CHECK(gathered_in_backward(local_of(p)) == 0);
  const double part = 2.0 * s * h / 4;
  CHECK(memory(p, MemoryUse::activations) - again >= 2 * 2 * 3 * part);
  CHECK(memory(p, MemoryUse::activations) - again <= (2 * 2 + 1) * 3 * part);
}

TEST_CASE("gathering again moves nothing without sequence parallelism") {
  ParallelPlan p = plan(4, false);
  const double before = step(p).seconds, kept = memory(p, MemoryUse::activations);
  p.gather_again = false;
  CHECK(shard_of(p, s) == shard_of(plan(4, false), s));
  CHECK(step(p).seconds == before);
  CHECK(memory(p, MemoryUse::activations) == kept);
}

TEST_CASE("a split send is a tensor rank's part, and its gathering inside the node") {
  ParallelPlan p = plan(4, false, 2);
  p.data = 2;  // tensor x data fill a node: stages are in two
  const Cluster c = cluster();
  const double whole = 2.0 * s * h;
  const double send = point_to_point_time(whole * byte, 1, c).time.base();
  CHECK(step(p).pipeline.send == send);
  p.split_sends = true;
  const double part = point_to_point_time(whole / 4 * byte, 1, c).time.base();
  const double gathered =
      collective_time(CollectiveKind::all_gather, whole * byte, {{4, 1}}, c).time.base();
  CHECK(step(p).pipeline.send == doctest::Approx(part + gathered).epsilon(1e-12));
  CHECK(part + gathered < send);
  p.sequence_parallel = true;  // ranks have parts anyway
  CHECK(step(p).pipeline.send == doctest::Approx(part).epsilon(1e-12));
}

TEST_CASE("a split send carries a t-th over the pipeline's network, the rest inside the node") {
  const auto sent = [](const ParallelPlan& p, Axis axis, std::size_t tier_index) {
    double bytes = 0;
    for (const TierTraffic& t : step_traffic(model(), p, s, cluster(), {}))
      if (t.axis == axis && t.tier == tier_index) bytes += t.bytes;
    return bytes;
  };
  ParallelPlan p = plan(4, false, 2), split = p;
  p.data = split.data = 2;
  split.split_sends = true;
  CHECK(sent(split, Axis::pipeline, 1) == sent(p, Axis::pipeline, 1) / 4);
  // Four micro-batches, there and back, one boundary of two stages, 3/4 of it from other ranks.
  CHECK(sent(split, Axis::tensor, 0) - sent(p, Axis::tensor, 0) ==
        doctest::Approx(2 * 4 * 0.5 * 0.75 * 2 * s * h));
}

TEST_CASE("a ring hides what a clock says, with products of a t-th of the rows") {
  ParallelPlan p = plan(4, true);
  p.tensor_overlap = TensorOverlap::ring;
  Framework f;
  f.overlap_slow_down = 1;
  struct Case {
    const char* op;
    double (*played)(Size, double, double);
  };
  for (const auto& [op, played] :
       {Case{"q", played_gathering}, Case{"output", played_scattering}}) {
    const Paired g = paired(p, op);
    REQUIRE(g.product.m == s);
    for (const double bandwidth : {1e9, 50e9, 450e9, 1e13}) {
      const Cluster c = cluster(bandwidth);
      MatmulShape part = g.product;
      part.m = s / 4;
      const double one = matmul_time(part, c.accelerator).time.base();
      const double moved = point_to_point_time(2.0 * s * h / 4 * byte, 0, c).time.base();
      const double alone = matmul_time(g.product, c.accelerator).time.base();
      const Exposed e = exposed_beside_product(g.transfer, 0, g.all, g.local, p, c, f);
      CHECK(e.traffic.time.base() == doctest::Approx(played(4, one, moved) - alone).epsilon(1e-9));
      CHECK(e.launches == 3);
      CHECK(e.collectives == 3);
    }
  }
}

TEST_CASE("a pipe hides all but one of four collectives, or all but one product") {
  ParallelPlan p = plan(8, true);
  p.tensor_overlap = TensorOverlap::pipe;
  Framework f;
  f.overlap_slow_down = 1;
  const Paired g = paired(p, "q");
  REQUIRE(g.product.n == 3 * h / 8);
  for (const double bandwidth : {1e9, 450e9, 1e13}) {
    const Cluster c = cluster(bandwidth);
    MatmulShape part = g.product;
    part.m /= 4;
    const double one = matmul_time(part, c.accelerator).time.base();
    const double each =
        collective_time(CollectiveKind::all_gather, 2.0 * s * h / 4 * byte, {{8, 1}}, c)
            .time.base();
    double computed = 0;
    for (int i = 1; i <= 4; ++i) computed = std::max(computed, i * each) + one;
    const double alone = matmul_time(g.product, c.accelerator).time.base();
    CHECK(exposed_beside_product(g.transfer, 0, g.all, g.local, p, c, f).traffic.time.base() ==
          doctest::Approx(computed - alone).epsilon(1e-9));
  }
}

TEST_CASE("every tensor transfer of a layer finds the product that it runs beside") {
  for (const bool sequence_parallel : {false, true}) {
    ParallelPlan p = plan(8, sequence_parallel);
    const LocalGraph local = local_of(p);
    const std::vector<Kernel> all = kernels(local, 1, p, {});
    const Cluster c = cluster(1e12);
    for (const Transfer& t : local.transfers) {
      if (t.axis != Axis::tensor || t.layer != 0) continue;
      CAPTURE(std::string(t.name));
      CAPTURE(std::string(name(t.pass)));
      p.tensor_overlap = TensorOverlap::none;
      const double alone = exposed_beside_product(t, 0, all, local, p, c, {}).traffic.time.base();
      CHECK(alone > 0);
      p.tensor_overlap = TensorOverlap::pipe;
      CHECK(exposed_beside_product(t, 0, all, local, p, c, {}).traffic.time.base() != alone);
    }
  }
}

TEST_CASE("tensor traffic beside products is least on a fast network, and by habit as before") {
  ParallelPlan p = plan(8, true);
  Framework f;
  const double habit = step(p, cluster(), f).seconds;
  p.overlap_tensor = false;
  CHECK(step(p, cluster(), f).seconds == habit);  // this framework hides none
  p.tensor_overlap = TensorOverlap::none;
  CHECK(step(p, cluster(), f).seconds == doctest::Approx(habit).epsilon(1e-12));
  // A long product hides nearly all of the traffic beside it, whichever way.
  const auto exposed = [&](TensorOverlap kind) {
    ParallelPlan large = p;
    large.tensor_overlap = kind;
    large.micro_batch = 8;
    large.global_batch = 8;
    return cause(step_cost(model(), large, 32768, cluster(4e12), f), Cause::tensor_traffic);
  };
  CHECK(exposed(TensorOverlap::ring) < 0.5 * exposed(TensorOverlap::none));
  CHECK(exposed(TensorOverlap::pipe) < 0.5 * exposed(TensorOverlap::none));
}

TEST_CASE("a pass lasts as long as what it moves over the host's link, where that is longer") {
  ParallelPlan p = plan(1, false);
  const StepCost before = step(p);
  const double saved = block_cost(model(), p, s, cluster(), {}).layers[0].saved;
  p.offload = Offload::activations;
  const double slow = 1e7;  // bytes a second: the link is all that counts
  const StepCost bound = step(p, cluster(450e9, slow));
  // Both layers' go out in forward and come in in backward, of 8 micro-batches.
  CHECK(bound.pipeline.chunks[0].forward == doctest::Approx(2 * saved / slow).epsilon(1e-12));
  CHECK(bound.pipeline.chunks[0].backward() == doctest::Approx(2 * saved / slow).epsilon(1e-12));
  const ChunkTime compute = before.pipeline.chunks[0];
  CHECK(cause(bound, Cause::offload_traffic) ==
        doctest::Approx(8 * (4 * saved / slow - compute.forward - compute.backward())));
  CHECK(step(p, cluster(450e9, 1e18)).seconds == before.seconds);  // all of it hides
}

TEST_CASE("offloaded weights come in twice a micro-batch, beside activations in backward alone") {
  ParallelPlan p = plan(1, false);
  const double saved = 2 * block_cost(model(), p, s, cluster(), {}).layers[0].saved;
  const double weights = 2 * (2 * layer_weights + 2 * V * h + h);  // bytes, ends too
  p.offload = Offload::weights;
  const double slow = 1e7;
  const ChunkTime alone = step(p, cluster(450e9, slow)).pipeline.chunks[0];
  CHECK(alone.forward == doctest::Approx(weights / slow).epsilon(1e-12));
  CHECK(alone.backward() == doctest::Approx(weights / slow).epsilon(1e-12));
  p.offload = Offload::weights | Offload::activations;
  const ChunkTime both = step(p, cluster(450e9, slow)).pipeline.chunks[0];
  CHECK(both.forward == doctest::Approx(std::max(weights, saved) / slow).epsilon(1e-12));
  CHECK(both.backward() == doctest::Approx((weights + saved) / slow).epsilon(1e-12));
  p.offload = Offload::weights;
  p.zero = 3;
  p.data = 4;
  p.global_batch = 32;
  const ChunkTime shard = step(p, cluster(450e9, slow)).pipeline.chunks[0];
  CHECK(shard.forward == doctest::Approx(weights / 4 / slow).epsilon(1e-12));
}

TEST_CASE("after a step weights go where they are kept, unless the host made them there") {
  const auto around = [](Offload offload, Size zero, Size data) {
    ParallelPlan p = plan(1, false);
    p.offload = offload;
    p.zero = zero;
    p.data = data;
    // Beside no compute to speak of: the link's whole time shows.
    return around_step(p, {1e9, 0, 2}, 1, cluster(450e9, 1e9), {})
        .seconds[index(Cause::offload_traffic)];
  };
  // Of 1e9 elements at 1e9 bytes a second: gradients of 4 bytes down, weights of 2 up.
  CHECK(around(Offload::none, 0, 1) == 0);
  CHECK(around(Offload::optimizer, 0, 1) == doctest::Approx(6));
  CHECK(around(Offload::weights, 0, 1) == doctest::Approx(2));
  CHECK(around(Offload::optimizer | Offload::weights, 0, 1) == doctest::Approx(4));
  CHECK(around(Offload::optimizer | Offload::weights, 3, 4) == doctest::Approx(1));
  // ZeRO 1 gathers what four hosts made, then each keeps all of it.
  CHECK(around(Offload::optimizer | Offload::weights, 1, 4) == doctest::Approx(6. / 4 + 2));
}

TEST_CASE("of what is offloaded two layers' worth stays") {
  const auto at = [](Size layers, Offload offload, MemoryUse use, Recompute recompute) {
    ParallelPlan p = plan(1, false);
    p.offload = offload;
    p.recompute = recompute;
    return footprint(model(layers), p, s, {}).stages.front().bytes[index(use)];
  };
  using enum MemoryUse;
  for (const Recompute r : {Recompute::none, Recompute::full}) {
    const double two = at(2, Offload::none, activations, r);
    CHECK(at(2, Offload::activations, activations, r) == two);
    CHECK(at(12, Offload::activations, activations, r) == two);
    CHECK(at(12, Offload::none, activations, r) > two);
  }
  CHECK(at(12, Offload::none, MemoryUse::weights, Recompute::none) ==
        2 * (12 * layer_weights + 2 * V * h + h));
  // A layer and a layer, of 10.5 M elements; the head has 4.2 M.
  CHECK(at(12, Offload::weights, MemoryUse::weights, Recompute::none) == 2 * 2 * layer_weights);
  CHECK(at(12, Offload::weights, optimizer, Recompute::none) > 0);
  CHECK(at(12, Offload::all, optimizer, Recompute::none) == 0);
}

TEST_CASE("a set of what is offloaded reads in any order") {
  CHECK(offload_named("none") == Offload::none);
  CHECK(offload_named("weights+optimizer") == (Offload::optimizer | Offload::weights));
  CHECK(offload_named("optimizer+weights") == (Offload::optimizer | Offload::weights));
  CHECK(offload_named("weights+activations+optimizer") == Offload::all);
  CHECK(!offload_named("weights+"));
  CHECK(!offload_named("weight"));
  for (std::size_t i = 0; i < enum_names<Offload>.size(); ++i)
    CHECK(offload_named(enum_names<Offload>[i]) == static_cast<Offload>(i));
}
