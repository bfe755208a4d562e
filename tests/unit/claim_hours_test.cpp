#include <doctest/doctest.h>

#include "claim/hours.h"
#include "claim/regulation.h"
#include "claim_fixture.h"

using namespace tenfold;
using namespace tenfold::fixture;
using doctest::Approx;

namespace {

Accelerator h100() {
  Accelerator a;
  a.key = a.name = "H100";
  a.bf16 = 989.4 * TFLOP_per_s;
  a.fp8 = 1978.9 * TFLOP_per_s;
  return a;
}

Model maverick() {
  Model m = disclosed_model("llama-4-maverick", 17e9, 22'000'000'000'000);
  m.training.accelerator_time = 2.38e6 * 3600 * second;
  return m;
}

}  // namespace

TEST_CASE("2.38 M H100-hours against 2.244e24 FLOPs are 262 TFLOP/s, 26.5 % of BF16 peak") {
  const auto check = consistency(maverick(), h100());
  CHECK(check->rate.in(TFLOP_per_s) == Approx(261.9).epsilon(1e-4));
  CHECK(*check->of_16bit_peak == Approx(0.2647).epsilon(1e-3));
  CHECK(*check->of_fp8_peak == Approx(0.1323).epsilon(1e-3));
  CHECK(check->fits);
}

TEST_CASE("a model without published hours has no consistency line") {
  CHECK_FALSE(consistency(disclosed_model("x", 1e9, 1000), h100()).has_value());
}

TEST_CASE("own work plus the teacher's forwards do not fit the published hours") {
  // (2.398e24 + 1.2672e25) / 8.568e9 s = 1,759 TFLOP/s: 89 % of the FP8 peak.
  const auto check = rate_check(maverick(), h100(), 2.398e24 + 1.2672e25, "with teacher", 0.71);
  CHECK(*check->of_fp8_peak == Approx(0.889).epsilon(1e-3));
  CHECK_FALSE(check->fits);
}

TEST_CASE("a run in BF16 is tested against the BF16 peak") {
  Model m = maverick();
  m.training.number_format = "bf16";
  const double at_80_percent = 0.8 * 989.4e12 * 2.38e6 * 3600;
  CHECK_FALSE(rate_check(m, h100(), at_80_percent, "x", 0.71)->fits);
  CHECK(rate_check(maverick(), h100(), at_80_percent, "x", 0.71)->fits);
}

TEST_CASE("Epoch's second method: hours x rated peak x utilisation") {
  const Spread flops =
      flops_from_hours(2.38e6 * 3600 * second, 989.4 * TFLOP_per_s, epoch_utilisation().value);
  CHECK(flops.median ==
        Approx(2.38e6 * 3600 * 989.4e12 * median(epoch_utilisation().value)).epsilon(1e-12));
  CHECK(flops.p05 < flops.median);
  CHECK(flops.p95 > flops.median);
}

TEST_CASE("a run lies below, across or above a law's threshold") {
  const Threshold eu = regulatory_thresholds().front();
  CHECK(eu.flops == 1e25);
  struct Row {
    Spread flops;
    Place expected;
  };
  const Row rows[] = {{{2.2e24, 2.2e24, 2.2e24}, Place::below},
                      {{5e24, 1e24, 2e25}, Place::straddles},
                      {{3.8e25, 3.8e25, 3.8e25}, Place::above}};
  for (const Row& row : rows) CHECK(place(row.flops, eu) == row.expected);
  for (const Threshold& t : regulatory_thresholds()) CHECK_FALSE(t.source.url.empty());
}
