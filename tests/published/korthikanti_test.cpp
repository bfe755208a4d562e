// Korthikanti et al. 2022, "Reducing Activation Recomputation in Large Transformer Models",
// arXiv:2205.05198: bytes of activations of a layer and of the first stage, from the graph.
//
// s tokens, b sequences, h hidden, a heads, t tensor ranks, p stages, v virtual stages, L layers.
#include <doctest/doctest.h>

#include "gpt_fixture.h"

using namespace tenfold;

namespace {

struct Shape {
  Size h, a, L, b, p, v;
};
// Table 3 of the paper; s = 2048, t = 8.
constexpr Shape shapes[] = {{6144, 64, 48, 4, 1, 1},
                            {12288, 96, 96, 1, 8, 3},
                            {20480, 128, 105, 1, 35, 3},
                            {25600, 160, 128, 1, 64, 1}};
constexpr Size s = 2048, t = 8;

ParallelPlan plan_of(const Shape& m, bool sequence_parallel, Recompute recompute) {
  ParallelPlan p;
  p.tensor = t;
  p.pipeline = m.p;
  p.virtual_stages = m.v;
  p.sequence_parallel = sequence_parallel;
  p.micro_batch = m.b;
  p.global_batch = m.b * 16 * m.p;
  p.recompute = recompute;
  p.attention = AttentionKernel::fused_softmax;
  return p;
}

double kept(const Shape& m, bool sequence_parallel, Recompute recompute) {
  return kept_by_layer(gpt(m.L, m.h, m.a, 4 * m.h), plan_of(m, sequence_parallel, recompute), s);
}

double sbh(const Shape& m) { return real(s * m.b * m.h); }
// But for the rounding of a s / h.
doctest::Approx exactly(double bytes) { return doctest::Approx(bytes).epsilon(1e-14); }

double scores(const Shape& m) { return 5 * real(m.a * s) / real(m.h); }

}  // namespace

TEST_CASE("a layer keeps sbh (34 + 5 a s / h) bytes on one rank") {
  for (const Shape& m : shapes) {
    ParallelPlan p = plan_of(m, false, Recompute::none);
    p.tensor = 1;
    CHECK(kept_by_layer(gpt(m.L, m.h, m.a, 4 * m.h), p, s) == exactly(sbh(m) * (34 + scores(m))));
  }
}

TEST_CASE("tensor parallelism leaves sbh (10 + 24 / t + 5 a s / (h t))") {
  for (const Shape& m : shapes)
    CHECK(kept(m, false, Recompute::none) == exactly(sbh(m) * (10 + 24.0 / t + scores(m) / t)));
}

TEST_CASE("sequence parallelism divides all of it, sbh / t (34 + 5 a s / h)") {
  for (const Shape& m : shapes)
    CHECK(kept(m, true, Recompute::none) == exactly(sbh(m) / t * (34 + scores(m))));
}

TEST_CASE("inputs of column-split products, kept gathered, add 4 sbh (1 - 1 / t), section 4.2.2") {
  for (const Shape& m : shapes) {
    ParallelPlan p = plan_of(m, true, Recompute::none);
    p.gather_again = false;
    CHECK(kept_by_layer(gpt(m.L, m.h, m.a, 4 * m.h), p, s) ==
          exactly(sbh(m) / t * (34 + scores(m)) + 4 * sbh(m) * (1 - 1.0 / t)));
  }
}

TEST_CASE(
    "selective recomputation drops the scores: sbh (10 + 24 / t), with sequences 34 sbh / t") {
  for (const Shape& m : shapes) {
    CHECK(kept(m, false, Recompute::selective) == sbh(m) * (10 + 24.0 / t));
    CHECK(kept(m, true, Recompute::selective) == sbh(m) / t * 34);
  }
}

TEST_CASE("full recomputation keeps the 2 sbh bytes of each layer's input") {
  // Two plans apart by one layer in each stage differ by that layer's input alone.
  for (const Shape& m : shapes) {
    const ParallelPlan p = plan_of({m.h, m.a, m.L, m.b, 1, 1}, false, Recompute::full);
    const auto activations = [&](Size layers) {
      return footprint(gpt(layers, m.h, m.a, 4 * m.h), p, s, megatron())
          .stages[0]
          .bytes[index(MemoryUse::activations)];
    };
    CHECK(activations(5) - activations(4) == 2 * sbh(m));
  }
}

TEST_CASE("the first stage holds L layers, interleaved 1 + (p - 1) / (p v) times as many") {
  // Figure 1, GiB: tensor parallelism alone; with sequences and selective recomputation. The paper
  // leaves out embedding, head and what a backward pass takes for a moment.
  struct Row {
    Shape m;
    double tensor, selective;
  };
  const Row rows[] = {{shapes[0], 59.25, 9.5625},
                      {shapes[1], 66.84375, 12.3515625},
                      {shapes[2], 114.0234375, 23.076171875},
                      {shapes[3], 131.25, 26.5625}};
  for (const Row& row : rows) {
    const Shape& m = row.m;
    const ParallelPlan p = plan_of(m, false, Recompute::none);
    const double in_flight =
        footprint(gpt(m.L, m.h, m.a, 4 * m.h), p, s, megatron()).stages[0].in_flight;
    const double layers = real(m.L) / real(m.p) * in_flight;
    CHECK(in_flight == doctest::Approx(real(m.p) + (m.v > 1 ? real(m.p - 1) / real(m.v) : 0)));
    CHECK(layers * kept(m, false, Recompute::none) / 0x1p30 == doctest::Approx(row.tensor));
    CHECK(layers * kept(m, true, Recompute::selective) / 0x1p30 == doctest::Approx(row.selective));
  }
}

TEST_CASE("parameters and optimizer of figure 1: 18 bytes of each weight of the layers' matrices") {
  // 12 h^2 L / (t p) weights a rank; GiB.
  const double figure[] = {45.5625, 45.5625, 31.640625, 32.958984375};
  for (std::size_t i = 0; i < 4; ++i) {
    const Shape& m = shapes[i];
    const double weights = 12 * real(m.h) * real(m.h) * real(m.L) / real(t * m.p);
    CHECK(18 * weights / 0x1p30 == doctest::Approx(figure[i]).epsilon(1e-9));
    // A stage between the ends has biases and norms beside them: under 0.1 %.
    const ParallelPlan p = plan_of(m, false, Recompute::none);
    const Footprint f = footprint(gpt(m.L, m.h, m.a, 4 * m.h), p, s, megatron());
    if (m.p < 3) continue;
    double states = 0;
    for (const MemoryUse use : {MemoryUse::weights, MemoryUse::master_weights, MemoryUse::gradients,
                                MemoryUse::optimizer})
      states += f.stages[1].bytes[index(use)];
    CHECK(states == doctest::Approx(18 * weights).epsilon(1e-3));
  }
}
