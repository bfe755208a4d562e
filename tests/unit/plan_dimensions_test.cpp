// Choices of a plan beside its degrees, on a model of two layers that is counted by hand.
#include <doctest/doctest.h>

#include <algorithm>

#include "cost/kernels.h"
#include "cost/tensor_overlap.h"
#include "plan_fixture.h"
#include "schedule/step_parts.h"
#include "schedule/traffic.h"

using namespace tenfold;
using namespace tenfold::two_layers;

namespace {

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
