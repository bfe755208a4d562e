// Evidence beside priors: what ladders, hours, scores and the claimant's word make of a claim.
#include <doctest/doctest.h>

#include <cmath>

#include "../unit/claim_fixture.h"
#include "claim/changes.h"
#include "claim/weigh.h"

using namespace tenfold;
using namespace tenfold::fixture;
using doctest::Approx;

namespace {

constexpr double z95_width = 2 * z95;

// A log-normal by mean and sd of log10.
Uncertain decades(double mean, double sd) {
  const double half = z95 * sd;
  return LogNormal{std::pow(10, mean), std::pow(10, mean - half), std::pow(10, mean + half)};
}

Claim recipe_with_word(double bayes_factor) {
  Claim claim = recipe(priors("p", {{"a", LogNormal{4, 2, 8}}, {"b", LogNormal{2, 1, 4}}}));
  claim.evidence.word = VendorWord{bayes_factor, assumed()};
  return claim;
}

// Factors a and b of the group "data" and "yardstick", with a ladder that measures a.
Claim with_ladder(double log10_mean, double log10_sd) {
  Claim claim = recipe(priors("p", {{"a", decades(0.5, 0.3)}, {"b", decades(0.2, 0.1)}}));
  claim.priors[0].factors[0].group = FactorGroup::data;
  claim.priors[0].factors[1].group = FactorGroup::yardstick;
  LadderEvidence ladder;
  ladder.label = "a ladder";
  ladder.gain = LadderGain{};
  ladder.gain->log10_mean = log10_mean;
  ladder.gain->log10_sd = log10_sd;
  claim.evidence.ladders = {ladder};
  return claim;
}

}  // namespace

TEST_CASE("a word multiplies the odds by its Bayes factor") {
  const Claim claim = recipe_with_word(3);
  const Reading r = judge(claim, {}).readings[0];
  REQUIRE(r.weighing);
  const double p = *r.weighing->prior.p_claim;
  CHECK(p == *r.p_claim);
  CHECK(*r.weighing->combined.p_claim == Approx(3 * p / (3 * p + 1 - p)).epsilon(1e-9));
  CHECK(*r.weighing->evidence.p_claim == Approx(0.75));
  CHECK(!r.weighing->evidence.ratio);
}

TEST_CASE("another word for the claim moves the reading with evidence, and no prior") {
  const auto moved = changes(judge(recipe_with_word(3), {}), judge(recipe_with_word(5), {}));
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].what == "reading 2, with evidence");
}

TEST_CASE("a word of one changes nothing") {
  const Reading r = judge(recipe_with_word(1), {}).readings[0];
  CHECK(*r.weighing->combined.p_claim == Approx(*r.p_claim).epsilon(1e-12));
  CHECK(r.weighing->combined.ratio->median == Approx(r.ratio->median).epsilon(1e-3));
}

TEST_CASE("a ladder and a log-normal prior combine as normals do") {
  // Prior of a N(.5, .3), ladder N(.8, .15): precision-weighted; b stays N(.2, .1).
  const Reading r = judge(with_ladder(0.8, 0.15), {.draws = 262144}).readings[0];
  REQUIRE(r.weighing);
  const double precision = 1 / (0.3 * 0.3) + 1 / (0.15 * 0.15);
  const double mean = (0.5 / (0.3 * 0.3) + 0.8 / (0.15 * 0.15)) / precision;
  const double sd = std::hypot(1 / std::sqrt(precision), 0.1);
  const Spread& both = *r.weighing->combined.ratio;
  CHECK(std::log10(both.median) == Approx(mean + 0.2).epsilon(2e-3));
  CHECK(std::log10(both.p95 / both.p05) == Approx(z95_width * sd).epsilon(5e-3));
  const Spread& alone = *r.weighing->evidence.ratio;
  CHECK(std::log10(alone.median) == Approx(1.0).epsilon(2e-3));
  CHECK(std::log10(alone.p95 / alone.p05) ==
        Approx(z95_width * std::hypot(0.15, 0.1)).epsilon(5e-3));
  CHECK(r.weighing->surprise == Approx(0.3 / std::hypot(0.3, 0.15)).epsilon(1e-3));
}

TEST_CASE("a ladder far more precise than the prior, and far from it, still gives the posterior") {
  // 4 standard deviations off, 60 times as precise: no draw of the prior lies near it.
  const Reading r = judge(with_ladder(1.7, 0.005), {.draws = 262144}).readings[0];
  const Spread& both = *r.weighing->combined.ratio;
  CHECK(std::log10(both.median) == Approx(1.7 + 0.2).epsilon(2e-3));
  CHECK(std::log10(both.p95 / both.p05) ==
        Approx(z95_width * std::hypot(0.005, 0.1)).epsilon(1e-2));
  CHECK(r.weighing->surprise > 3.9);
}

TEST_CASE("ladders of the same factor that disagree leave their spread") {
  Claim claim = with_ladder(0.3, 0.01);
  claim.evidence.ladders.push_back(claim.evidence.ladders[0]);
  claim.evidence.ladders[1].gain->log10_mean = 0.9;
  const Reading r = judge(claim, {}).readings[0];
  const Spread& alone = *r.weighing->evidence.ratio;
  CHECK(std::log10(alone.median) == Approx(0.6 + 0.2).epsilon(2e-2));
  CHECK(std::log10(alone.p95 / alone.p05) > 0.9);
}

TEST_CASE("a ladder of two factors beside one of one of them leaves the other what remains") {
  Claim claim = with_ladder(0.3, 0.02);
  claim.priors[0].factors[1].group = FactorGroup::optimisation;
  claim.evidence.ladders[0].factors = {"a"};
  claim.evidence.ladders.push_back(claim.evidence.ladders[0]);
  claim.evidence.ladders[1].factors = {"a", "b"};
  claim.evidence.ladders[1].gain->log10_mean = 1.1;
  const Reading r = judge(claim, {}).readings[0];
  CHECK(std::log10(r.weighing->evidence.ratio->median) == Approx(1.1).epsilon(5e-3));
}

TEST_CASE("a ladder taken at another compute has an error for each decade between") {
  Claim near = with_ladder(0.8, 0.01), far = near;
  far.evidence.ladders[0].gain->at = 2.244e24 / 1e4;
  const auto width = [](const Claim& claim) {
    const Reading r = judge(claim, {.draws = 262144}).readings[0];
    return std::log10(r.weighing->evidence.ratio->p95 / r.weighing->evidence.ratio->p05);
  };
  CHECK(width(near) == Approx(z95_width * std::hypot(0.01, 0.1)).epsilon(1e-2));
  CHECK(width(far) == Approx(z95_width * std::hypot(0.4, 0.1)).epsilon(1e-2));
}

TEST_CASE("a ladder at its own compute confirms a factor that holds there, and moves no other") {
  Claim claim = with_ladder(0.5, 0.01);
  claim.priors[0].factors[0].per_decade = Certain{-0.05};
  claim.priors[0].factors[0].at = Flops::base(3e20);
  claim.evidence.ladders[0].gain->at = 3e20 * std::pow(10, 0.5);  // the challenger's is 3e20
  const Reading r = judge(claim, {.draws = 262144}).readings[0];
  CHECK(r.weighing->combined.ratio->median == Approx(r.ratio->median).epsilon(5e-3));
}

TEST_CASE("a claim of equal capability does not hold where the scores are worse") {
  Claim claim = shipped(disclosed_model("a", 17e9, 22'000'000'000'000),
                        disclosed_model("b", 1e9, 2'200'000'000'000));
  CHECK(judge(claim, {}).decision() == Decision::supported);
  claim.evidence.benchmarks = {
      {.name = "x", .category = "y", .baseline = 80, .challenger = 50, .items = 1000, .error = {}}};
  CHECK(judge(claim, {}).decision() == Decision::contradicted);
}

TEST_CASE("a ladder that is extrapolated too far weighs nothing") {
  Claim claim = with_ladder(0.8, 0.15);
  claim.evidence.ladders[0].gain->form_dependent = true;
  CHECK(!judge(claim, {}).readings[0].weighing);
}

TEST_CASE("hours of an undisclosed run narrow the shipped pair") {
  Claim claim = shipped(disclosed_model("a", 17e9, 22'000'000'000'000),
                        undisclosed_model("b", decades(10.5, 0.3), decades(13.3, 0.3)));
  claim.evidence.compute = {{"hours", ClaimSide::challenger, decades(23.5, 0.1), "", assumed()}};
  const Reading r = judge(claim, {.draws = 262144}).readings[0];
  REQUIRE(r.weighing);
  const double own = std::log10(17e9 * 22e12 * 6);
  CHECK(std::log10(r.weighing->evidence.ratio->median) == Approx(own - 23.5).epsilon(2e-3));
  const double prior_mean = std::log10(6) + 23.8, prior_sd = std::hypot(0.3, 0.3);
  const double precision = 1 / (prior_sd * prior_sd) + 1 / 0.01;
  const double mean = (prior_mean / (prior_sd * prior_sd) + 23.5 / 0.01) / precision;
  CHECK(std::log10(r.weighing->combined.ratio->median) == Approx(own - mean).epsilon(5e-3));
}

TEST_CASE("the exit code follows the combined verdict only where something was measured") {
  CHECK(judge(recipe_with_word(1000), {}).decision() ==
        judge(recipe_with_word(1000), {}).claimed().decision);
  Claim claim = with_ladder(1.2, 0.05);
  const Verdict v = judge(claim, {});
  CHECK(v.claimed().decision == Decision::undetermined);
  CHECK(v.decision() == Decision::supported);
  claim.evidence.verdict = Basing::prior;
  CHECK(judge(claim, {}).decision() == Decision::undetermined);
}
