#include <fmt/format.h>

#include "laws/dense.h"
#include "laws/entries.h"
#include "laws/progress.h"

namespace tenfold::laws {
namespace {

using V = Variable;
constexpr auto group = "progress";

RewardCurve asked_curve(const Query& q) {
  return {given(q, V::first_score), given(q, V::last_score), given(q, V::middle_compute),
          given(q, V::steepness, 1)};
}

LawEntry khatri() {
  const std::vector<Variable> curve{V::first_score, V::last_score, V::middle_compute};
  const auto with = [&](Variable v) {
    std::vector<Variable> all{v};
    all.insert(all.end(), curve.begin(), curve.end());
    return all;
  };
  return {"khatri",
          group,
          "The curve of reinforcement learning",
          {"R - R0 = (A - R0) / (1 + (Cmid/C)^B)"},
          {"Khatri et al.", "2025", "The Art of Scaling Reinforcement Learning Compute for LLMs",
           "2510.13786", ""},
          {{"form",
            "the form; its numbers are your recipe's",
            {{"form", "as above", Evidence::second_hand, "R0, A, Cmid and B are asked for"}},
            {{"score at a compute",
              with(V::compute),
              {V::steepness},
              [](const Query& q) -> std::vector<LawValue> {
                return {{"R", "score", "", reward(asked_curve(q), given(q, V::compute)), V::score}};
              }},
             {"compute to reach a score",
              with(V::score),
              {V::steepness},
              [](const Query& q) -> std::vector<LawValue> {
                return {compute_of(compute_for(asked_curve(q), given(q, V::score)))};
              }}},
            ""}},
          {},
          {"Compute is that of reinforcement learning, apart from pretraining. --steepness is 1 "
           "unless given.",
           "A recipe can raise where the curve ends (A) or how soon it gets there (Cmid, B): a fit "
           "before the bend cannot tell which."},
          {{"",
            {{V::compute, 1e22},
             {V::first_score, 0.2},
             {V::last_score, 0.6},
             {V::middle_compute, 1e22}}}}};
}

std::vector<LawFunction> ho_functions() {
  std::vector<LawFunction> all =
      functions([](const Query& q) { return ho(given(q, V::year)); }, {.needs = {V::year}});
  all.push_back({"gain of algorithms between two years",
                 {V::year, V::to_year},
                 {},
                 [](const Query& q) -> std::vector<LawValue> {
                   return {
                       ratio_of("gain", ho_gain(given(q, V::year), given(q, V::to_year)),
                                "times less compute for any level"),
                       {"doubling", "time in which it doubles", "months", ho_doubling_months()}};
                 }});
  return all;
}

LawEntry ho_entry() {
  return {
      "ho",
      group,
      "Algorithms over years",
      {"L = exp(ac - ay (Y - 2012) - ap ln N) + exp(bc - by (Y - 2012) - bd ln D)",
       "gain of T years = exp((ay/ap + by/bd) T), the same at every level"},
      {"Ho et al.", "2024", "Algorithmic progress in language models", "2403.05812", "model 7"},
      {{"wikitext-103", "on WikiText-103, about the year 2012",
        graded(Evidence::refitted,
               {{"ac", 1.90057507},
                {"ay", 0.003938},
                {"ap", 0.067982},
                {"bc", 1.33144744},
                {"by", 0.035620},
                {"bd", 0.039587}},
               "slopes verified; constants moved to ln N and ln D"),
        ho_functions(), ""}},
      {{V::year, 2012, 2023}},
      {fmt::format(
           "Compute for a level halves every {:.2f} months by these coefficients; the paper's "
           "bootstrap median is 8.44 [4.5, 14.3].",
           ho_doubling_months()),
       "Not robust: the converged optimum of the same objective gives 6.1 months, without penalty "
       "10.2, and the profile's 95 % interval is [4.1, 40].",
       "Year and compute rise together across laboratories. Nearly all of the gain is in the "
       "tokens' term.",
       "E = 0: there is no floor. The ends of the years' range are recalled."},
      {{"", {{V::parameters, 70e9}, {V::tokens, 1.4e12}, {V::year, 2022.24}}},
       {"", {{V::year, 2019}, {V::to_year, 2022}}}}};
}

std::vector<LawFunction> index_functions() {
  return {{"points that more compute adds",
           {V::compute_ratio},
           {},
           [](const Query& q) -> std::vector<LawValue> {
             const double r = given(q, V::compute_ratio);
             return {{"points", "points of the index", "", points_for_compute(r), V::points},
                     {"low", "at k = .1240 (Llama 3.1)", "", points_for_compute(r, 0.1240)},
                     {"high", "at k = .2049 (LLaMA 2)", "", points_for_compute(r, 0.2049)}};
           }},
          {"compute that points are worth",
           {V::points},
           {},
           [](const Query& q) -> std::vector<LawValue> {
             const double p = given(q, V::points);
             return {{"ratio", "times the compute", "", compute_for_points(p), V::compute_ratio},
                     {"low", "at k = .2049 (LLaMA 2)", "", compute_for_points(p, 0.2049)},
                     {"high", "at k = .1240 (Llama 3.1)", "", compute_for_points(p, 0.1240)}};
           }},
          {"score of a benchmark",
           {V::capability, V::difficulty, V::slope},
           {},
           [](const Query& q) -> std::vector<LawValue> {
             return {{"P", "expected score, 0 to 1", "",
                      benchmark_score(given(q, V::capability), given(q, V::difficulty),
                                      given(q, V::slope))}};
           }}};
}

LawEntry capability_index() {
  return {
      "capability-index",
      group,
      "Epoch's capabilities index, and what a point is worth",
      {"P = 1/(1 + exp(-a (C - D))): score of capability C on a benchmark (D, a)",
       "capability rises k for each e-fold of compute of one family",
       "index: 29.74 points a unit; 130 at Claude 3.5 Sonnet, 150 at GPT-5"},
      {"Epoch AI", "2025", "Epoch Capabilities Index (benchmark stitching)", "",
       "code, MIT licence"},
      {{"families",
        "mean of three LLaMA families",
        {{"points a unit", "29.74", Evidence::verified, ""},
         {"k", "0.1683", Evidence::refitted,
          "mean of .1760, .2049, .1240; standard deviation .0335"}},
        index_functions(),
        ""}},
      {},
      {"11.5 points for ten times the compute, 8.5 to 14 by the family.",
       "One model's rows can differ by 7.4 points (4.4 times the compute): thinly tested models "
       "err by some 4 points.",
       "Progress of 5.84 times a year [4.2, 8.1]; 3.5 to 18.6 by the choice of k."},
      {{"", {{V::compute_ratio, 10}}}, {"", {{V::points, 7.4}}}}};
}

Variant moonlight_variant(const std::string& key, const std::string& what, const PowerLaw& law,
                          bool muon) {
  return {
      key,
      what,
      graded(Evidence::verified, {{"scale", law.scale}, {"exponent", law.exponent}}),
      {{"loss of a budget",
        {V::compute},
        {},
        [law, muon](const Query& q) {
          const double c = given(q, V::compute) / pf_day;
          std::vector<LawValue> all{loss_of(law(c))};
          if (muon)
            all.push_back(ratio_of("gain", muon_gain(c), "times this compute that AdamW needs"));
          return all;
        }},
       {"compute to reach a loss",
        {V::loss},
        {},
        [law](const Query& q) -> std::vector<LawValue> {
          return {compute_of(law.inverse(given(q, V::loss)) * pf_day)};
        }}},
      ""};
}

LawEntry moonlight() {
  return {"moonlight",
          group,
          "Muon against AdamW on one ladder",
          {"Muon: L = 2.506 C^-0.052, AdamW: L = 2.608 C^-0.054, C in PFLOP/s-days"},
          {"Liu et al. (Moonlight)", "2025", "Muon is Scalable for LLM Training", "2502.16982",
           "Table 3"},
          {moonlight_variant("muon", "Muon", moonlight_muon, true),
           moonlight_variant("adamw", "AdamW", moonlight_adamw, false)},
          {},
          {"Its headline is 52 % of the FLOPs; its own fit shrinks with scale: 2.09 times at 1 "
           "PF/s-day, "
           "1.77 at 100, 1.49 at 1e4.",
           "Wen et al. 2025 (arXiv:2509.02046) find 1.4 times at 0.1 B and 1.1 at 1.2 B against a "
           "tuned AdamW."},
          {{"", {{V::compute, 8.64e21}}}}};
}

}  // namespace

std::vector<LawEntry> progress_entries() {
  return {khatri(), ho_entry(), capability_index(), moonlight()};
}

}  // namespace tenfold::laws
