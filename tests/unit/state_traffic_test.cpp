// How often gradients are reduced, and what of it compute hides, on a model of four layers.
#include <doctest/doctest.h>

#include "plan_fixture.h"
#include "schedule/step_parts.h"

using namespace tenfold;
using namespace tenfold::two_layers;

namespace {

// Two stages of two chunks of a layer, over four data ranks.
ParallelPlan interleaved(Size zero, Size micro_batches) {
  ParallelPlan p = plan(1, false, 2);
  p.schedule = PipelineSchedule::interleaved;
  p.virtual_stages = 2;
  p.data = 4;
  p.zero = zero;
  p.global_batch = 4 * micro_batches;
  return p;
}

double gradient_traffic(const ParallelPlan& p) {
  return cause(step_cost(model(4), p, s, cluster(), {}), Cause::gradient_traffic);
}

}  // namespace

TEST_CASE("sharded gradients are reduced every micro-batch, in an interleaved pipeline every row") {
  CHECK(gradient_reductions(interleaved(0, 8)) == 1);
  CHECK(gradient_reductions(interleaved(1, 8)) == 1);
  CHECK(gradient_reductions(interleaved(2, 8)) == 4);
  CHECK(gradient_reductions(interleaved(3, 8)) == 8);
  ParallelPlan plain = interleaved(2, 8);
  plain.schedule = PipelineSchedule::one_f_one_b;
  plain.virtual_stages = 1;
  CHECK(gradient_reductions(plain) == 8);
}

TEST_CASE("a row of micro-batches reduces as often with ZeRO 2 as with ZeRO 1") {
  CHECK(gradient_traffic(interleaved(1, 2)) > 0);
  CHECK(gradient_traffic(interleaved(2, 2)) == gradient_traffic(interleaved(1, 2)));
  CHECK(gradient_traffic(interleaved(2, 4)) ==
        doctest::Approx(2 * gradient_traffic(interleaved(1, 2))));
}

TEST_CASE("ZeRO 2 in an interleaved pipeline holds one chunk's gradients whole") {
  const auto gradients = [](Size zero) {
    const auto stages = footprint(model(4), interleaved(zero, 2), s, {}).stages;
    return stages.front().bytes[index(MemoryUse::gradients)];
  };
  // Of both chunks in 32 bits: a quarter is the rank's shard, and half stands whole meanwhile.
  CHECK(gradients(2) == doctest::Approx(gradients(1) * (1. / 4 + 1. / 2)));
}

TEST_CASE("a chunk's traffic has the next chunk's row beside it, one chunk's its own micro-batch") {
  const ParallelPlan p = interleaved(1, 8);  // rows of two, two chunks
  ParallelPlan plain = p;
  plain.schedule = PipelineSchedule::one_f_one_b;
  plain.virtual_stages = 1;
  CHECK(hidden_by_chunks(plain, 0.5, 1) == 0.5);
  CHECK(hidden_by_chunks(plain, 9, 1) == 1);
  CHECK(hidden_by_chunks(p, 0.5, 1) == 0.5);
  CHECK(hidden_by_chunks(p, 1.5, 1) == 0.5 * 1 + 0.5 * 1.5);
  CHECK(hidden_by_chunks(p, 9, 1) == 0.5 * 1 + 0.5 * 2);
  // A single micro-batch has no row beside it.
  CHECK(hidden_by_chunks(interleaved(1, 1), 9, 1) == 1);
}
