// Frontiers, hyper-parameters and progress: values to the digits that they are known to.
#include <doctest/doctest.h>

#include <cmath>

#include "digits_of.h"
#include "laws/batch.h"
#include "laws/frontier.h"
#include "laws/progress.h"

using namespace tenfold::laws;

TEST_CASE("Chinchilla, approach 1: Table 3's tokens of five sizes, within the rounded exponent") {
  struct Row {
    double parameters, tokens;
  };
  const FrontierLaw law = chinchilla_approach_1();
  for (const Row& row : {Row{1e9, 20.2e9}, Row{10e9, 205.1e9}, Row{67e9, 1.5e12},
                         Row{175e9, 3.7e12}, Row{1e12, 21.2e12}}) {
    CAPTURE(row.parameters);
    const double compute = law.parameters.inverse(row.parameters);
    // The exponent is printed as 0.50; 0.498 would leave a tenth of the tokens over three decades.
    CHECK(law.tokens(compute) == doctest::Approx(row.tokens).epsilon(0.08));
  }
}

TEST_CASE("Porian: the exponent of each step on both corpora") {
  const char* exponents[] = {"0.4969", "0.835", "0.706", "0.602", "0.571",
                             "0.518",  "0.864", "0.699", "0.603", "0.574"};
  REQUIRE(porian_steps.size() == std::size(exponents));
  for (std::size_t i = 0; i < porian_steps.size(); ++i) {
    CAPTURE(std::string(porian_steps[i].key));
    CHECK(prints_as(porian_steps[i].parameters.exponent, exponents[i]));
    CHECK(porian_steps[i].low < porian_steps[i].parameters.exponent);
    CHECK(porian_steps[i].high > porian_steps[i].parameters.exponent);
  }
}

TEST_CASE("Porian: the best size at 1e19 FLOPs, and its tokens") {
  const PorianStep& tuned = porian_steps[0];
  CHECK(prints_as(tuned.parameters.scale, "0.11893"));
  CHECK(prints_as(tuned.tokens.scale, "1.401"));
  CHECK(prints_as(tuned.tokens.exponent, "0.5031"));
  CHECK(tuned.parameters(1e19) ==
        doctest::Approx(0.11893 * std::pow(1e19, 0.496895)).epsilon(4e-5));
}

TEST_CASE("Llama 3: tokens at 3.8e25 FLOPs, which the rounded exponents miss by a third") {
  CHECK(prints_as(llama3_tokens(3.8e25), "1.629e13"));
  CHECK(prints_as(llama3_tokens_rounded(3.8e25), "1.05e13"));
  // The paper says 16.55 T tokens and 402 B parameters.
  CHECK(llama3_tokens(3.8e25) == doctest::Approx(16.55e12).epsilon(0.02));
  CHECK(frontier_of_tokens(llama3_tokens).parameters(3.8e25) ==
        doctest::Approx(402e9).epsilon(0.04));
}

TEST_CASE("DeepSeek LLM at 1e20 FLOPs: learning rate, batch, FLOPs of a token, tokens") {
  CHECK(prints_as(deepseek_learning_rate(1e20), "9.85998e-4"));
  CHECK(prints_as(deepseek_batch(1e20), "1.01714e6"));
  CHECK(prints_as(deepseek_flops_a_token(1e20), "5.25127e9"));
  CHECK(prints_as(deepseek_tokens(1e20), "1.90453e10"));
}

TEST_CASE("Step Law: 7 B on 1.4 T tokens") {
  CHECK(prints_as(step_law_learning_rate(7e9, 1.4e12), "9.16557e-4"));
  CHECK(prints_as(step_law_batch(1.4e12), "4.99882e6"));
}

TEST_CASE("McCandlish: at the critical batch both steps and examples double") {
  const BatchTradeOff trade_off{1e4, 1e9};
  CHECK(critical_batch(trade_off) == 1e5);
  CHECK(steps(trade_off, 1e5) == 2e4);
  CHECK(examples(trade_off, 1e5) == 2e9);
}

TEST_CASE("Ho: GPT-3, Chinchilla and GPT-2 on WikiText-103, and the doubling time") {
  // The values are known without the inputs. These are the models' sizes and dates with datasets of
  // 500 B, 1.4 T and 4 B tokens, which give all three to their last digit.
  CHECK(prints_as(loss(ho(2020.41), 175e9, 5e11), "2.080"));
  CHECK(prints_as(loss(ho(2022.24), 70e9, 1.4e12), "2.046"));
  CHECK(prints_as(loss(ho(2019.12), 1.5e9, 4e9), "2.771"));
  CHECK(prints_as(0.003938 / 0.067982, "0.0579"));
  CHECK(prints_as(0.035620 / 0.039587, "0.8998"));
  CHECK(ho_rate() == doctest::Approx(0.0579 + 0.8998).epsilon(1e-4));
  CHECK(prints_as(ho_doubling_months(), "8.685"));
}

TEST_CASE("Epoch's index: 11.5 points a tenfold of compute, 8.5 to 14 by the family") {
  CHECK(prints_as(points_for_compute(10), "11.5"));
  CHECK(prints_as(points_for_compute(10, 0.1240), "8.5"));
  CHECK(prints_as(points_for_compute(10, 0.2049), "14"));
  // The same model's rows differ by 7.4 points, which is 4.4 times the compute.
  CHECK(prints_as(compute_for_points(7.4), "4.4"));
  CHECK((0.1760 + 0.2049 + 0.1240) / 3 == doctest::Approx(units_an_e_fold).epsilon(1e-3));
  CHECK(benchmark_score(0, 0, 1) == 0.5);  // Winogrande sets the scale: D = 0, a = 1
}

TEST_CASE("Moonlight: Muon's gain over AdamW by its own fit shrinks with compute") {
  CHECK(prints_as(muon_gain(1), "2.09"));
  CHECK(prints_as(muon_gain(100), "1.77"));
  CHECK(prints_as(muon_gain(1e4), "1.49"));
}

TEST_CASE("Khatri: half of the way at the middle compute") {
  const RewardCurve curve{0.2, 0.6, 1e22, 1.5};
  CHECK(reward(curve, 1e22) == doctest::Approx(0.4).epsilon(1e-15));
  CHECK(compute_for(curve, reward(curve, 3e23)) == doctest::Approx(3e23).epsilon(1e-12));
}
