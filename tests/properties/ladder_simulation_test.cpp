// Ladders drawn from a known law, with a known gain: what a fit says in range and far beyond.
//
// The challenger's truth is the baseline's with ten times the tokens' worth (D -> 10 D), so that
// with C = 6 N D its compute-equivalent gain is exactly 10 at every level, whatever k. Seven sizes,
// each 1.4 times the next below, at five budgets from 6e18 to 6e20 FLOPs; 0.1 % noise of the
// loss. 2.24e24 is 3.57 decades beyond the runs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/quantile.h"
#include "base/sobol.h"
#include "fit/ladder_gain.h"

namespace tenfold {
namespace {

constexpr double far_beyond = 2.24e24, in_range = 6e20, true_gain = 10;

// Hoffmann's runs by Besiroglu et al. 2024, bent by k with the slopes of both terms kept.
LadderLaw truth(double k) {
  return {LadderForm::coupled, 1.8172, std::pow(477.83, 1 / k), std::pow(2143.4, 1 / k), 0.3473 / k,
          0.3672 / k,          k};
}

LadderLaw ten_times_the_tokens(LadderLaw law) {
  law.B *= std::pow(true_gain, -law.beta);
  return law;
}

Ladder drawn(const LadderLaw& law, std::uint64_t seed) {
  Ladder ladder;
  for (const double budget : {6e18, 1.9e19, 6e19, 1.9e20, 6e20})
    for (int step = -3; step <= 3; ++step) {
      const double n = optimum(law, budget).parameters * std::pow(2, 0.5 * step);
      ladder.parameters.push_back(n);
      ladder.tokens.push_back(budget / (6 * n));
      ladder.flops.push_back(budget);
      ladder.budget.push_back(budget);
      ladder.loss.push_back(loss(law, n, budget / (6 * n)));
    }
  // One coordinate of one scrambled point is as good as a random number; each run takes its own.
  const std::vector<double> u = sobol_points(0, 1, ladder.size(), seed);
  for (std::size_t i = 0; i < ladder.size(); ++i)
    ladder.loss[i] *= std::exp(0.001 * standard_normal(u[i]));
  return ladder;
}

// Of many drawn pairs of ladders, under one form at one compute.
struct Told {
  std::vector<double> points;
  int covered = 0, told = 0;
  double median() const { return quantile_of(points, 0.5); }
  double coverage() const { return static_cast<double>(covered) / told; }
};

void add(Told& to, const GainUnderForm& g) {
  to.points.push_back(g.point);
  ++to.told;
  to.covered += g.p05 <= true_gain && true_gain <= g.p95 ? 1 : 0;
}

struct Simulated {
  Told additive_far, coupled_far, additive_near, coupled_near, averaged_near;
  int form_dependent = 0, averaged_far = 0;
};

Simulated simulated(double k, int pairs) {
  GainOptions o;
  o.fit.starts = 8;
  o.bootstrap.replicates = 50;
  o.bootstrap.seed_noise = 0;  // the truth has none
  Simulated s;
  for (int pair = 0; pair < pairs; ++pair) {
    const auto seed = static_cast<std::uint64_t>(2 * pair);
    const auto gains =
        recipe_gains(drawn(truth(k), seed + 1), drawn(ten_times_the_tokens(truth(k)), seed + 2),
                     {in_range, far_beyond}, o);
    add(s.additive_near, gains[0].forms[0]);
    add(s.coupled_near, gains[0].forms[1]);
    add(s.averaged_near, *gains[0].averaged);
    add(s.additive_far, gains[1].forms[0]);
    add(s.coupled_far, gains[1].forms[1]);
    s.form_dependent += gains[1].form_dependent ? 1 : 0;
    s.averaged_far += gains[1].averaged ? 1 : 0;
  }
  return s;
}

std::string words(const Told& t) {
  return fmt::format("{:.3g} [{:.3g}, {:.3g}], coverage {:.2f}", t.median(),
                     quantile_of(t.points, 0.05), quantile_of(t.points, 0.95), t.coverage());
}

void tell(double k, const Simulated& s) {
  MESSAGE("k ", k, ": additive far ", words(s.additive_far), "; near ", words(s.additive_near));
  MESSAGE("k ", k, ": coupled far ", words(s.coupled_far), "; near ", words(s.coupled_near));
}

}  // namespace

TEST_CASE("a gain of exactly 10 and an additive truth: the additive form finds 10 far beyond") {
  const Simulated s = simulated(1, 20);
  tell(1, s);
  CHECK(std::abs(std::log(s.additive_far.median() / true_gain)) < std::log(1.5));
  CHECK(s.additive_far.coverage() >= 0.75);
}

TEST_CASE(
    "mild curvature, k = 0.7: the additive form is far off beyond, and the interval hides it") {
  const Simulated s = simulated(0.7, 20);
  tell(0.7, s);
  CHECK(s.additive_far.median() > 30);
  CHECK(s.additive_far.coverage() <= 0.4);
  // In range it hardly matters, and the form that can bend finds 10 to a factor of two.
  CHECK(std::abs(std::log(s.additive_near.median() / true_gain)) < std::log(1.25));
  CHECK(std::abs(std::log(s.averaged_near.median() / true_gain)) < std::log(1.1));
  CHECK(std::abs(std::log(s.coupled_far.median() / true_gain)) < std::log(2));
  // So far beyond no average is told.
  CHECK(s.form_dependent == 20);
  CHECK(s.averaged_far == 0);
}

}  // namespace tenfold
