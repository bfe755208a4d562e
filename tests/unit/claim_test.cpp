#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "claim_fixture.h"

using namespace tenfold;
using namespace tenfold::fixture;
using doctest::Approx;

namespace {

const Sampling quick{.draws = 16384, .seed = 1, .threads = 1};

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

constexpr Count trillion = 1'000'000'000'000;

}  // namespace

TEST_CASE("the product of two log-normals is the log-normal of the summed logarithms") {
  // medians 4 x 1.5, sigmas add in squares.
  const LogNormal a{4, 1.9, 8.5}, b{1.5, 0.8, 3};
  const Verdict v = judge(recipe(priors("p", {{"a", a}, {"b", b}})), {});
  const double sigma = std::hypot(a.sigma(), b.sigma());
  const Reading& r = v.readings[0];
  CHECK(r.ratio->median == Approx(6).epsilon(1e-3));
  CHECK(r.ratio->p05 == Approx(6 * std::exp(-z95 * sigma)).epsilon(2e-3));
  CHECK(r.ratio->p95 == Approx(6 * std::exp(z95 * sigma)).epsilon(2e-3));
  CHECK(*r.p_claim == Approx(normal_cdf(std::log(0.6) / sigma)).epsilon(1e-3));
}

TEST_CASE("two disclosed models give a number and no judgement") {
  const Verdict v = judge(
      shipped(disclosed_model("a", 100e9, 10 * trillion), disclosed_model("b", 50e9, 2 * trillion)),
      quick);
  const Reading& r = v.readings[0];
  CHECK(*r.ratio == Spread{10, 10, 10});
  CHECK(*r.p_claim == 1);
  CHECK(r.decision == Decision::supported);
  CHECK(r.basis == Basis::computed);
  CHECK(r.rests_on == "disclosed on both sides");
}

TEST_CASE("P at the ends of the undetermined range") {
  // supported from 0.9, contradicted to 0.1.
  struct Row {
    double ratio;
    Decision expected;
  };
  const Row rows[] = {
      {9.9, Decision::contradicted}, {10, Decision::supported}, {10.1, Decision::supported}};
  for (const Row& row : rows) {
    const Verdict v = judge(recipe(priors("p", {{"a", Certain{row.ratio}}})), quick);
    CHECK(v.readings[0].decision == row.expected);
  }
  const LogNormal at_threshold{10, 5, 20};
  CHECK(judge(recipe(priors("p", {{"a", at_threshold}})), quick).readings[0].decision ==
        Decision::undetermined);
}

TEST_CASE("a verdict that follows from where a prior was cut off says so") {
  struct Row {
    double low, high;
    Basis expected;
  };
  const Row rows[] = {{1, 5, Basis::by_prior},    // 10 cannot be drawn
                      {11, 50, Basis::by_prior},  // less than 10 cannot be drawn
                      {1, 50, Basis::judgement}};
  for (const Row& row : rows) {
    CAPTURE(row.low);
    const Verdict v = judge(recipe(priors("p", {{"a", LogUniform{row.low, row.high}}})), quick);
    CHECK(v.readings[0].basis == row.expected);
  }
  // An unbounded factor beside it opens the range again.
  const Verdict open =
      judge(recipe(priors("p", {{"a", Uniform{1, 5}}, {"b", LogNormal{1, .5, 2}}})), quick);
  CHECK(open.readings[0].basis == Basis::judgement);
}

TEST_CASE("a challenger's prior that ends above the baseline is found out, not believed") {
  // C_A = 6 x 1e9 x 1e12; the challenger has at least twice that: the ratio is below 1 by prior.
  const Verdict v = judge(shipped(disclosed_model("a", 1e9, trillion),
                                  undisclosed_model("b", Certain{1e9}, LogUniform{2e12, 9e12})),
                          quick);
  CHECK(v.readings[0].decision == Decision::contradicted);
  CHECK(v.readings[0].basis == Basis::by_prior);
}

TEST_CASE("what is not disclosed is n/d, with the reason") {
  Claim claim = shipped(disclosed_model("a", 1e9, trillion), disclosed_model("b", 1e9, trillion));
  claim.baseline.model.training.accelerator_time = 1000.0 * second;
  claim.challenger.model.training.tokens.reset();
  for (const Estimand e : {Estimand::accelerator_hours, Estimand::dollars, Estimand::energy})
    claim.readings.push_back(reading(e));
  const Verdict v = judge(claim, quick);
  CHECK(v.readings[0].reason == "b's parameters or tokens are not disclosed");
  CHECK(v.readings[1].reason == "nothing disclosed for b");
  CHECK(v.readings[2].reason == "nothing disclosed on either side");
  for (const Reading& r : v.readings) {
    CHECK_FALSE(r.ratio.has_value());
    CHECK_FALSE(r.p_claim.has_value());
    CHECK(r.decision == Decision::none);
  }
}

TEST_CASE("published hours on both sides are compared as they are") {
  Claim claim = shipped(disclosed_model("a", 1e9, trillion), disclosed_model("b", 1e9, trillion));
  for (auto& [party, hours] : {std::pair{&claim.baseline, 30.84e6}, {&claim.challenger, 2.664e6}}) {
    party->model.training.accelerator_time = hours * 3600 * second;
    party->model.provenance["training.accelerator_time"] = disclosed();
  }
  claim.readings = {reading(Estimand::accelerator_hours)};
  claim.headline = Estimand::accelerator_hours;
  const Verdict v = judge(claim, quick);
  CHECK(v.claimed().ratio->median == Approx(30.84 / 2.664).epsilon(1e-12));
  CHECK(v.claimed().basis == Basis::disclosed);
}

TEST_CASE("a factor held fixed leaves the product, and a set without it says so") {
  Claim claim = recipe(priors("p", {{"a", Certain{2}}, {"b", Certain{3}}}));
  claim.priors.push_back(priors("q", {{"a", Certain{5}}}));
  claim.readings = {reading(Estimand::recipe_frontier, {"b"})};
  claim.headline = Estimand::recipe_frontier;
  const Verdict v = judge(claim, quick);
  CHECK(v.readings[0].ratio->median == 2);
  CHECK(v.readings[0].under[1].reason == "the priors 'q' do not separate 'b'");
  CHECK(*probability_range(v.readings[0]) == std::pair{0.0, 0.0});
}

TEST_CASE("shares of the gain sum to one where all gains have a sign, else there are none") {
  const LogNormal up{2, 1, 4}, down{0.5, 0.25, 1};
  const Verdict v = judge(recipe(priors("p", {{"a", up}, {"b", LogNormal{8, 4, 16}}})), quick);
  CHECK(*v.readings[0].attribution[0].share == Approx(0.25).epsilon(1e-12));
  CHECK(*v.readings[0].attribution[1].share == Approx(0.75).epsilon(1e-12));
  CHECK(v.readings[0].attribution[0].variance_share == Approx(0.5).epsilon(1e-12));
  const Verdict mixed = judge(recipe(priors("p", {{"a", up}, {"b", down}})), quick);
  for (const Attribution& row : mixed.readings[0].attribution) CHECK_FALSE(row.share.has_value());
}

TEST_CASE("a boundary that is known on one side only gives that side's count and no verdict") {
  Claim claim =
      shipped(disclosed_model("a", 17e9, 22 * trillion), disclosed_model("b", 17e9, 2 * trillion));
  claim.baseline.teacher = disclosed_model("t", 288e9, 30 * trillion);
  claim.boundaries.push_back({"+ forward", {{Component::teacher_forward, 1}}, {}});
  const BoundaryRow row = judge(claim, quick).boundaries[1];
  CHECK(*row.baseline.flops == Approx(2.244e24 + 1.2672e25).epsilon(1e-12));
  CHECK_FALSE(row.challenger.flops.has_value());
  CHECK(row.decision == Decision::none);
  CHECK(row.reason == "known on one side only");
}

TEST_CASE("a boundary known on both sides counts on both") {
  // Without a teacher, the challenger's compute stays 6 N D; the baseline's is 6.647 times its own.
  Claim claim =
      shipped(disclosed_model("a", 17e9, 22 * trillion), disclosed_model("b", 17e9, 22 * trillion));
  claim.baseline.teacher = disclosed_model("t", 288e9, 30 * trillion);
  claim.challenger.without_teacher = true;
  claim.boundaries.push_back({"+ forward", {{Component::teacher_forward, 1}}, {}});
  const BoundaryRow row = judge(claim, quick).boundaries[1];
  CHECK(row.ratio->median == Approx(1 + 1.2672 / 0.2244).epsilon(1e-12));
  CHECK(row.decision == Decision::contradicted);
}

TEST_CASE("switching a boundary on removes the factor that stood for it") {
  Claim claim = recipe(priors("p", {{"a", Certain{4}}, {"teacher", Certain{0.5}}}));
  claim.baseline.teacher = disclosed_model("t", 51e9, 30 * trillion);  // forward = own pretraining
  claim.challenger.without_teacher = true;
  claim.boundaries.push_back({"+ forward", {{Component::teacher_forward, 1}}, {"teacher"}});
  const auto rows = judge(claim, quick).boundaries;
  CHECK(rows[0].ratio->median == 2);
  CHECK(rows[1].ratio->median == Approx(8).epsilon(1e-12));
}

TEST_CASE("what reading 1 needs is the baseline over the ratio, split both ways") {
  Claim claim =
      shipped(disclosed_model("a", 17e9, 22 * trillion),
              undisclosed_model("b", LogNormal{31e9, 8e9, 120e9}, LogNormal{22e12, 8e12, 60e12}));
  claim.scale = ScaleModel{disclosed_model("s", 42e9, trillion),
                           {"test: scale.tokens", "tokens", Certain{10e12}, disclosed(), {}},
                           "if"};
  const Verdict v = judge(claim, quick);
  CHECK(v.needed->flops == Approx(2.244e23));
  CHECK(v.needed->active_at_tokens->at_most == Approx(3.74e9));
  CHECK(v.needed->tokens_at_active->at_most == Approx(0.8905e12).epsilon(1e-3));
  CHECK(v.scale->flops == Approx(2.52e24));
  CHECK(v.scale->times_baseline == Approx(1.123).epsilon(1e-3));
}

TEST_CASE("every handle has a number of its own kind, a value and provenance for its inputs") {
  Claim claim = recipe(priors("p", {{"a", LogNormal{4, 2, 8}}}));
  claim.readings.push_back(reading(Estimand::shipped_pair));
  const Verdict v = judge(claim, quick);
  std::vector<int> numbers;
  for (const Handle& h : v.handles) {
    CAPTURE(h.label);
    CHECK(std::find(numbers.begin(), numbers.end(), h.number) == numbers.end());
    numbers.push_back(h.number);
    CHECK_FALSE(h.value.empty());
    CHECK_FALSE(h.formula.empty());
    for (const Input& input : h.inputs) CHECK_FALSE(input.provenance.file.empty());
  }
  int graded = 0;
  for (const int n : v.inputs_by_grade) graded += n;
  CHECK(graded == static_cast<int>(v.inputs.size()));
}
