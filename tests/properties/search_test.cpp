// The sweep against the readable path, plan by plan, and against itself cut in pieces.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "oracle/random_model.h"
#include "schedule/step_cost.h"
#include "search/plan_settings.h"
#include "search/sweep.h"
#include "search_setting.h"

using namespace tenfold;
using twin::Draw;

namespace {

// Dense, experts, experts after dense layers with multi-token prediction, mixed attention.
std::vector<Setting> settings() {
  return {setting("llama-3.1-8b", "meta-24k-h100-roce", "megatron-core-2024", 32),
          setting("gemma-2-9b", "tpu-v5p-pod", "jax-maxtext-2024", 64, 4096),
          setting("gpt-3-175b", "selene-a100", "megatron-lm-2021", 256),
          setting("mixtral-8x7b", "gb200-nvl72-racks", "megatron-bridge-2025", 48, 4096),
          setting("deepseek-v3", "deepseek-h800-2048", "hai-llm-2024", 256, 4096),
          setting("llama-2-7b", "frontier", "pytorch-fsdp-2023", 24, 4096)};
}

template <class Value>
void narrow(Draw& draw, std::vector<Value>& to, std::vector<Value> values) {
  if (draw.coin()) return;
  for (const Value& v : values)
    if (draw.coin()) to.push_back(v);
}

// Of some dimensions a few values, of the others those of their rules.
SearchSpace random_space(Draw& draw, Size accelerators) {
  SearchSpace s;
  if (draw.coin()) s.accelerators = {accelerators / 2, accelerators};
  narrow<Size>(draw, s.tensor, {1, 2, 3, 4, 8});
  narrow<Size>(draw, s.context, {1, 2});
  narrow<Size>(draw, s.pipeline, {1, 2, 3, 4, 8});
  narrow<Size>(draw, s.expert, {1, 2, 4});
  s.global_batch = {64 * draw.between(1, 3)};
  if (draw.coin()) s.global_batch.push_back(256);
  narrow<Size>(draw, s.micro_batch, {1, 2});
  narrow<bool>(draw, s.gather_again, {true, false});
  narrow<AttentionKernel>(draw, s.attention, {AttentionKernel::flash_2, AttentionKernel::unfused});
  narrow<TensorOverlap>(draw, s.tensor_overlap, {TensorOverlap::habit, TensorOverlap::ring});
  narrow<Placement>(draw, s.placement,
                    {Placement::tensor_data_pipeline, Placement::pipeline_tensor_data});
  s.tiers = draw.between(0, 3) == 0;
  narrow<PipelineSchedule>(draw, s.schedule,
                           {PipelineSchedule::one_f_one_b, PipelineSchedule::interleaved,
                            PipelineSchedule::zero_bubble_v, PipelineSchedule::dualpipe});
  narrow<StageSplit>(draw, s.stage_layers,
                     {{}, {.first_less = 1, .last_less = 1}, {.last_less = 2}, {.first_less = 1}});
  narrow<Size>(draw, s.recompute_layers, {0, 1, 5});
  narrow<bool>(draw, s.overlap_pipeline, {true, false});
  narrow<bool>(draw, s.split_sends, {true, false});
  narrow<Size>(draw, s.zero, {0, 1, 2, 3});
  narrow<Size>(draw, s.shard_group, {0, 4, 5});
  narrow<Offload>(draw, s.offload,
                  {Offload::none, Offload::optimizer, Offload::activations, Offload::all});
  narrow<bool>(draw, s.overlap_gradients, {true, false});
  return s;
}

double relative_error(double a, double b) {
  return a == b ? 0 : std::abs(a - b) / std::max(std::abs(a), std::abs(b));
}

// The cluster of a plan's size.
Setting sized(Setting s, Size accelerators) {
  s.cluster.accelerators = accelerators;
  return s;
}

void check_costs(const Setting& s, const ParallelPlan& p, const CostedPlan& costed) {
  const Setting mine = sized(s, accelerators(p));
  const Feasibility f = feasibility(p, mine.task());
  const StepCost step = step_cost(mine.model, p, mine.length, mine.cluster, mine.framework);
  REQUIRE(f.fits());
  CHECK(costed.accelerators == accelerators(p));
  CHECK(relative_error(costed.peak_bytes, f.peak.base()) <= 1e-9);
  CHECK(relative_error(costed.seconds, step.seconds) <= 1e-9);
  CHECK(relative_error(costed.spread, step.spread) <= 1e-9);
  CHECK(relative_error(costed.mfu, step.mfu) <= 1e-9);
  CHECK(relative_error(costed.hfu, step.hfu) <= 1e-9);
}

bool is_of_memory(Rejection r) { return r >= Rejection::memory_state; }

void check_rejected(const Setting& s, const ParallelPlan& p, Rejection reason) {
  const Setting mine = sized(s, accelerators(p));
  const Feasibility f = feasibility(p, mine.task());
  CAPTURE(std::string(name(reason)));
  CHECK(!f.fits());
  CHECK(is_of_memory(reason) == f.faults.empty());
  if (!f.memory) return;
  const Size fullest = static_cast<Size>(f.memory->fullest);
  if (reason == Rejection::memory_first) CHECK(fullest == 0);
  if (reason == Rejection::memory_last) CHECK(fullest == p.pipeline - 1);
}

}  // namespace

TEST_CASE("a plan that a sweep costs costs what the readable path says") {
  Draw draw(5);
  int costed = 0, rejected = 0;
  for (const Setting& s : settings())
    for (int i = 0; i < 8; ++i) {
      Sweep sweep(s.task(), random_space(draw, s.cluster.accelerators));
      const Size plans = sweep.space().plans_total();
      CAPTURE(s.model.name);
      for (int j = 0; j < 40 && plans > 0; ++j) {
        const Size at = draw.between(0, plans - 1);
        CAPTURE(at);
        const ParallelPlan p = sweep.space().plan_at(at);
        CAPTURE(plan_settings(p, {ParallelPlan{}}));
        const SweepResult r = sweep({at, at + 1}, {.threads = 1});
        REQUIRE(r.plans_total == 1);
        if (r.plans_costed == 1) {
          ++costed;
          REQUIRE(r.best.size() == 1);
          CHECK(r.best.front().index == at);
          check_costs(s, p, r.best.front());
        } else {
          ++rejected;
          REQUIRE(r.rejected.size() == 1);
          CHECK(r.rejected.front().witness == at);
          const bool unplaced = !sweep.space().blocks()[sweep.space().block_of(at)].placed;
          if (!unplaced) check_rejected(s, p, r.rejected.front().reason);
        }
      }
    }
  MESSAGE(costed << " costed, " << rejected << " rejected");
  CHECK(costed > 100);
  CHECK(rejected > 100);
}

TEST_CASE("a sweep cut in ranges, merged in any order, is the whole sweep, for any threads") {
  Draw draw(6);
  for (const Setting& s : settings()) {
    Sweep sweep(s.task(), random_space(draw, s.cluster.accelerators));
    const Size plans = sweep.space().plans_total();
    const SweepResult whole = sweep({.threads = 1});
    CHECK(sweep({.threads = 3}) == whole);
    std::vector<SweepResult> parts;
    for (Size part = 0; part < 7; ++part) {
      parts.push_back(sweep(shard_range(plans, part, 7), {.threads = 2}));
    }
    SweepResult forward, nested;
    for (const SweepResult& p : parts) forward = merged(std::move(forward), p);
    for (std::size_t i = parts.size(); i-- > 0;) nested = merged(parts[i], nested);
    CHECK(forward == whole);
    CHECK(nested == whole);
  }
}

TEST_CASE("reasons are counted plan by plan, and a witness is the first that has its reason") {
  Draw draw(8);
  for (const Setting& s : settings()) {
    Sweep sweep(s.task(), random_space(draw, s.cluster.accelerators));
    const Size plans = sweep.space().plans_total();
    const PlanRange range = shard_range(plans, plans > 40'000 ? 3 : 0, 1 + plans / 4'000);
    std::vector<Rejected> counted;
    for (std::size_t i = 0; i < rejections; ++i)
      counted.push_back({static_cast<Rejection>(i), 0, 0});
    for (Size at = range.first; at < range.last; ++at)
      for (const Rejected& r : sweep({at, at + 1}, {.threads = 1}).rejected) {
        Rejected& sum = counted[index(r.reason)];
        if (sum.count++ == 0) sum.witness = at;
      }
    counted.erase(std::remove_if(counted.begin(), counted.end(),
                                 [](const Rejected& r) { return r.count == 0; }),
                  counted.end());
    CHECK(sweep(range, {.threads = 2}).rejected == counted);
  }
}

TEST_CASE("a plan's number is that of the plan with the number") {
  Draw draw(7);
  for (const Setting& s : settings())
    for (int i = 0; i < 6; ++i) {
      const PlanSpace space(s.task(), random_space(draw, s.cluster.accelerators));
      for (int j = 0; j < 60 && space.plans_total() > 0; ++j) {
        const Size at = draw.between(0, space.plans_total() - 1);
        const auto found = space.index_of(space.plan_at(at));
        if (space.blocks()[space.block_of(at)].placed) CHECK(found == at);
      }
    }
}
