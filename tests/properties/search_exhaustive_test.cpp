// The sweep against costing every plan by the readable path: 200 small spaces.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "oracle/random_model.h"
#include "schedule/step_cost.h"
#include "search/sweep.h"
#include "search_setting.h"

using namespace tenfold;
using twin::Draw;

namespace {

// On parts whose memory some plans exceed, and some do not.
std::vector<Setting> settings() {
  const auto limited = [](const char* model, const char* cluster, const char* framework,
                          double memory) {
    Setting s = setting(model, cluster, framework, 16);
    s.cluster.accelerator.usable_memory = memory * 1e9 * byte;
    return s;
  };
  return {limited("llama-3.1-8b", "meta-24k-h100-roce", "megatron-core-2024", 30),
          limited("olmoe-1b-7b", "dgx-h100", "megatron-bridge-2025", 20),
          limited("gemma-2-9b", "dgx-a100", "pytorch-fsdp-2023", 40)};
}

template <class Value>
std::vector<Value> some(Draw& draw, std::vector<Value> values, Size most) {
  while (std::ssize(values) > most)
    values.erase(values.begin() + draw.between(0, std::ssize(values) - 1));
  return values;
}

// Of tens of plans.
SearchSpace small_space(Draw& draw) {
  SearchSpace s;
  s.tensor = some<Size>(draw, {1, 2, 4}, 2);
  s.context = some<Size>(draw, {1, 2}, 1);
  s.pipeline = some<Size>(draw, {1, 2, 4, 8}, 2);
  s.expert = {1};
  s.expert_tensor = {1};
  s.global_batch = {32 * draw.between(1, 2)};
  s.micro_batch = some<Size>(draw, {1, 2, 4}, 1);
  s.sequence_parallel = some<bool>(draw, {false, true}, 1);
  s.context_kind = {ContextKind::ring};
  s.recompute = some<Recompute>(draw, {Recompute::none, Recompute::selective, Recompute::full}, 2);
  s.recompute_layers = some<Size>(draw, {0, 1, 2, 9}, 1);
  s.stage_layers = some<StageSplit>(
      draw, {{}, {.first_less = 1, .last_less = 1}, {.last_less = 3}, {.first_less = 2}}, 2);
  s.schedule =
      some<PipelineSchedule>(draw,
                             {PipelineSchedule::gpipe, PipelineSchedule::one_f_one_b,
                              PipelineSchedule::interleaved, PipelineSchedule::zero_bubble_v},
                             2);
  s.virtual_stages = {1, 2, 3};
  s.zero = some<Size>(draw, {0, 1, 2, 3}, 2);
  s.shard_group = some<Size>(draw, {0, 2}, 1);
  s.offload = some<Offload>(draw, {Offload::none, Offload::optimizer, Offload::activations}, 1);
  return s;
}

struct Costed {
  Size index = 0;
  double seconds = 0, peak = 0;
};

std::vector<Costed> exhaustive(const Setting& s, const PlanSpace& space, Size& rejected) {
  std::vector<Costed> all;
  for (Size i = 0; i < space.plans_total(); ++i) {
    const ParallelPlan p = space.plan_at(i);
    const Feasibility f = feasibility(p, s.task());
    if (f.fits())
      all.push_back(
          {i, step_cost(s.model, p, s.length, s.cluster, s.framework).seconds, f.peak.base()});
    else
      ++rejected;
  }
  return all;
}

// The two paths round differently.
constexpr double rounding = 1e-9;
bool clearly_less(double a, double b) { return a < b * (1 - rounding); }
bool about_equal(double a, double b) { return !clearly_less(a, b) && !clearly_less(b, a); }

bool beats(const Costed& a, const CostedPlan& b) {
  return clearly_less(a.seconds, b.seconds) && clearly_less(a.peak, b.peak_bytes);
}

bool is_no_worse(const CostedPlan& a, const Costed& b) {
  return !clearly_less(b.seconds, a.seconds) && !clearly_less(b.peak, a.peak_bytes);
}

void check_leaders(std::vector<Costed> all, const SweepResult& r) {
  for (const CostedPlan& p : r.front)
    CHECK(std::none_of(all.begin(), all.end(), [&](const Costed& q) { return beats(q, p); }));
  for (const Costed& q : all)
    CHECK(std::any_of(r.front.begin(), r.front.end(),
                      [&](const CostedPlan& p) { return is_no_worse(p, q); }));
  std::sort(all.begin(), all.end(),
            [](const Costed& a, const Costed& b) { return a.seconds < b.seconds; });
  REQUIRE(r.best.size() == std::min<std::size_t>(all.size(), r.top));
  for (std::size_t i = 0; i < r.best.size(); ++i)
    CHECK(about_equal(r.best[i].seconds, all[i].seconds));
  const auto leanest = std::min_element(
      all.begin(), all.end(), [](const Costed& a, const Costed& b) { return a.peak < b.peak; });
  CHECK(about_equal(r.leanest->peak_bytes, leanest->peak));
  CHECK(about_equal(r.cheapest->seconds, all.front().seconds));  // all of one size
}

}  // namespace

TEST_CASE("a sweep finds what costing every plan finds: 200 small spaces") {
  Draw draw(41);
  const std::vector<Setting> all_settings = settings();
  Size fitting = 0, rejected = 0;
  for (int i = 0; i < 200; ++i) {
    const Setting& s = all_settings[static_cast<std::size_t>(i) % all_settings.size()];
    Sweep sweep(s.task(), small_space(draw));
    CAPTURE(i);
    Size refused = 0;
    const std::vector<Costed> all = exhaustive(s, sweep.space(), refused);
    const SweepResult r = sweep({.threads = 1, .top = 5});
    CHECK(r.plans_total == sweep.space().plans_total());
    CHECK(r.plans_feasible == std::ssize(all));
    Size counted = 0;
    for (const Rejected& why : r.rejected) counted += why.count;
    CHECK(counted == refused);
    if (!all.empty()) check_leaders(all, r);
    fitting += std::ssize(all);
    rejected += refused;
  }
  MESSAGE(fitting << " plans fit, " << rejected << " do not");
  CHECK(fitting > 1000);
  CHECK(rejected > 1000);
}
