// Memory of a stage, category by category, on shapes small enough to count by hand.
#include "schedule/footprint.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "graph/lower.h"
#include "schedule/stage_layout.h"

using namespace tenfold;

namespace {

constexpr Size h = 64, heads = 4, width = 128, V = 1000, s = 32;
// Llama-like: four products of attention, three of the feed-forward part, two norms.
constexpr double layer_weights = 4 * h * h + 3 * h * width + 2 * h;

Block dense() {
  Block b;
  b.name = "dense";
  b.mixer = Attention{.heads = heads, .kv_heads = heads, .head_dim = h / heads};
  b.feed_forward = DenseFeedForward{.width = width};
  return b;
}

Block mixture(Size experts, Size top_k) {
  Block b = dense();
  b.name = "mixture";
  b.feed_forward = MixtureOfExperts{.experts = experts, .top_k = top_k, .width = width};
  return b;
}

Architecture model(const Block& block, Size layers, bool tied = false) {
  Architecture a;
  a.hidden = h;
  a.vocabulary = V;
  a.tied_embeddings = tied;
  a.layers.assign(static_cast<std::size_t>(layers), block);
  return a;
}

ParallelPlan plan(Size data = 1, Size zero = 0) {
  ParallelPlan p;
  p.data = data;
  p.global_batch = 16 * data;
  p.zero = zero;
  return p;
}

double bytes(const StageFootprint& f, MemoryUse use) { return f.bytes[index(use)]; }

StageFootprint only_stage(const Architecture& a, const ParallelPlan& p, const Framework& f = {}) {
  return footprint(a, p, s, f).stages.front();
}

double saved(const Architecture& a, const ParallelPlan& p, std::string_view name) {
  const LocalGraph local = partition(lower(a, {.sequence_length = s}), shard_of(p, s));
  for (const SavedActivation& kept : saved_activations(local, 0, p, {}))
    if (kept.name == name) return kept.bytes;
  return 0;
}

}  // namespace

TEST_CASE("states: 2 bytes of a weight, 4 of its gradient, of the master copy, of each moment") {
  const double weights = 3 * layer_weights + 2 * V * h + h;
  const StageFootprint f = only_stage(model(dense(), 3), plan());
  CHECK(bytes(f, MemoryUse::weights) == 2 * weights);
  CHECK(bytes(f, MemoryUse::gradients) == 4 * weights);
  CHECK(bytes(f, MemoryUse::master_weights) == 4 * weights);
  CHECK(bytes(f, MemoryUse::optimizer) == 8 * weights);
}

TEST_CASE("ZeRO divides the optimizer, then the gradients, then the weights") {
  const Architecture a = model(dense(), 3);
  const double weights = 3 * layer_weights + 2 * V * h + h, ends = 2 * V * h + h;
  const double optimizer = 8 * weights / 4, gradient_part = weights / 4;
  CHECK(bytes(only_stage(a, plan(4, 1)), MemoryUse::optimizer) == optimizer);
  CHECK(bytes(only_stage(a, plan(4, 1)), MemoryUse::gradients) == 4 * weights);
  // A layer's own gradient stands in 16 bits until it is summed over the ranks.
  CHECK(bytes(only_stage(a, plan(4, 2)), MemoryUse::gradients) ==
        4 * gradient_part + 2 * layer_weights);
  // Two layers are whole at a time, and what stands outside the layers; the shard is the master
  // copy where gradients are in 32 bits, else another of 16 bits.
  const double gathered = 2 * layer_weights + ends;
  CHECK(bytes(only_stage(a, plan(4, 3)), MemoryUse::weights) == 2 * gathered);
  Framework deepspeed;
  deepspeed.fp32_gradients = false;
  CHECK(bytes(only_stage(a, plan(4, 3), deepspeed), MemoryUse::weights) ==
        2 * (gradient_part + gathered));
  ParallelPlan hybrid = plan(4, 1);
  hybrid.shard_group = 2;
  CHECK(bytes(only_stage(a, hybrid), MemoryUse::optimizer) == 8 * weights / 2);
}

TEST_CASE("experts divide by expert parallelism, their states by the ranks that copy them") {
  ParallelPlan p = plan(8, 1);
  p.expert = 4;
  const Architecture a = model(mixture(16, 2), 1);
  const double experts = 16.0 / 4 * 3 * h * width;
  const double rest = 4 * h * h + 2 * h + 16 * h + 2 * V * h + h;  // with router and ends
  const StageFootprint f = only_stage(a, p);
  CHECK(bytes(f, MemoryUse::weights) == 2 * (experts + rest));
  CHECK(bytes(f, MemoryUse::master_weights) == 4 * (experts / 2 + rest / 8));
}

TEST_CASE("a tied table is one on one stage and two on a pipeline's ends") {
  const double table = V * h;
  ParallelPlan p = plan();
  const Architecture tied = model(dense(), 4, true);
  CHECK(bytes(only_stage(tied, p), MemoryUse::weights) == 2 * (4 * layer_weights + table + h));
  p.pipeline = 2;
  const Footprint f = footprint(tied, p, s, {});
  CHECK(bytes(f.stages[0], MemoryUse::weights) == 2 * (2 * layer_weights + table));
  CHECK(bytes(f.stages[1], MemoryUse::weights) == 2 * (2 * layer_weights + table + h));
}

TEST_CASE("1F1B holds as many micro-batches as stages follow, never more than there are") {
  ParallelPlan p = plan();
  p.pipeline = 4;
  for (const Size m : {2, 16}) {
    p.global_batch = m;
    const Footprint f = footprint(model(dense(), 4), p, s, {});
    for (Size r = 0; r < 4; ++r)
      CHECK(f.stages[static_cast<std::size_t>(r)].in_flight ==
            static_cast<double>(std::min(4 - r, m)));
  }
}

TEST_CASE("DualPipe holds two stages of the model on each rank") {
  ParallelPlan p = plan();
  p.pipeline = 4;
  p.global_batch = 16;
  const Architecture a = model(dense(), 8);
  const double once = bytes(footprint(a, p, s, {}).stages[1], MemoryUse::weights);
  p.schedule = PipelineSchedule::dualpipe;
  CHECK(bytes(footprint(a, p, s, {}).stages[1], MemoryUse::weights) == 2 * once);
}

TEST_CASE("flash attention keeps four bytes a query and head, other kernels the scores") {
  const Architecture a = model(dense(), 1);
  ParallelPlan p = plan();
  CHECK(saved(a, p, "logsumexp") == 4.0 * heads * s);
  CHECK(saved(a, p, "softmax") == 0);
  p.attention = AttentionKernel::fused_softmax;
  CHECK(saved(a, p, "softmax") == 2.0 * heads * s * s);  // masked pairs too
  p.attention = AttentionKernel::unfused;
  CHECK(saved(a, p, "softmax") == (2.0 + 4.0) * heads * s * s);
  p.recompute = Recompute::selective;
  CHECK(saved(a, p, "softmax") == 0);
}

TEST_CASE("selective recomputation with latent attention keeps latents, not what is made of them") {
  Block b = dense();
  LatentAttention latent;
  latent.heads = heads;
  latent.query_rank = 24;
  latent.kv_rank = 16;
  latent.nope_dim = latent.value_dim = 16;
  latent.rope_dim = 8;
  b.mixer = latent;
  const Architecture a = model(b, 1);
  ParallelPlan p = plan();
  CHECK(saved(a, p, "kv_up") == 2.0 * s * heads * (16 + 16));
  CHECK(saved(a, p, "keys_joined") == 2.0 * s * heads * (16 + 8));
  p.recompute = Recompute::selective;
  for (const std::string_view made_again :
       {"kv_up", "keys_joined", "rotary", "mixer_norm", "activation", "logsumexp"})
    CHECK(saved(a, p, made_again) == 0);
  CHECK(saved(a, p, "q_down") == 2.0 * s * 24);
  CHECK(saved(a, p, "values") == 2.0 * s * heads * 16);
  CHECK(saved(a, p, "up") == 2.0 * s * width);
  p.format = NumberFormat::fp8_block;
  CHECK(saved(a, p, "up") == 1.0 * s * width);
}

TEST_CASE("context parallelism divides activations, not weights") {
  const Architecture a = model(dense(), 1);
  ParallelPlan p = plan();
  const double whole = saved(a, p, "activation");
  p.context = 4;
  CHECK(whole == 2.0 * s * width);
  CHECK(saved(a, p, "activation") == whole / 4);
  CHECK(bytes(only_stage(a, p), MemoryUse::weights) ==
        bytes(only_stage(a, plan()), MemoryUse::weights));
}

TEST_CASE("an FP8 product keeps its input in one byte, a norm in two") {
  const Architecture a = model(dense(), 1);
  ParallelPlan p = plan();
  p.format = NumberFormat::fp8;
  CHECK(saved(a, p, "activation") == 1.0 * s * width);  // read by the down product alone
  CHECK(saved(a, p, "mixer_residual") == 2.0 * s * h);  // read by a norm
}

TEST_CASE("rows sent to experts are kept top_k times") {
  CHECK(saved(model(mixture(8, 3), 1), plan(), "dispatch") == 3 * 2.0 * s * h);
}

TEST_CASE("logits are the vocabulary's part of a rank, gathered where the loss is not parallel") {
  ParallelPlan p = plan();
  p.tensor = 4;
  Framework f;
  f.loss_copies = 1.5;
  const Architecture a = model(dense(), 1);
  CHECK(bytes(only_stage(a, p, f), MemoryUse::logits) == 1.5 * 4 * s * V / 4);
  f.parallel_loss = false;
  // Parts received and their concatenation, in 16 bits, of logits and of their gradient.
  CHECK(bytes(only_stage(a, p, f), MemoryUse::logits) == (1.5 * 4 + 8) * s * V);
}

TEST_CASE("recomputing some of a stage's layers lies evenly between none and all") {
  const Architecture a = model(dense(), 8);
  ParallelPlan p = plan();
  const auto kept = [&](Size layers) {
    p.recompute_layers = layers;
    return bytes(only_stage(a, p), MemoryUse::activations);
  };
  p.recompute = Recompute::full;
  const double step = kept(2) - kept(3);
  CHECK(step > 0);
  CHECK(kept(3) - kept(7) == 4 * step);
  CHECK(kept(0) == kept(8));  // 0 means all
}

TEST_CASE("allocated, reserved and total differ by fragmentation and context") {
  Framework f;
  f.context = Bytes::base(1000);
  f.communication_buffers = Bytes::base(500);
  f.fragmentation = 0.1;
  const StageFootprint one = only_stage(model(dense(), 1), plan(), f);
  CHECK(one.reserved() == doctest::Approx(1.1 * one.allocated()));
  CHECK(one.total() - one.reserved() == doctest::Approx(1000));
  CHECK(bytes(one, MemoryUse::communication) == 0);
  CHECK(bytes(only_stage(model(dense(), 1), plan(8), f), MemoryUse::communication) == 500);
}

TEST_CASE("an offloaded optimizer takes no device memory") {
  ParallelPlan p = plan();
  p.offload = Offload::optimizer;
  const StageFootprint f = only_stage(model(dense(), 1), p);
  CHECK(bytes(f, MemoryUse::optimizer) == 0);
  CHECK(bytes(f, MemoryUse::master_weights) == 0);
}

TEST_CASE("layers over an even share stand between the ends") {
  ParallelPlan p = plan();
  p.pipeline = 8;
  CHECK(stage_layout(p, 22) == std::vector<Size>{2, 3, 3, 3, 3, 3, 3, 2});
  CHECK(stage_layout(p, 24) == std::vector<Size>(8, 3));
  p.stage_layers = {1, 3, 3, 3, 3, 3, 3, 3};
  CHECK(stage_layout(p, 22) == p.stage_layers);
}
