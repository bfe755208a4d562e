#include <doctest/doctest.h>

#include <cmath>

#include "../unit/claim_fixture.h"
#include "claim/changes.h"

using namespace tenfold;
using namespace tenfold::fixture;
using doctest::Approx;

namespace {

constexpr Count trillion = 1'000'000'000'000;

Claim uncertain_pair() {
  return shipped(
      undisclosed_model("a", LogNormal{20e9, 10e9, 40e9}, LogUniform{5e12, 40e12}),
      undisclosed_model("b", LogNormal{31e9, 8e9, 120e9}, LogNormal{22e12, 8e12, 60e12}));
}

}  // namespace

TEST_CASE("the same bytes for any number of threads") {
  Claim claim =
      recipe(priors("p", {{"a", LogNormal{4, 2, 8}}, {"b", Uniform{1, 3}}, {"c", Beta{2, 3}}}));
  claim.readings.push_back(reading(Estimand::shipped_pair));
  claim.challenger.model = undisclosed_model("b", LogNormal{31e9, 8e9, 120e9}, Certain{22e12});
  const Verdict one = judge(claim, {.draws = 65536, .seed = 1, .threads = 1});
  for (const int threads : {2, 3, 5}) {
    const Verdict many = judge(claim, {.draws = 65536, .seed = 1, .threads = threads});
    for (std::size_t i = 0; i < one.readings.size(); ++i) {
      CHECK(*one.readings[i].ratio == *many.readings[i].ratio);
      CHECK(*one.readings[i].p_claim == *many.readings[i].p_claim);
    }
    CHECK(changes(one, many).empty());
  }
}

TEST_CASE("swapping baseline and challenger inverts the ratio") {
  const Claim claim = uncertain_pair();
  const Verdict forth = judge(claim, {});
  const Verdict back = judge(shipped(claim.challenger.model, claim.baseline.model), {});
  const Spread &f = *forth.readings[0].ratio, &b = *back.readings[0].ratio;
  // Not the same draws: each model's dimension changes. 65,536 draws agree to a few 1e-3.
  CHECK(f.median * b.median == Approx(1).epsilon(5e-3));
  CHECK(f.p05 * b.p95 == Approx(1).epsilon(1e-2));
  CHECK(f.p95 * b.p05 == Approx(1).epsilon(1e-2));
}

TEST_CASE("swapping two disclosed models inverts the ratio exactly to rounding") {
  for (const double active : {1e9, 17e9, 405e9})
    for (const Count tokens : {trillion, 15 * trillion}) {
      const Model a = disclosed_model("a", active, tokens),
                  b = disclosed_model("b", 42e9, 10 * trillion);
      const double forth = judge(shipped(a, b), {}).readings[0].ratio->median;
      const double back = judge(shipped(b, a), {}).readings[0].ratio->median;
      CHECK(forth * back == Approx(1).epsilon(1e-15));
    }
}

TEST_CASE("doubling every FLOP changes no ratio") {
  // Twice the parameters on both sides doubles every count.
  const Claim claim = uncertain_pair();
  Claim doubled =
      shipped(undisclosed_model("a", LogNormal{40e9, 20e9, 80e9}, LogUniform{5e12, 40e12}),
              undisclosed_model("b", LogNormal{62e9, 16e9, 240e9}, LogNormal{22e12, 8e12, 60e12}));
  const Verdict before = judge(claim, {}), after = judge(doubled, {});
  CHECK(before.readings[0].ratio->median == Approx(after.readings[0].ratio->median).epsilon(1e-12));
  CHECK(*before.readings[0].p_claim == *after.readings[0].p_claim);
}

TEST_CASE("P falls as the claimed ratio rises") {
  Claim claim = recipe(priors("p", {{"a", LogNormal{4, 2, 8}}, {"b", LogNormal{2, 1, 4}}}));
  double last = 1;
  for (const double ratio : {1.0, 2.0, 5.0, 8.0, 10.0, 30.0, 100.0}) {
    claim.ratio.value = Certain{ratio};
    const double p = *judge(claim, {}).readings[0].p_claim;
    CHECK(p <= last);
    last = p;
  }
}

TEST_CASE(
    "readings that share factors are the same draws: one is never above the other's multiple") {
  // recipe-as-built = recipe-frontier x allocation, draw by draw: with allocation certain at 2 the
  // medians differ by exactly 2.
  Claim claim = recipe(priors("p", {{"a", LogNormal{4, 2, 8}}, {"allocation", Certain{2}}}));
  claim.readings.push_back(reading(Estimand::recipe_frontier, {"allocation"}));
  const Verdict v = judge(claim, {});
  CHECK(v.readings[0].ratio->median == Approx(2 * v.readings[1].ratio->median).epsilon(1e-12));
}

TEST_CASE("a set's P does not depend on which set is in use") {
  Claim claim = recipe(priors("p", {{"a", LogNormal{4, 2, 8}}}));
  claim.priors.push_back(priors("q", {{"b", LogNormal{9, 3, 27}}}));
  const Verdict p = judge(claim, {});
  claim.chosen_priors = 1;
  const Verdict q = judge(claim, {});
  for (std::size_t i = 0; i < 2; ++i)
    CHECK(*p.readings[0].under[i].p_claim == *q.readings[0].under[i].p_claim);
  CHECK(*q.readings[0].p_claim == *p.readings[0].under[1].p_claim);
}

TEST_CASE("gains of the factors sum to the whole") {
  const Verdict v = judge(
      recipe(priors("p",
                    {{"a", LogNormal{4, 2, 8}}, {"b", LogNormal{0.5, .25, 1}}, {"c", Certain{3}}})),
      {});
  double sum = 0, groups = 0, variance = 0;
  for (const Attribution& row : v.readings[0].attribution) {
    sum += row.log10_gain;
    variance += row.variance_share;
  }
  for (const GroupGain& group : v.readings[0].groups) groups += group.log10_gain;
  CHECK(std::abs(sum - std::log10(6.0)) < 1e-12);
  CHECK(std::abs(sum - groups) < 1e-12);
  CHECK(std::abs(variance - 1) < 1e-12);
}
