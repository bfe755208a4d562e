// The parts of `tenfold run` above a step: its cost, the plans that are near, what is sent.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "base/error.h"
#include "campaign/run_cost.h"
#include "io/library.h"
#include "io/plan_text.h"
#include "schedule/traffic.h"
#include "search/default_plan.h"
#include "search/nearest_plan.h"

namespace tenfold {
namespace {

CostFactors certain_factors(double goodput, std::optional<double> rent) {
  const auto factor = [](const char* name, double value) {
    return CostFactor{name, "", Certain{value}, "", {}};
  };
  CostFactors f{factor("goodput", goodput),
                factor("server_power", 1000),
                factor("power_share", 0.5),
                factor("pue", 1.25),
                {}};
  if (rent) f.rent = factor("rent", *rent);
  return f;
}

TEST_CASE("a run of 10 steps of 2 s on 100 accelerators at goodput 0.5") {
  // 10 x 2 / 0.5 = 40 s; x 100 = 4,000 accelerator-seconds; x 1,000 W x 0.5 x 1.25 = 2.5 MJ;
  // 4,000 / 3,600 h x 3 USD/h = 3.33 USD.
  const RunCost run = run_cost({2 * second, 0.1}, 1000, 9500, 100, certain_factors(0.5, 3.0));
  CHECK(run.steps == 10);
  CHECK(run.time.median == 40 * second);
  CHECK(run.accelerator_time.median == 4000 * second);
  CHECK(run.energy.median.base() == doctest::Approx(2.5e6).epsilon(1e-12));
  CHECK(run.dollars->median.base() == doctest::Approx(4000.0 / 3600 * 3).epsilon(1e-12));
  CHECK(run.time.spread == doctest::Approx(0.1).epsilon(1e-12));
}

TEST_CASE("spreads of factors add as variances, and an unknown price stays unknown") {
  CostFactors f = certain_factors(0.9, {});
  f.goodput.value = LogNormal{0.9, 0.9 / std::exp(z95 * 0.3), 0.9 * std::exp(z95 * 0.3)};
  const RunCost run = run_cost({second, 0.4}, 1, 1, 1, f);
  CHECK(run.time.spread == doctest::Approx(0.5).epsilon(1e-9));
  CHECK(!run.dollars);
  CHECK(run.time.high() / run.time.low() == doctest::Approx(std::exp(2 * z90 * 0.5)).epsilon(1e-9));
}

TEST_CASE("a factor set to another median keeps its spread in proportion") {
  CostFactors f = certain_factors(0.9, {});
  f.facility.value = LogNormal{1.2, 1.0, 1.44};
  const auto changed = with_factor(f, "pue", 2.4);
  REQUIRE(changed);
  CHECK(quantile(changed->facility.value, 0.95) == doctest::Approx(2.88).epsilon(1e-12));
  CHECK(!with_factor(f, "no-such", 1));
  CHECK(with_factor(f, "rent", 2)->rent.has_value());
}

TEST_CASE("a plan's settings are read, and what is no setting is told the nearest") {
  const ParallelPlan p = io::with_settings(
      {}, "tensor=8,schedule=interleaved,sequence_parallel=true,stage_layers=3:4");
  CHECK(p.tensor == 8);
  CHECK(p.data == 0);
  CHECK(p.schedule == PipelineSchedule::interleaved);
  CHECK(p.sequence_parallel);
  CHECK(p.stage_layers == std::vector<Size>{3, 4});
  CHECK(io::with_settings(p, "data=2,stage_layers=even").stage_layers.empty());
  CHECK(io::with_setting({}, "offload", "weights+optimizer").offload ==
        (Offload::optimizer | Offload::weights));
  for (const char* wrong : {"offload=weight", "placement=tensor", "tensr=8", "tensor", "tensor=x",
                            "tensor=0", "zero=4", "schedule=2f2b", "sequence_parallel=yes"})
    CHECK_THROWS_AS(io::with_settings({}, wrong), InputError);
}

TEST_CASE("what a collective sends over each tier, by hand") {
  // 4 ranks of one node: a ring sends 2 x 3/4 of the bytes. 2 nodes of 4: the ring of 8 ranks sends
  // 2 x 7/8 within the node, and a quarter of it out, as four rings share the way.
  const Group node{{4, 1}}, nodes{{4, 2}};
  CHECK(sent_by_tier(CollectiveKind::all_reduce, 800, node, 2) == std::vector<double>{1200, 0});
  CHECK(sent_by_tier(CollectiveKind::all_reduce, 800, nodes, 2) == std::vector<double>{1400, 350});
  CHECK(sent_by_tier(CollectiveKind::all_gather, 800, nodes, 2) == std::vector<double>{700, 175});
  // Of 8 parts, 3 go to the others of the node and 4 to the other node.
  CHECK(sent_by_tier(CollectiveKind::all_to_all, 800, nodes, 2) == std::vector<double>{300, 400});
}

TEST_CASE("tokens go once to each node and are passed on inside it") {
  // One expert a token: of 8 ranks in 2 nodes, half leave the node; 7 of 8 leave the rank.
  const auto one = tokens_sent_by_tier(800, {.copies = 1}, {{4, 2}}, 2);
  CHECK(one[1] == doctest::Approx(400));
  CHECK(one[0] == doctest::Approx(300));
  // Eight experts a token: at most one copy out of the node, of 100 bytes.
  const auto eight = tokens_sent_by_tier(800, {.copies = 8}, {{4, 2}}, 2);
  CHECK(eight[1] == doctest::Approx(100 * (1 - std::pow(0.5, 8))));
}

// Every choice of groups, and of an expert in them for every copy, by counting.
double counted_units(Size units, const Routing& r, Size experts) {
  double reached = 0, choices = 0;
  for (unsigned kept = 0; kept < (1U << r.groups); ++kept) {
    std::vector<Size> open;
    for (Size e = 0; e < experts; ++e)
      if ((kept >> (e * r.groups / experts)) & 1U) open.push_back(e);
    if (std::ssize(open) != experts / r.groups * r.kept) continue;
    const auto n = static_cast<std::size_t>(std::pow(open.size(), r.copies));
    for (std::size_t draw = 0; draw < n; ++draw) {
      std::set<Size> where;
      for (std::size_t rest = draw, c = 0; c < static_cast<std::size_t>(r.copies); ++c) {
        where.insert(open[rest % open.size()] * units / experts);
        rest /= open.size();
      }
      choices += 1;
      reached += static_cast<double>(where.size());
    }
  }
  return reached / choices * static_cast<double>(units - 1) / static_cast<double>(units);
}

TEST_CASE("groups of experts keep a token from nodes, as counting every choice says") {
  for (const Size units : {2, 4, 8})
    for (const Routing r : {Routing{3, 4, 2}, Routing{2, 4, 1}, Routing{3, 4, 3}, Routing{3, 4, 4},
                            Routing{3, 2, 1}, Routing{2, 8, 3}, Routing{2, 1, 1}})
      CHECK(units_reached(static_cast<double>(units), r) ==
            doctest::Approx(counted_units(units, r, 8)));
}

struct Example {
  Model model;
  Cluster cluster;
  Framework framework;
  Task task() const { return {*model.architecture, 4096, cluster, framework}; }
};

Example example(Size accelerators) {
  const io::Library library{"."};
  return {io::load_model(library, "llama-2-70b").model,
          usual_cluster(io::load_accelerator(library, "a100-sxm-80gb"), accelerators),
          io::load_framework(library, "megatron-core-2024")};
}

TEST_CASE("the plan by rule uses every accelerator, leaves memory free, and has no faults") {
  for (const Size n : {64, 256, 1024}) {
    const Example e = example(n);
    const auto plan = default_plan(e.task());
    REQUIRE(plan);
    CHECK(accelerators(*plan) == n);
    const Feasibility f = feasibility(*plan, e.task());
    CHECK(f.fits());
    CHECK(f.peak <= 0.9 * f.capacity);
  }
}

TEST_CASE("no plan by rule fits where the weights alone do not") {
  // 69 G parameters x 2 bytes alone are more than an accelerator's 80 GB.
  CHECK(!default_plan(example(1).task()));
}

TEST_CASE("a degree between two that work is told one of them, in one change") {
  const Example e = example(64);
  ParallelPlan p = *default_plan(e.task());
  p.tensor = 3;
  REQUIRE(!feasibility(p, e.task()).fits());
  const auto near = nearest_plan(p, e.task());
  REQUIRE(near);
  CHECK(near->changes.size() == 1);
  CHECK(feasibility(near->plan, e.task()).fits());
}

TEST_CASE("the nearest plan works, and each of its changes is needed") {
  const Example e = example(64);
  ParallelPlan p;
  p.tensor = 2;
  p.zero = 1;
  p.sequence_parallel = true;
  p.global_batch = 256;
  p = with_data(p, 64);
  REQUIRE(!feasibility(p, e.task()).fits());
  const auto near = nearest_plan(p, e.task());
  REQUIRE(near);
  CHECK(feasibility(near->plan, e.task()).fits());
  std::string all;
  for (const std::string& change : near->changes) all += (all.empty() ? "" : ",") + change;
  CHECK(with_data(io::with_settings(p, all), 64).tensor == near->plan.tensor);
  if (near->changes.size() > 1)
    for (const PlanChange& one : one_change(p, e.task()))
      CHECK(!feasibility(one.plan, e.task()).fits());
}

}  // namespace
}  // namespace tenfold
