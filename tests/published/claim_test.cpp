// The headline scenario and the numbers that its sources state or that follow from them.
#include <doctest/doctest.h>

#include "io/scenario.h"

using namespace tenfold;
using doctest::Approx;

namespace {

const io::Library library{"."};

Verdict verdict_of(const Scenario& scenario) { return judge(scenario.claim, scenario.sampling); }

const Verdict& headline() {
  static const Verdict verdict =
      verdict_of(io::load_scenario(library, "muse_spark_vs_maverick").scenario);
  return verdict;
}

const UnderPriors& under(const Reading& reading, std::string_view key) {
  for (const UnderPriors& set : reading.under)
    if (set.priors == key) return set;
  throw std::logic_error("no such set");
}

}  // namespace

TEST_CASE("the reference priors: median 9.4, 90 % [2.2, 40.6], P(>=10) = .473") {
  const Reading& r = headline().readings[1];
  CHECK(std::abs(*r.p_claim - 0.473) < 1e-3);
  CHECK(r.ratio->median == Approx(9.41).epsilon(2e-3));
  CHECK(r.ratio->p05 == Approx(2.2).epsilon(1e-2));
  CHECK(r.ratio->p95 == Approx(40.6).epsilon(1e-2));
  CHECK(r.decision == Decision::undetermined);
  CHECK(r.basis == Basis::judgement);
}

TEST_CASE("P(>=5) of the reference priors is .763") {
  Scenario scenario = io::load_scenario(library, "muse_spark_vs_maverick").scenario;
  CHECK(*verdict_of(io::with(scenario, "claim.ratio", "5")).readings[1].p_claim ==
        Approx(0.763).epsilon(2e-3));
}

TEST_CASE("with allocation fixed the median is 6.3") {
  CHECK(headline().readings[2].ratio->median == Approx(6.3).epsilon(1e-2));
}

TEST_CASE("shares of uncertainty and of gain are those of the reference run") {
  struct Row {
    const char* factor;
    double variance, gain;
  };
  const Row rows[] = {{"yardstick", .397, 0},      {"data", .254, .41},
                      {"teacher", .124, 0},        {"allocation", .123, .18},
                      {"sparsity", .057, .15},     {"optimizer", .021, .12},
                      {"architecture", .016, .08}, {"tuning", .008, .06}};
  for (const Row& row : rows)
    for (const Attribution& a : headline().readings[1].attribution)
      if (a.factor == row.factor) {
        CAPTURE(row.factor);
        CHECK(a.variance_share == Approx(row.variance).epsilon(0.03));
        CHECK(a.share.value_or(0) == Approx(row.gain).epsilon(0.05));
      }
}

TEST_CASE("other shipped priors: top-down .20, Epoch's index about .6, sceptical about .1") {
  const Reading& r = headline().readings[1];
  CHECK(*under(r, "top-down").p_claim == Approx(0.20).epsilon(0.02));
  CHECK(under(r, "top-down").ratio->median == Approx(6).epsilon(1e-3));
  CHECK(*under(r, "capability-index").p_claim == Approx(0.56).epsilon(0.02));
  CHECK(*under(r, "sceptical").p_claim == Approx(0.10).epsilon(0.05));
}

TEST_CASE("the press's reading is contradicted, and not because a prior was cut off") {
  const Reading& r = headline().readings[0];
  CHECK(r.decision == Decision::contradicted);
  CHECK(r.basis == Basis::judgement);
  CHECK(*r.p_claim > 0);
  CHECK(r.ratio->median < 1);
}

TEST_CASE("Maverick under each convention") {
  struct Row {
    Convention convention;
    double flops;
  };
  const Row rows[] = {{Convention::six_nd_active, 2.244e24},
                      {Convention::exact, 2.40e24},
                      {Convention::full_attention, 2.66e24}};
  for (const Row& row : rows)
    for (const ConventionCount& c : headline().baseline.counts)
      if (c.convention == row.convention && c.label.find("counted here") == std::string::npos) {
        CAPTURE(c.label);
        CHECK(*c.flops == Approx(row.flops).epsilon(2e-3));
      }
  const auto& exact = headline().baseline.counts[2];
  CHECK(exact.range->first == Approx(2.26e24).epsilon(3e-3));
  CHECK(exact.range->second == Approx(2.60e24).epsilon(3e-3));
}

TEST_CASE("6nd-total of a mixture of experts gives no verdict") {
  for (const ConventionCount& c : headline().baseline.counts)
    if (c.convention == Convention::six_nd_total) {
      CHECK(*c.flops == Approx(5.29e25).epsilon(1e-3));
      CHECK_FALSE(c.verdict);
      CHECK(c.reason == "most experts idle on each token");
    }
}

TEST_CASE("the teacher takes Maverick to 6.6, 18 and 30 times its own compute, and no verdict") {
  struct Row {
    double flops, times;
  };
  const Row rows[] = {{2.244e24, 1}, {1.492e25, 6.647}, {4.084e25, 18.2}, {6.676e25, 29.75}};
  for (std::size_t i = 0; i < 4; ++i) {
    const BoundaryRow& b = headline().boundaries[i];
    CAPTURE(b.label);
    CHECK(*b.baseline.flops == Approx(rows[i].flops).epsilon(1e-3));
    CHECK(*b.times_own == Approx(rows[i].times).epsilon(1e-3));
    CHECK_FALSE(b.challenger.flops.has_value());
    CHECK((b.decision == Decision::none) == (i > 0));
  }
}

TEST_CASE("2.38 M H100-hours cannot hold the teacher: 89 % of FP8 peak") {
  CHECK(headline().boundaries[0].hours->fits);
  const RateCheck& teacher = *headline().boundaries[1].hours;
  CHECK(*teacher.of_fp8_peak == Approx(0.89).epsilon(5e-3));
  CHECK_FALSE(teacher.fits);
}

TEST_CASE("the consistency line of Maverick: 262 TFLOP/s, 26.5 % of BF16 peak") {
  CHECK(headline().rates[0].rate.in(TFLOP_per_s) == Approx(261.9).epsilon(1e-3));
  CHECK(*headline().rates[0].of_16bit_peak == Approx(0.265).epsilon(2e-3));
}

TEST_CASE("Muse Spark Open over 10 T tokens is 2.5e24, 1.1 times Maverick") {
  CHECK(headline().scale->flops == Approx(2.52e24));
  CHECK(headline().scale->times_baseline == Approx(1.12).epsilon(5e-3));
}

TEST_CASE("data curation moves reading 2 most: at 1.0 P is .10") {
  CHECK(headline().what_ifs.front().factor == "data");
  CHECK(headline().what_ifs.front().p_claim == Approx(0.10).epsilon(0.03));
}

TEST_CASE("data curation at a median of 1.5: 9.4 becomes 5.6, P .47 becomes .26") {
  const Scenario scenario = io::load_scenario(library, "muse_spark_vs_maverick").scenario;
  const Reading r = verdict_of(io::with(scenario, "priors.data.median", "1.5")).readings[1];
  CHECK(r.ratio->median == Approx(5.65).epsilon(5e-3));
  CHECK(*r.p_claim == Approx(0.26).epsilon(0.03));
}

TEST_CASE("a claim between two models that disclose their training is computed, not judged") {
  const Verdict v = verdict_of(io::load_scenario(library, "deepseek_v3_vs_llama_405b").scenario);
  CHECK(v.claimed().basis == Basis::computed);
  CHECK(v.claimed().decision == Decision::supported);
  CHECK(v.readings[1].ratio->median == Approx(30.84 / 2.664).epsilon(1e-9));
  CHECK(v.readings[1].basis == Basis::disclosed);
}
