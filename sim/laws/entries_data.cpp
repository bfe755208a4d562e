#include <cmath>
#include <limits>

#include "laws/data_limited.h"
#include "laws/dense.h"
#include "laws/entries.h"
#include "laws/lifetime.h"

namespace tenfold::laws {
namespace {

using V = Variable;

std::vector<LawFunction> muennighoff_functions() {
  std::vector<LawFunction> all = functions(
      [](const Query& q) {
        return Searched{with_unique(muennighoff(), given(q, V::unique_tokens,
                                                         std::numeric_limits<double>::infinity())),
                        {}};
      },
      {.may = {V::unique_tokens}});
  const auto model = all[0].of;
  all[0].of = [model](const Query& q) {
    std::vector<LawValue> values = model(q);
    const double tokens = given(q, V::tokens), unique = given(q, V::unique_tokens, tokens);
    values.push_back(ratio_of("D/U", tokens / unique, "epochs"));
    values.push_back({"D'", "new tokens that these are worth", "",
                      effective_tokens(muennighoff(), tokens, unique)});
    return values;
  };
  return all;
}

LawEntry data_limited() {
  return {
      "muennighoff",
      "data",
      "Training on repeated tokens",
      {"D' = U + U R*_D (1 - exp(-R_D/R*_D)),  R_D = D/U - 1",
       "N' likewise with U_N = min(N, N_opt(U)), R_N = N/U_N - 1",
       "L = E + A/N'^alpha + B/D'^beta;  N_opt(U) = (U G)^(beta/alpha) G"},
      {"Muennighoff et al.", "2023", "Scaling Data-Constrained Language Models", "2305.16264", ""},
      {{"published",
        "as published",
        {{"E", "exp(0.6254804) = 1.86914", Evidence::verified, ""},
         {"A", "exp(6.255414) = 520.83", Evidence::verified, ""},
         {"B", "exp(7.3049974) = 1487.7", Evidence::verified, ""},
         {"alpha, beta", "0.3526596", Evidence::verified, ""},
         {"R*_D", "15.387756", Evidence::verified, ""},
         {"R*_N", "5.309743", Evidence::verified, ""}},
        muennighoff_functions(),
        ""}},
      {{V::parameters, 7e6, 9e9}, {V::tokens, 0, 900e9}},
      {"--unique-tokens is U. Without it every token is new, and no parameter counts as too many.",
       "1 to 1,500 epochs of C4 and OSCAR. Some repetition costs little up to about four epochs; "
       "past R*_D = 15 repeats more adds next to nothing."},
      {{"", {{V::parameters, 6.34e9}, {V::tokens, 242e9}, {V::unique_tokens, 25e9}}},
       {"", {{V::compute, 1e22}, {V::unique_tokens, 25e9}}}}};
}

std::vector<LawValue> life_values(const LossLaw& law, double target, double use) {
  const Lifetime best = lifetime_optimum(law, target, use),
                 trained = training_optimum(law, target, use);
  return {
      parameters_of(best.parameters),
      tokens_of(best.tokens),
      loss_of(target),
      {"C life", "6ND + 2N D_inf, over its life", "FLOPs", best.total()},
      ratio_of("N/N*", best.parameters / trained.parameters, "of the size that is best to train"),
      ratio_of("D/D*", best.tokens / trained.tokens, "of its tokens"),
      ratio_of("C/C* life", best.total() / trained.total(), "of its FLOPs over a life")};
}

std::vector<LawFunction> life_functions(const LossLaw& law) {
  return {{"cheapest model over a life, for a loss",
           {V::loss, V::inference_tokens},
           {},
           [law](const Query& q) {
             return life_values(law, given(q, V::loss), given(q, V::inference_tokens));
           }},
          {"the same, for what a training budget reaches",
           {V::compute, V::inference_tokens},
           {},
           [law](const Query& q) {
             return life_values(law, optimum(law, given(q, V::compute)).loss,
                                given(q, V::inference_tokens));
           }},
          {"the same, for what a size reaches on its best tokens",
           {V::parameters, V::inference_tokens},
           {},
           [law](const Query& q) {
             // N* = G (C/6)^(beta/(alpha+beta)), inverted through one known budget.
             const double at_one = optimum(law, 1e21).parameters;
             const double compute = 1e21 * std::pow(given(q, V::parameters) / at_one,
                                                    (law.alpha + law.beta) / law.beta);
             return life_values(law, optimum(law, compute).loss, given(q, V::inference_tokens));
           }},
          {"loss and FLOPs of a model over its life",
           {V::parameters, V::tokens, V::inference_tokens},
           {},
           [law](const Query& q) -> std::vector<LawValue> {
             const double n = given(q, V::parameters), d = given(q, V::tokens);
             return {loss_of(loss(law, n, d)),
                     {"C life", "6ND + 2N D_inf, over its life", "FLOPs",
                      lifetime(n, d, given(q, V::inference_tokens)).total()}};
           }}};
}

LawEntry sardana() {
  return {
      "sardana",
      "data",
      "The cheapest model over training and use",
      {"min 6 N D + 2 N D_inf  subject to  L(N, D) = l",
       "at the best N: (alpha A/N^alpha) / (beta B/D^beta) = 1 + D_inf/(3 D)"},
      {"Sardana et al.", "2024",
       "Beyond Chinchilla-Optimal: Accounting for Inference in Language Model Scaling Laws",
       "2401.00448", ""},
      {{"rounded", "with Chinchilla's printed coefficients, as the paper",
        graded(Evidence::second_hand, chinchilla_rounded), life_functions(chinchilla_rounded),
        "Chinchilla's printed coefficients are rounded; --variant tex is more precise"},
       {"tex",
        "with Chinchilla's precise coefficients",
        {{"E … beta", "as chinchilla's", Evidence::verified, ""}},
        life_functions(chinchilla()),
        ""},
       {"besiroglu",
        "with Besiroglu's coefficients",
        {{"E … beta", "as besiroglu's", Evidence::verified, ""}},
        life_functions(besiroglu),
        ""}},
      {{V::parameters, 70e6, 16e9}, {V::tokens, 5e9, 500e9}},
      {"The range is that of the law of the loss. Exponents move with the runs: up to 100 tokens "
       "a parameter the paper fits .08 and .13, on all its data .18 and .24.",
       "FLOPs of use cost as much here as those of training: at a lower rate in use, count fewer "
       "tokens."},
      {{"", {{V::parameters, 30e9}, {V::inference_tokens, 1e13}}}}};
}

}  // namespace

std::vector<LawEntry> data_entries() { return {data_limited(), sardana()}; }

}  // namespace tenfold::laws
