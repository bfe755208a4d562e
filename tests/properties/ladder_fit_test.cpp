// Fits of ladders without noise, and the parts that fits are made of.
#include "fit/ladder_fit.h"

#include <doctest/doctest.h>

#include <cmath>

#include "fit/ladder_descent.h"
#include "fit/ladder_gain.h"
#include "fit/ladder_isoflop.h"
#include "fit/ladder_resample.h"

namespace tenfold {
namespace {

using doctest::Approx;

Ladder exact(const LadderLaw& law) {
  Ladder ladder;
  for (const double budget : {1e18, 1e19, 1e20, 1e21})
    for (int step = -4; step <= 4; ++step) {
      const double n = optimum(law, budget).parameters * std::pow(1.5, step);
      const double d = budget / (6 * n);
      ladder.parameters.push_back(n);
      ladder.tokens.push_back(d);
      ladder.flops.push_back(budget);
      ladder.budget.push_back(budget);
      ladder.loss.push_back(loss(law, n, d));
    }
  return ladder;
}

const LadderLaw shapes[] = {{LadderForm::additive, 1.8, 480, 2100, 0.35, 0.37, 1},
                            {LadderForm::coupled, 1.2, 2e4, 9e4, 0.5, 0.52, 0.6},
                            {LadderForm::tied, 1.5, 110, 150, 0.24, 0.24, 1}};

}  // namespace

TEST_CASE("the law behind runs without noise comes back, in each form") {
  for (const LadderLaw& law : shapes) {
    CAPTURE(std::string(name(law.form)));
    const LadderLaw found = fitted_law(exact(law), law.form, {{}, 32, 1}).law;
    CHECK(found.E == Approx(law.E).epsilon(1e-5));
    CHECK(found.A == Approx(law.A).epsilon(1e-4));
    CHECK(found.B == Approx(law.B).epsilon(1e-4));
    CHECK(found.alpha == Approx(law.alpha).epsilon(1e-5));
    CHECK(found.beta == Approx(law.beta).epsilon(1e-5));
    CHECK(found.k == Approx(law.k).epsilon(1e-5));
  }
}

TEST_CASE("the least compute for a loss is the inverse of the best loss at a compute") {
  for (const LadderLaw& law : shapes)
    for (const double c : {1e17, 3e20, 1e26}) {
      const laws::Allocation best = optimum(law, c);
      CHECK(6 * best.parameters * best.tokens == Approx(c).epsilon(1e-12));
      CHECK(compute_for(law, best.loss) == Approx(c).epsilon(1e-8));
      for (const double moved : {0.99, 1.01})
        CHECK(loss(law, best.parameters * moved, best.tokens / moved) > best.loss);
    }
  CHECK(std::isinf(compute_for(shapes[0], shapes[0].E)));
}

TEST_CASE("the objective's gradient and curvature are those of small differences") {
  const LogRuns all = log_runs(exact(shapes[1]), {});
  for (const bool squares : {false, true}) {
    LogRuns runs = all;
    runs.loss.squares = squares;
    const LawVector at = ladder_starts(runs, LadderForm::coupled, 5)[3];
    const LawValue value = law_value(runs, at);
    for (std::size_t i = 0; i < law_size; ++i) {
      constexpr double step = 1e-6;
      LawVector up = at, down = at;
      up[i] += step, down[i] -= step;
      const LawValue above = law_value(runs, up), below = law_value(runs, down);
      CHECK(value.gradient[i] ==
            Approx((above.value - below.value) / (2 * step)).epsilon(1e-5).scale(1));
      for (std::size_t j = 0; j < law_size; ++j)
        CHECK(value.curvature[i][j] ==
              Approx((above.gradient[j] - below.gradient[j]) / (2 * step)).epsilon(1e-5).scale(10));
    }
  }
}

TEST_CASE("without noise every curve finds the best sizes, and they grow as the law says") {
  const Ladder ladder = exact(shapes[0]);
  for (const IsoflopCurve by : {IsoflopCurve::akima, IsoflopCurve::cubic, IsoflopCurve::parabola}) {
    CAPTURE(std::string(name(by)));
    const auto minima = isoflop_minima(ladder, by);
    REQUIRE(minima.size() == 4);
    const double bias = by == IsoflopCurve::parabola ? 0.1 : 0.03;
    for (const IsoflopMinimum& m : minima)
      CHECK(std::abs(std::log(m.parameters / optimum(shapes[0], m.budget).parameters)) < bias);
    CHECK(std::abs(allocation_law(minima)->exponent - allocation_exponent(shapes[0])) < 0.01);
  }
}

TEST_CASE("a resample keeps each budget's number of runs, and pairs the cells of two recipes") {
  const std::vector<Ladder> two{exact(shapes[0]), exact(shapes[0])};
  const ResamplePlan plan = resample_plan(two, Resampling::runs);
  CHECK(plan.paired);
  const auto counts = resampled_counts(plan, 1, 7);
  CHECK(counts[0] == counts[1]);
  CHECK(counts != resampled_counts(plan, 1, 8));
  CHECK(counts != resampled_counts(plan, 2, 7));
  for (const double budget : budgets(two[0])) {
    double runs = 0;
    for (std::size_t i = 0; i < two[0].size(); ++i)
      if (two[0].budget[i] == budget) runs += counts[0][i];
    CHECK(runs == 9);
  }
  const auto whole = resampled_counts(resample_plan(two, Resampling::budgets), 1, 3);
  for (std::size_t i = 1; i < two[0].size(); ++i)
    if (two[0].budget[i] == two[0].budget[i - 1]) CHECK(whole[0][i] == whole[0][i - 1]);
}

TEST_CASE("runs of about one compute share a rung; runs without budgets stand in half-decades") {
  const Rungs near = rungs_of({1e18, 1.1e18, 3e18, 3.1e18, 9e18});
  CHECK(near.isoflop);
  CHECK(near.budget[0] == near.budget[1]);
  CHECK(near.budget[2] == Approx(std::sqrt(3e18 * 3.1e18)));
  CHECK(near.budget[4] == Approx(9e18));
  const Rungs spread = rungs_of({1e18, 1.2e18, 1.4e18, 1.7e18, 2e18, 4e18});
  CHECK(!spread.isoflop);
  CHECK(spread.budget[0] == spread.budget[4]);
  CHECK(spread.budget[5] == Approx(4e18));
}

namespace {

GainOptions quick() {
  GainOptions o;
  o.fit.starts = 8;
  o.bootstrap.replicates = 20;
  return o;
}

bool finite(const GainUnderForm& g) {
  return std::isfinite(g.point) && std::isfinite(g.median) && std::isfinite(g.p05) &&
         std::isfinite(g.p95) && reached(g.point);
}

Ladder with_losses(Ladder ladder, double (*of)(double parameters, double loss)) {
  for (std::size_t i = 0; i < ladder.size(); ++i)
    ladder.loss[i] = of(ladder.parameters[i], ladder.loss[i]);
  return ladder;
}

}  // namespace

TEST_CASE("a gain holds finite numbers alone, whatever the ladders") {
  const Ladder good = exact(shapes[0]);
  const Ladder others[] = {with_losses(good, [](double n, double) { return 2 + 1e-11 * n; }),
                           with_losses(good, [](double, double l) { return 2 * l; }),
                           with_losses(good, [](double, double l) { return 0.01 * l; }),
                           with_losses(good, [](double, double) { return 3.0; })};
  for (const Ladder& other : others)
    for (const bool first : {true, false}) {
      const RecipeGain g =
          first ? recipe_gain(other, good, 1e21, quick()) : recipe_gain(good, other, 1e21, quick());
      CHECK(std::isfinite(g.level));
      CHECK(std::isfinite(g.decades_beyond));
      for (const GainUnderForm& f : g.forms) CHECK(finite(f));
      if (g.averaged) CHECK(finite(*g.averaged));
      if (g.interpolated) CHECK(finite(*g.interpolated));
    }
  CHECK(recipe_gain(good, others[1], 1e21, quick()).forms.empty());
  CHECK(!recipe_gain(good, others[1], 1e21, quick()).averaged);
}

TEST_CASE("parameters at their bounds are named, and those of a sound fit are not") {
  const Ladder good = exact(shapes[0]);
  const Ladder up = with_losses(good, [](double n, double) { return 2 + 1e-11 * n; });
  CHECK(at_bounds(good, fitted_law(good, LadderForm::additive, {}), {}).empty());
  const auto held = at_bounds(up, fitted_law(up, LadderForm::additive, {}), {});
  REQUIRE(!held.empty());
  CHECK(held[0].parameter == "alpha");
  CHECK(held[0].bound == Approx(1e-3));
  CHECK(delta_errors(up, fitted_law(up, LadderForm::additive, {}), {}).singular);
}

TEST_CASE("runs of one size and tokens count once") {
  const Ladder good = exact(shapes[0]);
  CHECK(distinct_runs(good) == good.size());
  CHECK(distinct_runs(chosen(good, {0, 0, 1, 1, 1})) == 2);
}

}  // namespace tenfold
