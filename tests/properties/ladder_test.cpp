// Several models, and several batches, in one search.
#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "io/library.h"
#include "model/scaled.h"
#include "scenario/search.h"
#include "search/ladder_sweep.h"
#include "search/plan_settings.h"

using namespace tenfold;

namespace {

struct Ladder {
  std::vector<Architecture> models;
  Cluster cluster;
  Framework framework;
  SearchSpace space;

  Task task(std::size_t rung) const { return {models[rung], 2048, cluster, framework}; }
  LadderSweep sweep() const {
    std::vector<LadderRung> rungs;
    for (std::size_t i = 0; i < models.size(); ++i) rungs.push_back({task(i), space});
    return LadderSweep(std::move(rungs));
  }
};

// One model is too large for its accelerators; spaces differ in size.
Ladder ladder() {
  const io::Library library{"."};
  const Architecture llama = *io::load_model(library, "llama-3.1-8b").model.architecture;
  Ladder l{{},
           io::load_cluster(library, "meta-24k-h100-roce"),
           io::load_framework(library, "megatron-core-2024"),
           {}};
  for (const Shape shape : {Shape{8, 1024}, Shape{24, 2048}, Shape{7, 4096}})
    l.models.push_back(*scaled(llama, shape).architecture);
  l.models.push_back(*io::load_model(library, "llama-3.1-405b").model.architecture);
  l.cluster.accelerators = 16;
  l.space.global_batch = {64};
  l.space.recompute = {Recompute::none, Recompute::full};
  return l;
}

std::vector<CostedPlan> from(std::vector<CostedPlan> plans, Size first) {
  for (CostedPlan& p : plans) p.index += first;
  return plans;
}

}  // namespace

TEST_CASE("what a ladder finds on a rung is what a search of that model alone finds") {
  const Ladder l = ladder();
  LadderSweep all = l.sweep();
  Size first = 0;
  for (std::size_t i = 0; i < l.models.size(); ++i) {
    CAPTURE(i);
    Sweep alone(l.task(i), l.space);
    const SweepResult expected = alone({.threads = 1, .top = 5});
    const SweepResult found = all(all.ranges()[i], {.threads = 2, .top = 5});
    CHECK(all.ranges()[i].first == first);
    CHECK(all.ranges()[i].size() == alone.space().plans_total());
    CHECK(found.plans_feasible == expected.plans_feasible);
    CHECK(found.best == from(expected.best, first));
    CHECK(found.front == from(expected.front, first));
    REQUIRE(found.rejected.size() == expected.rejected.size());
    for (std::size_t j = 0; j < found.rejected.size(); ++j)
      CHECK(found.rejected[j].witness == expected.rejected[j].witness + first);
    for (const CostedPlan& p : found.best) {
      CHECK(plan_settings(all.plan_at(p.index), {alone.space().plan_at(p.index - first)}).empty());
      CHECK(all.number_of(i, all.plan_at(p.index)) == p.index);
    }
    first += alone.space().plans_total();
  }
  CHECK(all.plans_total() == first);
}

TEST_CASE("a rung cut in ranges, in any order, is the rung at once") {
  const Ladder l = ladder();
  LadderSweep whole = l.sweep(), cut = l.sweep();
  std::vector<SweepResult> rungs(l.models.size());
  const Size plans = cut.plans_total(), step = plans / 7;
  for (Size first = plans; first > 0; first -= std::min(step, first))
    for (std::size_t i = 0; i < rungs.size(); ++i) {
      const PlanRange mine = common({first - std::min(step, first), first}, cut.ranges()[i]);
      if (mine.size() == 0) continue;
      CHECK(cut.rung_of(mine.first) == i);
      rungs[i] = merged(std::move(rungs[i]), cut(mine, {.threads = 1, .top = 4}));
    }
  for (std::size_t i = 0; i < rungs.size(); ++i)
    CHECK(rungs[i] == whole(whole.ranges()[i], {.threads = 1, .top = 4}));
}

TEST_CASE("plans of different batches are ranked by their time a token") {
  Ladder l = ladder();
  l.space.global_batch = {16, 64, 256};
  Sweep sweep(l.task(1), l.space);
  std::vector<CostedPlan> all;
  SweepOptions options{.threads = 2, .top = 12};
  options.costed = [&](const std::vector<CostedPlan>& plans) {
    all.insert(all.end(), plans.begin(), plans.end());
  };
  const SweepResult r = sweep(options);
  const auto key = [](const CostedPlan& p) {
    return std::make_tuple(p.seconds / p.tokens, p.seconds, p.index);
  };
  std::sort(all.begin(), all.end(),
            [&](const CostedPlan& a, const CostedPlan& b) { return key(a) < key(b); });
  REQUIRE(all.size() > 12);
  CHECK(r.best == std::vector<CostedPlan>(all.begin(), all.begin() + 12));
  CHECK(r.front.front() == all.front());
  CHECK(*r.cheapest == all.front());  // all on as many accelerators
  // The longest step has the most tokens; by its time alone it would never be the fastest.
  const auto shortest = std::min_element(
      all.begin(), all.end(),
      [](const CostedPlan& a, const CostedPlan& b) { return a.seconds < b.seconds; });
  CHECK(shortest->tokens < all.front().tokens);
  for (std::size_t i = 1; i < r.front.size(); ++i) {
    CHECK(slowdown(r.front[i], r.front[i - 1]) > 1);
    CHECK(r.front[i].peak_bytes < r.front[i - 1].peak_bytes);
  }
}

TEST_CASE("merged in any grouping, plans of different batches give the same leaders") {
  Ladder l = ladder();
  l.space.global_batch = {16, 64, 256};
  l.space.accelerators = {8, 16};
  Sweep sweep(l.task(0), l.space);
  const Size plans = sweep.space().plans_total();
  const SweepResult whole = sweep({.threads = 1, .top = 9});
  SweepResult backwards;
  for (Size last = plans; last > 0; last -= std::min<Size>(last, 997))
    backwards =
        merged(sweep({std::max<Size>(0, last - 997), last}, {.threads = 1, .top = 9}), backwards);
  CHECK(backwards == whole);
}

TEST_CASE("the rung that is told does most of its model's FLOPs a second") {
  std::vector<RungReport> rungs(4);
  const auto set = [&](std::size_t i, double mfu, Size accelerators) {
    rungs[i].best.resize(1);
    rungs[i].best[0].cost.mfu = mfu;
    rungs[i].best[0].cost.accelerators = accelerators;
  };
  CHECK(told_rung({}) == 0);
  CHECK(told_rung(rungs) == 0);
  set(1, 0.5, 8);
  set(2, 0.4, 16);
  set(3, 0.4, 16);  // of equals the first
  CHECK(told_rung(rungs) == 2);
}
