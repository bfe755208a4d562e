#include "laws/batch.h"
#include "laws/entries.h"

namespace tenfold::laws {
namespace {

using V = Variable;
constexpr auto group = "best split of compute";

LawEntry porian() {
  LawEntry law{"porian",
               group,
               "Why Kaplan and Chinchilla differ, step by step",
               {"N* = c C^a, D* = d C^b, fitted apart on isoFLOP minima"},
               {"Porian et al.", "2024",
                "Resolving Discrepancies in Compute-Optimal Scaling of Language Models",
                "2406.19146", "Figure 1"},
               {},
               {{V::compute, 1.25e16, 2.6e19}, {V::parameters, 5e6, 901e6}},
               {"Each variant adds one correction to those before it; the last stands first.",
                "Small models only: the exponents say more than the sizes at large budgets."},
               {{"", {{V::compute, 1e19}}}, {"refinedweb-kaplan", {{V::compute, 1e19}}}}};
  for (const PorianStep& step : porian_steps) {
    std::vector<Coefficient> all =
        graded(Evidence::verified, {{"c", step.parameters.scale}}, "authors' fit");
    all.push_back({"a", graded(Evidence::verified, {{"a", step.parameters.exponent}})[0].value,
                   Evidence::verified,
                   "95 %: " + graded(Evidence::verified, {{"", step.low}})[0].value + " to " +
                       graded(Evidence::verified, {{"", step.high}})[0].value});
    for (const Coefficient& c :
         graded(Evidence::verified, {{"d", step.tokens.scale}, {"b", step.tokens.exponent}},
                "authors' fit"))
      all.push_back(c);
    law.variants.push_back({std::string(step.key), std::string(step.what), all,
                            functions(FrontierLaw{step.parameters, step.tokens}), ""});
  }
  return law;
}

LawEntry llama3() {
  return {
      "llama-3",
      group,
      "Tokens of a budget, and accuracy in two steps",
      {"D* = A C^al (the paper writes N*; it is tokens), N* = (C/6)/D*",
       "step 1: NLL a character of the right answer is linear in log10 C (C <= 1e22)",
       "step 2: accuracy is a sigmoid of that NLL"},
      {"Grattafiori et al.", "2024", "The Llama 3 Herd of Models", "2407.21783", "section 3.2.1"},
      {{"figure", "as the label of the paper's figure",
        graded(Evidence::second_hand, {{"A", 0.299}, {"al", 0.537}}, "16.55 T tokens at 3.8e25"),
        functions(frontier_of_tokens(llama3_tokens)), ""},
       {"rounded", "as the paper's text prints them",
        graded(Evidence::second_hand, {{"A", 0.29}, {"al", 0.53}}),
        functions(frontier_of_tokens(llama3_tokens_rounded)),
        "rounded: 10.5 T tokens at 3.8e25 FLOPs where the paper has 16.55 T"}},
      {{V::compute, 6e18, 1e22}},
      {"The range is the isoFLOP ladder's; the low end is recalled. The paper itself extrapolates "
       "to 3.8e25.",
       "No coefficients of the two steps to accuracy are published."},
      {{"", {{V::compute, 3.8e25}}}}};
}

std::vector<LawFunction> deepseek_functions() {
  const auto at = [](double c) -> std::vector<LawValue> {
    return {{"M", "of a token, embeddings apart", "FLOPs", deepseek_flops_a_token(c)},
            tokens_of(deepseek_tokens(c)),
            {"lr", "learning rate", "", deepseek_learning_rate(c)},
            {"B", "batch", "tokens", deepseek_batch(c), V::batch}};
  };
  return {{"best split of a budget, learning rate, batch",
           {V::compute},
           {},
           [at](const Query& q) { return at(given(q, V::compute)); }},
          {"budget for which a number of tokens is best", {V::tokens}, {}, [at](const Query& q) {
             const double c = deepseek_tokens.inverse(given(q, V::tokens));
             std::vector<LawValue> all = at(c);
             all[1] = compute_of(c);
             return all;
           }}};
}

LawEntry deepseek() {
  return {
      "deepseek",
      group,
      "Split, learning rate and batch of a budget",
      {"C = M D, M = 72 n d^2 + 12 n d l (n layers, width d, l tokens a sequence)",
       "M* = 0.1715 C^0.5243, D* = 5.8316 C^0.4757",
       "lr = 0.3118 C^-0.125, B = 0.2920 C^0.3271 tokens"},
      {"Bi et al.", "2024", "DeepSeek LLM: Scaling Open-Source Language Models with Longtermism",
       "2401.02954", "section 3"},
      {{"published", "as published",
        graded(Evidence::second_hand, {{"M scale", 0.1715},
                                       {"M exponent", 0.5243},
                                       {"D scale", 5.8316},
                                       {"D exponent", 0.4757},
                                       {"lr scale", 0.3118},
                                       {"lr exponent", -0.125},
                                       {"B scale", 0.2920},
                                       {"B exponent", 0.3271}}),
        deepseek_functions(), ""}},
      {{V::compute, 1e17, 3e20}},
      {"M counts attention and leaves the embeddings out: C is not 6 N D.",
       "Exponents by data: .450/.550 on early data, .524/.476 on the data used, .578/.422 on "
       "OpenWebText2. Better data changes the exponent and is no plain multiplier.",
       "The range of the ladder is recalled."},
      {{"", {{V::compute, 1e20}}}}};
}

}  // namespace

std::vector<LawEntry> frontier_entries() { return {porian(), llama3(), deepseek()}; }

}  // namespace tenfold::laws
