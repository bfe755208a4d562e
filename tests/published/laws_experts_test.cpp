// Laws of mixtures of experts, precision and distillation: values to the digits that they are
// known to.
#include <doctest/doctest.h>

#include <cmath>

#include "digits_of.h"
#include "laws/distillation.h"
#include "laws/experts.h"
#include "laws/precision.h"

using namespace tenfold::laws;

TEST_CASE("Clark: S-Base at three sizes, and the dense model of the same loss") {
  CHECK(prints_as(loss(clark_s_base, 1e8, 1), "2.7441"));
  CHECK(prints_as(loss(clark_s_base, 1e8, 64), "2.4305"));
  CHECK(prints_as(loss(clark_s_base, 1.3e9, 512), "1.9823"));
  const double of_128 = loss(clark_s_base, 5e6, 128);
  CHECK(prints_as(parameters_for(clark_s_base, of_128, 1), "5.18e7"));
}

TEST_CASE("Clark: routing gains nothing at 1e12 parameters, by the rounded coefficients") {
  CHECK(loss(clark_s_base, 1e12, 64) == doctest::Approx(loss(clark_s_base, 1e12, 1)).epsilon(1e-9));
}

TEST_CASE("Krajewski: 1 B on 20 B tokens, dense and at granularities 1 and 8") {
  CHECK(prints_as(loss(krajewski(1), 1e9, 2e10), "3.276133"));
  CHECK(prints_as(loss(krajewski(8), 1e9, 2e10), "3.140393"));
  CHECK(prints_as(loss(krajewski_dense, 1e9, 2e10), "2.980305"));
}

TEST_CASE("Abnar: three sparsities") {
  CHECK(prints_as(abnar_loss(1e9, 2e10, 0), "2.565681"));
  // The notes say 2.701873; the coefficients as printed give 2.7018723.
  CHECK(prints_as(abnar_loss(1e9, 2e10, 0.9), "2.701872"));
  CHECK(prints_as(abnar_loss(1e10, 2e10, 0.95), "2.407314"));
}

TEST_CASE("Joint MoE: reduced coefficients of 1 and 32 experts") {
  const LossLaw dense = joint_moe(1), moe = joint_moe(32);
  CHECK(prints_as(dense.A, "30.399"));
  CHECK(prints_as(-dense.alpha, "-0.1818"));
  CHECK(prints_as(dense.B, "53.843"));
  CHECK(prints_as(-dense.beta, "-0.1964"));
  CHECK(prints_as(moe.A, "16.545"));
  CHECK(prints_as(-moe.alpha, "-0.1557"));
  CHECK(prints_as(moe.B, "234.63"));
  CHECK(prints_as(-moe.beta, "-0.2653"));
}

TEST_CASE("Joint MoE: the paper's Table 1 of best splits") {
  struct Row {
    double compute, experts;
    const char *parameters, *tokens, *loss;
  };
  for (const Row& row :
       {Row{1e20, 1, "1.727e9", "9.651e9", "2.590"}, Row{1e20, 32, "6.742e8", "2.472e10", "2.472"},
        Row{1e22, 32, "1.228e10", "1.357e11", "2.069"}}) {
    CAPTURE(row.compute);
    CAPTURE(row.experts);
    const Allocation best = optimum(joint_moe(row.experts), row.compute);
    CHECK(prints_as(best.parameters, row.parameters));
    CHECK(prints_as(best.tokens, row.tokens));
    CHECK(prints_as(best.loss, row.loss));
  }
}

TEST_CASE("Joint MoE: compute multipliers over dense, frontier to frontier") {
  CHECK(prints_as(joint_moe_multiplier(8, 1e20), "1.71"));
  CHECK(prints_as(joint_moe_multiplier(8, 1e22), "2.00"));
  CHECK(prints_as(joint_moe_multiplier(8, 1e24), "2.34"));
  CHECK(prints_as(joint_moe_multiplier(32, 1e20), "2.90"));
  CHECK(prints_as(joint_moe_multiplier(32, 1e22), "3.48"));
  CHECK(prints_as(joint_moe_multiplier(32, 1e24), "4.17"));
}

TEST_CASE("Tian: the efficiency leverage of five mixtures, and the best granularity") {
  CHECK(prints_as(efficiency_leverage(0.031, 12, 1e22), "7.244898"));
  CHECK(prints_as(efficiency_leverage(0.034, 12, 1e22), "6.961442"));
  CHECK(prints_as(efficiency_leverage(1, 1, 1e22), "0.992844"));
  CHECK(prints_as(efficiency_leverage(0.031, 8, 1e20), "4.496721"));
  const double maverick = efficiency_leverage(0.0425, 1.25, 1e22);
  CHECK(prints_as(maverick, "3.90"));
  CHECK(prints_as(efficiency_leverage(0.031, 12, 1e22) / maverick, "1.86"));
  CHECK(prints_as(best_granularity(), "11.3"));
}

TEST_CASE("Kumar: 16 and 8 bits everywhere, with the table's offsets and without") {
  const Bits eight{8, 8, 8};
  CHECK(prints_as(effective_share({}), "0.993659"));
  CHECK(prints_as(loss(kumar({}), 1e9, 2e10), "3.050193"));
  CHECK(prints_as(effective_share(eight), "0.827760"));
  CHECK(prints_as(loss(kumar(eight), 1e9, 2e10), "3.064114"));
  CHECK(prints_as(effective_share(eight, false), "0.924107"));
  CHECK(prints_as(loss(kumar(eight, false), 1e9, 2e10), "3.055572"));
}

TEST_CASE("Kumar: training diverges where activations have 3 bits, and runs at 4") {
  CHECK(effective_share({16, 3, 16}) == 0);
  CHECK(std::isinf(loss(kumar({16, 3, 16}), 1e9, 2e10)));
  CHECK(effective_share({16, 4, 16}) > 0.3);
}

TEST_CASE("Busbridge: supervised and distilled, by the recalled coefficients") {
  CHECK(prints_as(loss(busbridge_supervised, 1e9, 2e10), "2.374692"));
  // 2.0188095 to eight digits, so that the last digit is a matter of rounding.
  CHECK(loss(busbridge_supervised, 7e9, 1.4e11) == doctest::Approx(2.018810).epsilon(3e-7));
  CHECK(prints_as(student_loss(1e9, 2e10, 2.0), "2.276809"));
}

TEST_CASE("a teacher's forward pass over Maverick's tokens is 5.6 times the student") {
  const Teacher behemoth{.parameters = 288e9};
  const double student = 6 * 17e9 * 22e12;
  const double both = distillation_compute(17e9, 22e12, behemoth);
  CHECK(prints_as(student, "2.244e24"));
  CHECK(prints_as(both - student, "1.267e25"));
  CHECK(prints_as((both - student) / student, "5.6"));
}
