// The warm path against the readable one, over plans of several models, clusters and frameworks.
#include "schedule/compiled.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string>

#include "io/library.h"
#include "oracle/allocations.h"
#include "oracle/random_model.h"
#include "schedule/step_cost.h"

using namespace tenfold;
using twin::Draw;

namespace {

struct Setting {
  Architecture model;
  Cluster cluster;
  Framework framework;
  Size length = 4096;
};

Setting setting(const char* model, const char* cluster, const char* framework, Size length = 4096) {
  const io::Library library{"."};
  return {*io::load_model(library, model).model.architecture, io::load_cluster(library, cluster),
          io::load_framework(library, framework), length};
}

// Dense, MoE, MoE after dense layers, mixed attention; NVLink, NVL72, a torus, xGMI; short
// sequences, which the host bounds.
std::vector<Setting> settings() {
  std::vector<Setting> all{setting("llama-3.1-8b", "meta-24k-h100-roce", "megatron-core-2024", 256),
                           setting("gemma-2-9b", "tpu-v5p-pod", "jax-maxtext-2024"),
                           setting("gpt-3-175b", "selene-a100", "megatron-deepspeed-2021", 256),
                           setting("mixtral-8x7b", "gb200-nvl72-racks", "megatron-bridge-2025"),
                           setting("deepseek-v3", "deepseek-h800-2048", "hai-llm-2024"),
                           setting("llama-2-7b", "frontier", "pytorch-fsdp-2023"),
                           setting("llama-4-scout", "dgx-h100", "pytorch-eager-2023", 512)};
  all.front().cluster.accelerator.dispatch_scale = 1.7;  // a slow host
  return all;
}

// What plans of one compiled shard share.
ParallelPlan random_shard(Draw& draw, bool experts) {
  ParallelPlan p;
  p.tensor = Size{1} << draw.between(0, 3);
  p.context = Size{1} << draw.between(0, 1);
  p.expert = experts ? Size{1} << draw.between(0, 3) : 1;
  p.expert_tensor = experts && draw.coin() ? 1 : 0;
  p.sequence_parallel = draw.coin();
  p.micro_batch = draw.between(1, 2);
  p.recompute = draw.any(Recompute::full);
  p.attention = draw.any(AttentionKernel::flash_3);
  p.overlap_tensor = draw.coin();
  p.tensor_overlap = draw.any(TensorOverlap::pipe);
  p.gather_again = draw.coin();
  p.placement = draw.between(0, 2) == 0 ? draw.any(Placement::pipeline_data_tensor) : Placement{};
  p.overlap_expert = draw.coin();
  return p;
}

void draw_pipeline(Draw& draw, ParallelPlan& p, Size layers) {
  p.pipeline = Size{1} << draw.between(0, 4);
  p.schedule = draw.any(PipelineSchedule::dualpipe);
  if (p.schedule == PipelineSchedule::dualpipe && p.pipeline == 1) p.pipeline = 2;
  p.virtual_stages = 1;
  if (p.schedule == PipelineSchedule::interleaved) p.virtual_stages = 2;
  if (p.pipeline * 2 > layers) p.pipeline = 4;
  p.overlap_pipeline = draw.coin();
  p.recompute_layers = draw.or_none(1, 4);
}

// Layers of each stage where they are not even.
std::vector<Size> random_layout(Draw& draw, Size stages, Size layers) {
  std::vector<Size> layout(static_cast<std::size_t>(stages));
  for (Size i = 0; i < layers; ++i) ++layout[static_cast<std::size_t>(draw.between(0, stages - 1))];
  return layout;
}

ParallelPlan random_plan(Draw& draw, ParallelPlan p, Size layers) {
  draw_pipeline(draw, p, layers);
  if (draw.between(0, 3) == 0) {
    const bool two = p.schedule == PipelineSchedule::zero_bubble_v || p.virtual_stages == 2;
    p.stage_layers = random_layout(draw, p.pipeline * (two ? 2 : 1), layers);
  }
  p.data = 8 * (Size{1} << draw.between(0, 4));
  p.shard_group = draw.coin() ? 8 : 0;
  p.zero = draw.between(0, 3);
  p.offload = draw.coin() ? draw.any(Offload::all) : Offload::none;
  p.split_sends = draw.coin();
  p.overlap_gradients = draw.coin();
  p.overlap_parameters = draw.coin();
  p.global_batch = p.micro_batch * p.data * 2 * p.pipeline * draw.between(1, 6);
  return p;
}

// Unlike doctest::Approx, also of what is far less than one.
double relative_error(double a, double b) {
  return a == b ? 0 : std::abs(a - b) / std::max(std::abs(a), std::abs(b));
}

bool has_experts(const Architecture& a) {
  for (const Block& b : a.layers)
    if (std::holds_alternative<MixtureOfExperts>(b.feed_forward)) return true;
  return false;
}

template <class Check>
void for_random_plans(int shards, int plans, Check check) {
  Draw draw(17);
  const std::vector<DataDegree> degrees{{8, 0}, {16, 8}, {32, 0}, {64, 8}};  // not all that are met
  for (const Setting& s : settings())
    for (int i = 0; i < shards; ++i) {
      const ParallelPlan like = random_shard(draw, has_experts(s.model));
      const BlockCost block = block_cost(s.model, like, s.length, s.cluster, s.framework);
      const CompiledShard shard = compile(block, like, degrees, s.cluster, s.framework);
      for (int j = 0; j < plans; ++j) {
        const ParallelPlan p = random_plan(draw, like, std::ssize(s.model.layers));
        CAPTURE(s.model.name);
        CAPTURE(std::string(name(p.schedule)));
        CAPTURE(p.pipeline);
        CAPTURE(p.zero);
        check(s, block, shard, p);
      }
    }
}

}  // namespace

TEST_CASE("a compiled shard costs a plan as step_cost does") {
  PipelineProblem scratch;
  for_random_plans(6, 12,
                   [&](const Setting& s, const BlockCost& block, const CompiledShard& shard,
                       const ParallelPlan& p) {
                     const StepCost slow =
                         step_cost(p, block, s.model, s.length, s.cluster, s.framework);
                     const PlanSeconds fast = plan_seconds(shard, p, scratch);
                     CHECK(std::isfinite(fast.seconds));
                     CHECK(relative_error(fast.seconds, slow.seconds) <= 1e-9);
                     CHECK(relative_error(fast.spread, slow.spread) <= 1e-9);
                   });
}

TEST_CASE("a compiled shard costs plans whose layers are costed anew") {
  // block_cost() of each plan itself: what a shard shares does not change from plan to plan, but
  // where stages or copies stand between the ranks of a layer.
  PipelineProblem scratch;
  for_random_plans(
      2, 2,
      [&](const Setting& s, const BlockCost&, const CompiledShard& shard, const ParallelPlan& p) {
        if (p.placement != Placement{}) return;
        const StepCost slow = step_cost(s.model, p, s.length, s.cluster, s.framework);
        const PlanSeconds fast = plan_seconds(shard, p, scratch);
        CHECK(relative_error(fast.seconds, slow.seconds) <= 1e-9);
        CHECK(relative_error(fast.spread, slow.spread) <= 1e-9);
      });
}

TEST_CASE("a collective's curve is its time at every size") {
  for (const Setting& s : settings())
    for (const Group& group : {Group{{8, 1}}, Group{{8, 4}}, Group{{2, 64}}, Group{{1, 16}}})
      for (std::size_t k = 0; k < enum_names<CollectiveKind>.size(); ++k) {
        const auto kind = static_cast<CollectiveKind>(k);
        if (kind == CollectiveKind::point_to_point) continue;
        const CollectiveCurve curve = collective_curve(kind, group, s.cluster);
        for (double bytes = 0; bytes < 1e11; bytes = 7 * bytes + 1) {
          const Priced direct = collective_time(kind, bytes * byte, group, s.cluster);
          const Priced read = curve.at(bytes * byte);
          CHECK(relative_error(read.time.base(), direct.time.base()) <= 1e-12);
          CHECK(read.spread == direct.spread);
        }
      }
}

TEST_CASE("a plan without a schedule is refused warm as it is cold") {
  const Setting s = setting("llama-3.1-8b", "dgx-h100", "megatron-core-2024");
  ParallelPlan p;
  p.pipeline = 4;
  p.virtual_stages = 2;
  p.schedule = PipelineSchedule::interleaved;
  p.global_batch = 6;  // no multiple of the stages
  const CompiledShard shard = compile(block_cost(s.model, p, s.length, s.cluster, s.framework), p,
                                      {}, s.cluster, s.framework);
  PipelineProblem scratch;
  CHECK_THROWS_AS(plan_seconds(shard, p, scratch), std::invalid_argument);
}

TEST_CASE("a warm plan with a closed form allocates nothing") {
  const Setting s = setting("deepseek-v3", "deepseek-h800-2048", "hai-llm-2024");
  ParallelPlan p;
  p.expert = 64;
  p.data = 128;
  p.pipeline = 16;
  p.global_batch = 15360;
  p.overlap_pipeline = false;
  const std::vector<DataDegree> degrees{{128, 0}};
  const CompiledShard shard = compile(block_cost(s.model, p, s.length, s.cluster, s.framework), p,
                                      degrees, s.cluster, s.framework);
  PipelineProblem scratch;
  plan_seconds(shard, p, scratch);  // makes room in `scratch`
  for (p.zero = 0; p.zero <= 3; ++p.zero) {
    const std::size_t before = twin::allocations();
    plan_seconds(shard, p, scratch);
    CHECK(twin::allocations() == before);
  }
  p.data = 64;  // not among the degrees: priced on the spot
  const std::size_t before = twin::allocations();
  plan_seconds(shard, p, scratch);
  CHECK(twin::allocations() > before);
}
