// What holds of every law of loss: inverses, optima, gains, and that more never hurts.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/root.h"
#include "laws/data_limited.h"
#include "laws/dense.h"
#include "laws/distillation.h"
#include "laws/experts.h"
#include "laws/frontier.h"
#include "laws/lifetime.h"
#include "laws/precision.h"
#include "laws/progress.h"

using namespace tenfold;
using namespace tenfold::laws;
using doctest::Approx;

namespace {

struct Named {
  std::string name;
  LossLaw law;
};

struct NamedSurface {
  std::string name;
  LossSurface loss;
  Split split{};
};
const Split farseer_split{.most = farseer_most_parameters};

std::vector<Named> closed_laws() {
  return {{"Kaplan", kaplan_joint()},
          {"Chinchilla", chinchilla()},
          {"Besiroglu", besiroglu},
          {"coupled", coupled_chinchilla},
          {"Busbridge", busbridge_supervised},
          {"Gadre", in_parameters_and_tokens(gadre_refinedweb)},
          {"OLMo", olmo_mmlu_bits},
          {"Krajewski", krajewski(8)},
          {"joint MoE", joint_moe(16)},
          {"Kumar", kumar({8, 8, 8})},
          {"Ho", ho(2023)}};
}

std::vector<NamedSurface> surfaces() {
  std::vector<NamedSurface> all{{"Abnar", [](double n, double d) { return abnar_loss(n, d, 0.9); }},
                                {"Farseer", farseer_loss, farseer_split},
                                {"Muennighoff", with_unique(muennighoff(), 25e9)},
                                {"student", student_of(2.0)}};
  for (const Named& of : closed_laws())
    all.push_back({of.name, [law = of.law](double n, double d) { return loss(law, n, d); }});
  return all;
}

constexpr double budgets[] = {1e19, 1e21, 3e23, 1e25};

}  // namespace

TEST_CASE("the compute for the loss of a budget's best split is the budget") {
  for (const Named& of : closed_laws())
    for (const double compute : budgets) {
      CAPTURE(of.name);
      CAPTURE(compute);
      CHECK(compute_for(of.law, optimum(of.law, compute).loss) == Approx(compute).epsilon(1e-9));
    }
}

TEST_CASE("the searched inverse is the closed one, and its own optimum's") {
  for (const Named& of : closed_laws()) {
    CAPTURE(of.name);
    const LossSurface surface = [law = of.law](double n, double d) { return loss(law, n, d); };
    const double target = optimum(of.law, 1e21).loss;
    CHECK(optimum(surface, 1e21).loss == Approx(target).epsilon(1e-13));
    CHECK(optimum(surface, 1e21).parameters ==
          Approx(optimum(of.law, 1e21).parameters).epsilon(1e-6));
    CHECK(compute_for(surface, target) == Approx(1e21).epsilon(1e-9));
  }
  const LossSurface abnar = [](double n, double d) { return abnar_loss(n, d, 0.9); };
  CHECK(compute_for(abnar, optimum(abnar, 1e22).loss) == Approx(1e22).epsilon(1e-9));
  const double of_farseer = optimum(LossSurface(farseer_loss), 1e22, farseer_split).loss;
  CHECK(compute_for(LossSurface(farseer_loss), of_farseer, farseer_split) ==
        Approx(1e22).epsilon(1e-9));
}

TEST_CASE("no nearby split of the same compute has less loss than the best one") {
  for (const NamedSurface& of : surfaces())
    for (const double compute : {1e20, 1e22}) {
      CAPTURE(of.name);
      CAPTURE(compute);
      const Allocation best = optimum(of.loss, compute, of.split);
      for (const double shift : {0.5, 0.8, 0.97, 1.03, 1.25, 2.0}) {
        CAPTURE(shift);
        CHECK(of.loss(best.parameters * shift, best.tokens / shift) >= best.loss * (1 - 1e-12));
      }
    }
}

TEST_CASE("the closed best split is no worse than its neighbours") {
  for (const Named& of : closed_laws())
    for (const double compute : budgets) {
      CAPTURE(of.name);
      const Allocation best = optimum(of.law, compute);
      CHECK(best.parameters * best.tokens * 6 == Approx(compute).epsilon(1e-12));
      for (const double shift : {0.5, 0.9, 1.1, 2.0})
        CHECK(loss(of.law, best.parameters * shift, best.tokens / shift) > best.loss);
    }
}

TEST_CASE("more parameters, tokens or compute never raise the loss") {
  for (const NamedSurface& of : surfaces()) {
    CAPTURE(of.name);
    for (double n = 1e8; n < 1e11; n *= 3)
      for (double d = 1e10; d < 1e13; d *= 3) {
        CAPTURE(n);
        CAPTURE(d);
        // A student of a stronger teacher can lose by growing: the law says so past its teacher.
        if (of.name != "student" && of.name != "Farseer")
          CHECK(of.loss(n * 1.1, d) <= of.loss(n, d) * (1 + 1e-12));
        CHECK(of.loss(n, d * 1.1) <= of.loss(n, d) * (1 + 1e-12));
      }
  }
  for (const Named& of : closed_laws()) {
    CAPTURE(of.name);
    CHECK(optimum(of.law, 2e22).loss < optimum(of.law, 1e22).loss);
  }
}

TEST_CASE("an efficiency of q, of parameters or of tokens, is a gain of q at every level") {
  for (const Named& of : closed_laws())
    for (const double q : {0.5, 1.3, 10.0})
      for (const double compute : budgets) {
        CAPTURE(of.name);
        CAPTURE(q);
        CAPTURE(compute);
        const double level = optimum(of.law, compute).loss;
        CHECK(compute_equivalent_gain(of.law, with_parameter_efficiency(of.law, q), level) ==
              Approx(q).epsilon(1e-9));
        CHECK(compute_equivalent_gain(of.law, with_token_efficiency(of.law, q), level) ==
              Approx(q).epsilon(1e-9));
        CHECK(compute_equivalent_gain(with_token_efficiency(of.law, q), of.law, level) ==
              Approx(1 / q).epsilon(1e-9));
      }
}

TEST_CASE("an efficiency of q is what q times the parameters or tokens would be") {
  for (const Named& of : closed_laws()) {
    CAPTURE(of.name);
    CHECK(loss(with_parameter_efficiency(of.law, 3), 1e9, 2e10) ==
          Approx(loss(of.law, 3e9, 2e10)).epsilon(1e-12));
    CHECK(loss(with_token_efficiency(of.law, 3), 1e9, 2e10) ==
          Approx(loss(of.law, 1e9, 6e10)).epsilon(1e-12));
  }
}

// Below 1e21 FLOPs these coefficients, which a third party refitted, have it fall a little.
TEST_CASE("Farseer: the best number of tokens a parameter rises with compute, from 1e21 FLOPs") {
  double ratio = 0;
  for (const double compute : {1e21, 1e22, 3e23, 1e25}) {
    const Allocation best = optimum(LossSurface(farseer_loss), compute, farseer_split);
    CHECK(best.tokens / best.parameters > ratio);
    ratio = best.tokens / best.parameters;
  }
}

TEST_CASE("the frontier is efficient, and no other split is more so") {
  const Allocation best = optimum(besiroglu, 1e22);
  CHECK(allocative_efficiency(besiroglu, best.parameters, best.tokens) == Approx(1).epsilon(1e-9));
  CHECK(allocative_efficiency(besiroglu, best.parameters * 2, best.tokens) < 1);
  CHECK(tokens_for(besiroglu, best.loss, best.parameters) == Approx(best.tokens).epsilon(1e-9));
}

TEST_CASE("at the floor and below it no compute and no tokens reach the loss") {
  CHECK(std::isinf(compute_for(besiroglu, besiroglu.E)));
  CHECK(std::isinf(compute_for(besiroglu, 1)));
  CHECK(std::isinf(tokens_for(besiroglu, 1.9, 1e6)));
  CHECK(std::isinf(compute_for(LossSurface(with_unique(muennighoff(), 1e9)), 1.9)));
}

TEST_CASE("Gadre's law of N and D is its law of C and D/N") {
  for (const double n : {1e8, 7e9})
    for (const double m : {5.0, 20.0, 640.0})
      CHECK(loss(in_parameters_and_tokens(gadre_c4), n, m * n) ==
            Approx(loss(gadre_c4, 6 * n * n * m, m)).epsilon(1e-13));
}

TEST_CASE("over a life without use the cheapest model is the best one to train") {
  const Lifetime unused = lifetime_optimum(chinchilla(), 2.0, 0);
  CHECK(unused.training == Approx(compute_for(chinchilla(), 2.0)).epsilon(1e-12));
  double parameters = unused.parameters;
  for (const double use : {1e11, 1e12, 1e13, 1e15}) {
    const Lifetime best = lifetime_optimum(coupled_chinchilla, 2.0, use);
    CHECK(loss(coupled_chinchilla, best.parameters, best.tokens) == Approx(2.0).epsilon(1e-12));
    CHECK(best.total() <= training_optimum(coupled_chinchilla, 2.0, use).total());
    const double wider = best.parameters * 1.05;
    CHECK(best.total() <= lifetime(wider, tokens_for(coupled_chinchilla, 2.0, wider), use).total());
  }
  for (const double use : {1e11, 1e12, 1e13, 1e15}) {
    const double smaller = lifetime_optimum(chinchilla(), 2.0, use).parameters;
    CHECK(smaller < parameters);
    parameters = smaller;
  }
}

TEST_CASE("repeated tokens are worth less than new ones, and never less than none") {
  const DataLimitedLaw law = muennighoff();
  for (const double epochs : {1.5, 4.0, 40.0, 1000.0}) {
    CHECK(effective_tokens(law, epochs * 25e9, 25e9) < epochs * 25e9);
    CHECK(effective_tokens(law, epochs * 25e9, 25e9) > 25e9);
  }
  CHECK(effective_tokens(law, 1e30, 25e9) == Approx(25e9 * (1 + 15.387756)).epsilon(1e-12));
}

TEST_CASE("routed inverses are inverses") {
  for (const RoutedLaw& law : {clark_s_base, clark_rl_r, clark_hash})
    for (const double experts : {1.0, 8.0, 256.0})
      CHECK(parameters_for(law, loss(law, 3e8, experts), experts) == Approx(3e8).epsilon(1e-9));
  CHECK(clark_dense_parameters_for(clark_dense_loss(3e8)) == Approx(3e8).epsilon(1e-9));
  const double moe = moe_compute_for(0.031, 12, 1e22);
  CHECK(moe * efficiency_leverage(0.031, 12, moe) == Approx(1e22).epsilon(1e-12));
}

TEST_CASE("frontiers: tokens and parameters spend the compute, and invert") {
  for (const FrontierLaw& law :
       {chinchilla_approach_1(), chinchilla_approach_2(), frontier_of_tokens(llama3_tokens)}) {
    CHECK(6 * law.parameters(1e22) * law.tokens(1e22) == Approx(1e22).epsilon(1e-12));
    CHECK(law.parameters.inverse(law.parameters(1e22)) == Approx(1e22).epsilon(1e-9));
  }
}

TEST_CASE("Ho: the gain of years is the equivalent gain between the years' laws, at any level") {
  for (const double level : {2.0, 2.5, 3.0})
    CHECK(compute_equivalent_gain(ho(2019), ho(2022), level) ==
          Approx(ho_gain(2019, 2022)).epsilon(1e-9));
}

TEST_CASE("a bracketed root: found to the last digits, refused without a change of sign") {
  CHECK(root_between([](double x) { return x * x - 2; }, 0, 2) ==
        Approx(std::sqrt(2.0)).epsilon(1e-15));
  CHECK(root_between([](double x) { return x; }, 0, 1) == 0);
  CHECK(std::isnan(root_between([](double x) { return x * x + 1; }, -1, 1)));
  CHECK(minimum_between([](double x) { return (x - 3) * (x - 3); }, 0, 10) ==
        Approx(3).epsilon(1e-7));
}
