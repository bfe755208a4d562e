// Attribution and sensitivities of a claim, against closed forms and slow twins.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "../unit/claim_fixture.h"
#include "base/sobol.h"
#include "claim/attribution.h"
#include "claim/changes.h"
#include "claim/game.h"
#include "claim/sensitivity.h"
#include "claim/weigh.h"

using namespace tenfold;
using namespace tenfold::fixture;
using doctest::Approx;

namespace {

double normal_above(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }

// A log-normal by mean and sd of log10.
Uncertain decades(double mean, double sd) {
  const double half = z95 * sd;
  return LogNormal{std::pow(10, mean), std::pow(10, mean - half), std::pow(10, mean + half)};
}

Term term(const char* key, double mean, double sd, double slope = 0, double slope_sd = 0) {
  Term t{key, key, key, decades(mean, sd)};
  if (slope != 0 || slope_sd != 0) {
    t.at = 1e22;
    t.per_decade = slope_sd > 0 ? Uncertain(Normal{slope, slope_sd}) : Uncertain(Certain{slope});
  }
  return t;
}

Cube cube_for(const Product& product, std::int64_t draws = 65536) {
  std::vector<std::string> keys;
  for (const Term& t : product.terms) {
    if (!is_certain(t.value)) keys.push_back(t.key);
    if (!is_certain(t.per_decade)) keys.push_back(slope_key(t));
  }
  for (const Overlap& o : product.overlaps)
    if (!is_certain(o.value)) keys.push_back(overlap_key(o));
  return sample_cube(keys, {.draws = draws, .seed = 1, .threads = 2});
}

// Three factors, of which two go with compute, and an overlap.
Product interacting() {
  Product p{.constant = 1, .terms = {}};
  p.terms = {term("data", 0.4, 0.2), term("sparsity", 0.15, 0.1, 0.04, 0.01),
             term("optimizer", 0.12, 0.06, -0.05, 0.02)};
  p.overlaps = {{"both", {"data", "optimizer"}, decades(-0.05, 0.02), {}}};
  p.baseline = 2.24e24;
  return p;
}

// log10 of what a subset of interacting() saves, by solving v = sum of gains at C0 / 10^v.
double by_fixed_point(const Product& p, std::size_t subset, const std::vector<double>& gain,
                      const std::vector<double>& slope, double overlap) {
  double v = 0;
  for (int step = 0; step < 200; ++step) {
    const double compute = std::log10(p.baseline) - v;
    double next = (subset & 5U) == 5U ? overlap : 0;
    for (std::size_t i = 0; i < gain.size(); ++i)
      if ((subset >> i) & 1U)
        next += gain[i] + (p.terms[i].at ? slope[i] * (compute - std::log10(*p.terms[i].at)) : 0);
    v = next;
  }
  return v;
}

}  // namespace

TEST_CASE("a factor that goes with compute gains what it gives at the challenger's compute") {
  const Product p = interacting();
  const Cube cube = cube_for(p, 1024);
  const Game players = game(p, cube);
  for (const std::size_t draw : {0U, 17U, 1023U}) {
    std::vector<double> gain, slope;
    for (const Term& t : p.terms) {
      gain.push_back(log_values(t.value, t.key, cube, 1024)[draw] / std::log(10.0));
      slope.push_back(values(t.per_decade, slope_key(t), cube, 1024)[draw]);
    }
    const double overlap = players.overlap[0][draw];
    const std::vector<double> v = subset_values(players, draw);
    for (std::size_t s = 0; s < v.size(); ++s)
      CHECK(v[s] == Approx(by_fixed_point(p, s, gain, slope, overlap)).epsilon(1e-12));
    CHECK(v.back() * std::log(10.0) == Approx(log_draws(p, cube)[draw]).epsilon(1e-12));
  }
}

TEST_CASE("gains of factors that act on each other sum to the whole, to 1e-12") {
  const Product p = interacting();
  const Origins o = origins_of(p, cube_for(p));
  double sum = 0, groups = 0;
  for (const Attribution& row : o.factors) sum += row.log10_gain;
  for (const GroupGain& group : o.groups) groups += group.log10_gain;
  CHECK(std::abs(sum - o.log10_whole) < 1e-12);
  CHECK(std::abs(groups - o.log10_whole) < 1e-12);
  CHECK(o.interactions.size() == 3);
}

TEST_CASE("without slopes and overlaps the game gives the closed form of a product") {
  Product p = interacting();
  p.overlaps.clear();
  for (Term& t : p.terms) t.at.reset();
  const Cube cube = cube_for(p);
  const Played played = play(game(p, cube), 2);
  const Origins closed = origins_of(p, cube);
  for (std::size_t i = 0; i < p.terms.size(); ++i) {
    const std::vector<double>& draws = played.shapley[i];
    const double mean =
        std::accumulate(draws.begin(), draws.end(), 0.0) / static_cast<double>(draws.size());
    CHECK(mean == Approx(closed.factors[i].log10_gain).epsilon(1e-3));
    CHECK(closed.factors[i].least_gain == closed.factors[i].most_gain);
  }
}

TEST_CASE("estimated variance shares of a product agree with the closed form within four errors") {
  Product p;
  p.terms = {term("a", 0.4, 0.2), term("b", 0.1, 0.1), term("c", 0.0, 0.05)};
  const auto estimated = estimated_shares(p, {.draws = 65536, .seed = 3, .threads = 2});
  const Sensitivity exact = sensitivity(p, 10, cube_for(p));
  CHECK(exact.exact);
  for (const Influence& row : exact.factors)
    for (std::size_t i = 0; i < p.terms.size(); ++i)
      if (p.terms[i].key == row.factor) {
        CHECK(std::abs(estimated[i].first.value - row.first.value) <
              4 * estimated[i].first.error + 1e-6);
        CHECK(std::abs(estimated[i].total.value - row.total.value) <
              4 * estimated[i].total.error + 1e-6);
        CHECK(estimated[i].first.error < 0.02);
      }
}

TEST_CASE("where factors act on each other total shares are at least the first-order ones") {
  const Sensitivity found = sensitivity(interacting(), 10, cube_for(interacting()));
  CHECK(!found.exact);
  for (const Influence& row : found.factors)
    CHECK(row.total.value > row.first.value - 4 * (row.first.error + row.total.error));
}

TEST_CASE("what one factor decides agrees with the normal distribution") {
  // log10 ratio = a + b, a ~ N(.5, .4), b ~ N(.3, .2): P(>= 10 | a) = P(b >= 1 - a).
  Product p;
  p.terms = {term("a", 0.5, 0.4), term("b", 0.3, 0.2)};
  const Sensitivity found = sensitivity(p, 10, cube_for(p));
  const double now = normal_above((1 - 0.8) / std::hypot(0.4, 0.2));
  CHECK(found.error_now == Approx(now).epsilon(5e-3));
  const auto a = std::find_if(found.factors.begin(), found.factors.end(),
                              [](const Influence& i) { return i.factor == "a"; });
  REQUIRE(a != found.factors.end());
  CHECK(a->first.value == Approx(0.8).epsilon(1e-9));
  CHECK(a->high.p_claim == Approx(normal_above((0.5 - 0.4 * z95 - 0.3) / 0.2)).epsilon(1e-2));
  // P = .9 where 1 - a = .3 - .2 x 1.28155.
  REQUIRE(a->supported);
  const double needed = 1 - 0.3 + 0.2 * 1.2815515655;
  CHECK(std::log10(a->supported->factor) == Approx(needed).epsilon(2e-3));
  CHECK(a->supported->above);
  CHECK(a->supported->chance == Approx(normal_above((needed - 0.5) / 0.4)).epsilon(2e-2));
  CHECK(a->error_left < found.error_now);
}

TEST_CASE("the same evidence gives the same bytes for any number of threads") {
  const Product p = interacting();
  const Cube cube = cube_for(p);
  Cube three = cube;
  three.sampling.threads = 3;
  const Origins one = origins_of(p, cube), many = origins_of(p, three);
  for (std::size_t i = 0; i < one.factors.size(); ++i)
    CHECK(one.factors[i].log10_gain == many.factors[i].log10_gain);
  const Sensitivity a = sensitivity(p, 10, cube), b = sensitivity(p, 10, three);
  for (std::size_t i = 0; i < a.factors.size(); ++i) {
    CHECK(a.factors[i].first.value == b.factors[i].first.value);
    CHECK(a.factors[i].settles == b.factors[i].settles);
  }
}

TEST_CASE("independent log-normals match the analytic probability to 1e-3") {
  for (const double mean : {0.2, 0.6, 1.0}) {
    Product p;
    p.terms = {term("a", mean, 0.2), term("b", 0.2, 0.15), term("c", -0.1, 0.3)};
    const double sd = std::sqrt(0.04 + 0.0225 + 0.09);
    CHECK(std::abs(outcome(p, 10, cube_for(p)).p_claim - normal_above((0.9 - mean) / sd)) < 1e-3);
  }
}
