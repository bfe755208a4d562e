#include <limits>

#include "laws/batch.h"
#include "laws/entries.h"

namespace tenfold::laws {
namespace {

using V = Variable;
constexpr auto group = "batch and learning rate";

LawEntry mccandlish() {
  const auto of = [](const Query& q) {
    return BatchTradeOff{given(q, V::fewest_steps), given(q, V::fewest_examples)};
  };
  const std::vector<LawFunction> asked{
      {"steps and examples at a batch",
       {V::batch, V::fewest_steps, V::fewest_examples},
       {},
       [of](const Query& q) -> std::vector<LawValue> {
         const double b = given(q, V::batch);
         return {{"Bcrit", "critical batch", "examples", critical_batch(of(q))},
                 {"S", "steps", "", steps(of(q), b), V::steps},
                 {"E", "examples", "", examples(of(q), b)}};
       }},
      {"batch for a number of steps",
       {V::steps, V::fewest_steps, V::fewest_examples},
       {},
       [of](const Query& q) -> std::vector<LawValue> {
         const double b = batch_for_steps(of(q), given(q, V::steps));
         return {{"B", "batch", "examples", b > 0 ? b : std::numeric_limits<double>::infinity(),
                  V::batch},
                 {"E", "examples", "", examples(of(q), b)}};
       }}};
  return {
      "mccandlish",
      group,
      "Steps against examples: the critical batch",
      {"(S/Smin - 1)(E/Emin - 1) = 1, Bcrit = Emin/Smin",
       "S = Smin (1 + Bcrit/B), E = Emin (1 + B/Bcrit)"},
      {"McCandlish et al.", "2018", "An Empirical Model of Large-Batch Training", "1812.06162", ""},
      {{"form",
        "the form; Smin and Emin are your task's",
        {{"form", "as above", Evidence::recalled, "Smin and Emin are asked for"}},
        asked,
        ""}},
      {},
      {"Smin and Emin are of one task, one loss and a tuned learning rate."},
      {{"", {{V::batch, 1e5}, {V::fewest_steps, 1e4}, {V::fewest_examples, 1e9}}}}};
}

LawEntry zhang() {
  return {"zhang",
          group,
          "The critical batch grows with the tokens",
          {"B* = 22.91 D^0.47"},
          {"Zhang et al.", "2024", "How Does Critical Batch Size Scale in Pre-training?",
           "2410.21676", ""},
          {{"recalled",
            "recalled coefficients",
            graded(Evidence::recalled, {{"scale", 22.91}, {"exponent", 0.47}}),
            {{"critical batch of a number of tokens",
              {V::tokens},
              {},
              [](const Query& q) -> std::vector<LawValue> {
                return {{"B*", "critical batch", "", zhang_critical_batch(given(q, V::tokens)),
                         V::batch}};
              }},
             {"tokens whose critical batch this is",
              {V::batch},
              {},
              [](const Query& q) -> std::vector<LawValue> {
                return {tokens_of(zhang_critical_batch.inverse(given(q, V::batch)))};
              }}},
            "the coefficients are recalled, and so is what a batch is counted in"}},
          {},
          {"Verified is only that it depends on D and not on N.",
           "The range of the fit is not known here."},
          {{"", {{V::tokens, 1e11}}}}};
}

std::vector<LawFunction> bergsma_functions() {
  return {{"best and critical batch of a number of tokens",
           {V::tokens},
           {},
           [](const Query& q) -> std::vector<LawValue> {
             const double d = given(q, V::tokens);
             return {{"B_opt", "best batch", "sequences of 2,048", bergsma_best_batch(d), V::batch},
                     {"B_crit", "critical batch", "sequences of 2,048", bergsma_critical_batch(d)}};
           }},
          {"timescale of weight decay, as a share of the run",
           {V::parameters, V::tokens},
           {},
           [](const Query& q) -> std::vector<LawValue> {
             const double d = given(q, V::tokens);
             return {ratio_of("tau", bergsma_timescale(d / given(q, V::parameters)), "of the run"),
                     {"B_opt", "best batch", "sequences of 2,048", bergsma_best_batch(d), V::batch},
                     {"B_crit", "critical batch", "sequences of 2,048", bergsma_critical_batch(d)}};
           }},
          {"tokens whose best batch this is",
           {V::batch},
           {},
           [](const Query& q) -> std::vector<LawValue> {
             return {tokens_of(bergsma_best_batch.inverse(given(q, V::batch)))};
           }}};
}

LawEntry bergsma() {
  return {"bergsma",
          group,
          "Power lines: batch by tokens, weight decay by D/N",
          {"B_opt = 0.0306 D^0.383, B_crit = 0.0471 D^0.462 (sequences of 2,048)",
           "tau = 1.084 (D/N)^-0.527"},
          {"Bergsma et al.", "2025",
           "Power Lines: Scaling Laws for Weight Decay and Batch Size in LLM Pre-training",
           "2505.13738", ""},
          {{"recalled", "recalled coefficients",
            graded(Evidence::recalled, {{"B_opt scale", 0.0306},
                                        {"B_opt exponent", 0.383},
                                        {"B_crit scale", 0.0471},
                                        {"B_crit exponent", 0.462},
                                        {"tau scale", 1.084},
                                        {"tau exponent", -0.527}}),
            bergsma_functions(), "the coefficients are recalled"}},
          {},
          {"Verified is only that both batches are power laws of D alone.",
           "The range of the fit is not known here."},
          {{"", {{V::parameters, 1e9}, {V::tokens, 1e11}}}}};
}

LawEntry merrill() {
  return {"merrill",
          group,
          "The critical batch over a run (a statement)",
          {"near 0 at the start, rises fast, then plateaus"},
          {"Merrill et al.", "2025", "Critical Batch Size Revisited", "2505.23971", "abstract"},
          {{"statement",
            "no equation",
            {{"statement", "as above", Evidence::verified, "abstract"}},
            {},
            ""}},
          {},
          {"A batch that grows with it saved 43 % of the steps of a 1 B model at equal loss.",
           "Only the abstract's statement is on file: there is nothing to compute."},
          {}};
}

LawEntry step_law() {
  return {"step-law",
          group,
          "Learning rate of N and D, batch of D",
          {"lr = 1.79 N^-0.713 D^0.307, B = 0.58 D^0.571 tokens"},
          {"Li et al.", "2025", "Predictable Scale: Part I, Step Law", "2503.04715", ""},
          {{"published",
            "as published",
            graded(Evidence::second_hand, {{"lr scale", 1.79},
                                           {"lr of N", -0.713},
                                           {"lr of D", 0.307},
                                           {"B scale", 0.58},
                                           {"B of D", 0.571}}),
            {{"learning rate and batch",
              {V::parameters, V::tokens},
              {},
              [](const Query& q) -> std::vector<LawValue> {
                const double d = given(q, V::tokens);
                return {
                    {"lr", "learning rate", "", step_law_learning_rate(given(q, V::parameters), d)},
                    {"B", "batch", "tokens", step_law_batch(d), V::batch}};
              }},
             {"tokens whose best batch this is",
              {V::batch},
              {},
              [](const Query& q) -> std::vector<LawValue> {
                return {tokens_of(step_law_batch.inverse(given(q, V::batch)))};
              }}},
            ""}},
          {},
          {"The range of the fit is not on file here."},
          {{"", {{V::parameters, 7e9}, {V::tokens, 1.4e12}}}}};
}

}  // namespace

std::vector<LawEntry> batch_entries() {
  return {mccandlish(), zhang(), bergsma(), merrill(), step_law()};
}

}  // namespace tenfold::laws
