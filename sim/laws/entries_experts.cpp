#include <fmt/format.h>

#include "laws/entries.h"
#include "laws/experts.h"

namespace tenfold::laws {
namespace {

using V = Variable;
constexpr auto group = "mixtures of experts";

std::vector<LawFunction> clark_functions(const RoutedLaw& law) {
  return {{"loss of a model",
           {V::parameters},
           {V::experts},
           [law](const Query& q) -> std::vector<LawValue> {
             const double n = given(q, V::parameters), e = given(q, V::experts, 1);
             const double reached = loss(law, n, e);
             return {loss_of(reached),
                     {"N of E = 1", "dense model of the same loss", "",
                      parameters_for(law, reached, 1)},
                     compute_of(dense_work * n * clark_tokens)};
           }},
          {"size and compute to reach a loss",
           {V::loss},
           {V::experts},
           [law](const Query& q) -> std::vector<LawValue> {
             const double n = parameters_for(law, given(q, V::loss), given(q, V::experts, 1));
             return {parameters_of(n), compute_of(dense_work * n * clark_tokens)};
           }}};
}

Variant clark_variant(const std::string& key, const std::string& what, const RoutedLaw& law) {
  return {key, what,
          graded(Evidence::second_hand, {{"a", law.a},
                                         {"b", law.b},
                                         {"c", law.c},
                                         {"d", law.d},
                                         {"E start", law.experts.start},
                                         {"E max", law.experts.max}}),
          clark_functions(law), ""};
}

LawEntry clark() {
  const std::vector<LawFunction> dense{
      {"loss of a dense model",
       {V::parameters},
       {},
       [](const Query& q) -> std::vector<LawValue> {
         return {loss_of(clark_dense_loss(given(q, V::parameters)))};
       }},
      {"size and compute to reach a loss",
       {V::loss},
       {},
       [](const Query& q) -> std::vector<LawValue> {
         const double n = clark_dense_parameters_for(given(q, V::loss));
         return {parameters_of(n), compute_of(dense_work * n * clark_tokens)};
       }}};
  return {
      "clark",
      group,
      "Routed language models at 130 B tokens, three routers",
      {"log10 L = a log10 N + b log10 E^ + c log10 N log10 E^ + d",
       "1/E^ = 1/(E - 1 + (1/Estart - 1/Emax)^-1) + 1/Emax", "dense: L = (3.568e13/N)^0.078"},
      {"Clark et al.", "2022", "Unified Scaling Laws for Routed Language Models", "2202.01169", ""},
      {clark_variant("s-base", "Sinkhorn-balanced routing", clark_s_base),
       clark_variant("rl-r", "routing by reinforcement learning", clark_rl_r),
       clark_variant("hash", "routing by a hash of the token", clark_hash),
       {"dense", "without routing",
        graded(Evidence::second_hand, {{"Nc", 3.568e13}, {"alpha", 0.078}}), dense, ""}},
      {{V::parameters, 15e6, 1.3e9}, {V::experts, 1, 512}},
      {"N is the dense part: what serves a token. Logarithms are to base 10.",
       "All runs have 130 B tokens, so there is no split of a budget; compute is 6 N x 130 B.",
       "With rounded c, routing gains nothing at 1e12 parameters (the paper says 9.37e11): later "
       "laws, whose tokens grow, contradict that."},
      {{"", {{V::parameters, 1e8}, {V::experts, 64}}},
       {"hash", {{V::loss, 2.4}, {V::experts, 64}}}}};
}

LawEntry fine_grained() {
  const auto moe = [](const Query& q) { return krajewski(given(q, V::granularity, 1)); };
  const auto work = [](const Query& q) {
    return dense_work * given(q, V::active_share, krajewski_active_share);
  };
  return {
      "krajewski",
      group,
      "Granularity of 64 experts",
      {"L = c + (g/G^gamma + a)/N^alpha + b/D^beta",
       "compute: C = 6 A N D with the active share A"},
      {"Krajewski et al.", "2024", "Scaling Laws for Fine-Grained Mixture of Experts", "2402.07871",
       ""},
      {{"moe", "64 experts",
        graded(Evidence::second_hand, {{"c", 0.47},
                                       {"g", 2.1},
                                       {"gamma", 0.58},
                                       {"a", 18.1},
                                       {"alpha", 0.115},
                                       {"b", 30.8},
                                       {"beta", 0.147}}),
        functions(moe, {.may = {V::granularity, V::active_share}}, work), ""},
       {"dense", "no experts", graded(Evidence::second_hand, krajewski_dense),
        functions([](const Query&) { return krajewski_dense; }), ""}},
      {{V::parameters, 129e6, 3.7e9}, {V::tokens, 16e9, 130e9}},
      {"N of the mixture is all parameters but the embeddings: with active N it gives nonsense.",
       fmt::format(
           "The active share is {:.4f} unless --active-share says otherwise: 12 of 4 + 8 x 64 "
           "squared widths, by our count.",
           krajewski_active_share),
       "Its claim of 20 times dense at 1e20 FLOPs and 40 beyond 1e25 is contradicted by joint-moe "
       "and tian (2 to 7 times): an upper outlier."},
      {{"", {{V::parameters, 1e9}, {V::tokens, 2e10}, {V::granularity, 8}}},
       {"", {{V::compute, 1e20}, {V::granularity, 8}}}}};
}

LawEntry abnar() {
  const auto law = [](const Query& q) {
    const double sparsity = given(q, V::sparsity, 0);
    return Searched{[sparsity](double n, double d) { return abnar_loss(n, d, sparsity); },
                    {.work = dense_work * (1 - sparsity)}};
  };
  return {
      "abnar",
      group,
      "Parameters against FLOPs: optimal sparsity",
      {"L = a/N^al + b/D^be + c/(1-S)^la + d/((1-S)^de N^ga) + e", "compute: C = 6 (1 - S) N D"},
      {"Abnar et al.", "2025",
       "Parameters vs FLOPs: Scaling Laws for Optimal Sparsity for Mixture-of-Experts Language "
       "Models",
       "2501.12370", ""},
      {{"published", "as published",
        graded(Evidence::verified,
               {{"a", 16612.50},
                {"al", 0.5962},
                {"b", 5455.67},
                {"be", 0.3954},
                {"c", 0.4598},
                {"la", -0.1666},
                {"d", 17.26},
                {"de", 0.1603},
                {"ga", 0.1595},
                {"e", 0.94}},
               "two repositories agree"),
        functions(law, {.may = {V::sparsity}}), ""}},
      {},
      {"N is all parameters. The cost of 1 - S of them a token leaves out what all tokens share.",
       "On runs held out it explains 68 % of the variance. From its Figure 11: 1 of 8 active is "
       "worth 3 times the compute, 1 of 32 six, at 3 and 6 times the tokens an active parameter.",
       "The range of the fit is not known here."},
      {{"", {{V::parameters, 1e10}, {V::tokens, 2e10}, {V::sparsity, 0.95}}},
       {"", {{V::compute, 1e21}, {V::sparsity, 0.9}}}}};
}

}  // namespace

std::vector<LawEntry> expert_entries() { return {clark(), fine_grained(), abnar()}; }

}  // namespace tenfold::laws
