// What is kept in host memory: its time on the link, and the room that it leaves.
#include <doctest/doctest.h>

#include <algorithm>

#include "plan_fixture.h"
#include "schedule/step_parts.h"

using namespace tenfold;
using namespace tenfold::two_layers;

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

TEST_CASE("a set of what is offloaded names each once, and none stands alone") {
  for (const char* words : {"none+weights", "weights+none", "weights+weights", "", "weights+"})
    CHECK_MESSAGE(!offload_named(words), words);
  CHECK(offload_named("none") == Offload::none);
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
