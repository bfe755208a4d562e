#include "laws/entries.h"
#include "laws/experts.h"

namespace tenfold::laws {
namespace {

using V = Variable;
constexpr auto group = "mixtures of experts";

std::vector<LawFunction> joint_functions() {
  std::vector<LawFunction> all = functions(
      [](const Query& q) { return joint_moe(given(q, V::experts, 1)); }, {.may = {V::experts}});
  const auto budget = all[1].of;
  all[1].of = [budget](const Query& q) {
    std::vector<LawValue> values = budget(q);
    values.push_back(ratio_of("gain",
                              joint_moe_multiplier(given(q, V::experts, 1), given(q, V::compute)),
                              "times this budget that a dense model needs"));
    return values;
  };
  return all;
}

LawEntry joint() {
  return {
      "joint-moe",
      group,
      "Active parameters, tokens and number of experts together",
      {"L = a E^^de Na^(al + ga ln E^) + b E^^om D^(be + ze ln E^) + c",
       "1/E^ = 1/(E - 1 + (1/Estart - 1/Emax)^-1) + 1/Emax",
       "for one E additive in Na and D: split and inverse as chinchilla's"},
      {"Ludziejewski et al.", "2025",
       "Joint MoE Scaling Laws: Mixture of Experts Can Be Memory Efficient", "2502.05172",
       "Table 1"},
      {{"published", "as published",
        graded(Evidence::verified,
               {{"a", 35.91},
                {"al", -0.1889},
                {"de", -0.2285},
                {"ga", 0.0098},
                {"b", 35.98},
                {"be", -0.1775},
                {"om", 0.5529},
                {"ze", -0.0259},
                {"Estart", 2.0732},
                {"Emax", 290.4521},
                {"c", 1.3637}},
               "full text"),
        joint_functions(), ""}},
      {{V::experts, 1, 32}},
      {"--parameters are active ones. Logarithms are natural.",
       "The range of N and D is not on file; the number of experts is that of the tests, 1 to 32.",
       "One expert serves a token; granularity and shared experts are not in it."},
      {{"", {{V::compute, 1e22}, {V::experts, 32}}}, {"", {{V::loss, 2.069}, {V::experts, 32}}}}};
}

std::vector<LawFunction> tian_functions() {
  return {{"efficiency leverage at a budget",
           {V::compute, V::active_share},
           {V::granularity},
           [](const Query& q) -> std::vector<LawValue> {
             const double c = given(q, V::compute);
             const double el =
                 efficiency_leverage(given(q, V::active_share), given(q, V::granularity, 1), c);
             return {ratio_of("EL", el, "times this budget that a dense model needs"),
                     {"C dense", "compute of the dense model of the same loss", "FLOPs", el * c}};
           }},
          {"compute to match a dense model",
           {V::dense_compute, V::active_share},
           {V::granularity},
           [](const Query& q) -> std::vector<LawValue> {
             const double dense = given(q, V::dense_compute);
             const double c =
                 moe_compute_for(given(q, V::active_share), given(q, V::granularity, 1), dense);
             return {compute_of(c), ratio_of("EL", dense / c, "times less than the dense model")};
           }},
          {"learning rate, batch and best granularity",
           {V::compute},
           {},
           [](const Query& q) -> std::vector<LawValue> {
             const double c = given(q, V::compute);
             return {{"lr", "learning rate", "", tian_learning_rate(c)},
                     {"B", "batch", "as the paper counts it", tian_batch(c)},
                     {"G*", "best granularity, at any budget", "", best_granularity()}};
           }}};
}

LawEntry tian() {
  return {
      "tian",
      group,
      "Efficiency leverage: how much compute a mixture saves",
      {"EL = C_dense/C_moe = A^^(al + ga (log2 G)^2 + be log2 G), al = a + d log10 C",
       "1/A^ = 1/(A + (1/As - 1/Amax)^-1) + 1/Amax", "lr = 1.1576 C^-0.1529, B = 0.0694 C^0.3644"},
      {"Tian et al. (Ling)", "2025",
       "Towards Greater Leverage: Scaling Laws for Efficient Mixture-of-Experts Language Models",
       "2507.17702", "section 5"},
      {{"published", "as published",
        graded(Evidence::verified,
               {{"a", 1.23},
                {"d", -7.61e-2},
                {"ga", 1.67e-2},
                {"be", -1.17e-1},
                {"As", 1.63e-2},
                {"Amax", 5.28e16}},
               "full text; the bases of the logarithms are ours"),
        tian_functions(), ""}},
      {{V::compute, 1e18, 6e20}},
      {"The paper states no bases of its logarithms: only log10 C with log2 G gives its claims "
       "(best "
       "granularity 11, more than 7 times at 3.1 % active and 1e22 FLOPs).",
       "It gives ratios to a dense model and no loss, so there is no inverse of a loss. "
       "--dense-compute inverts the ratio.",
       "Checked by the authors once beyond the range: .855 B active against 6.1 B dense, over 7 "
       "times (5e21 FLOPs)."},
      {{"", {{V::compute, 1e22}, {V::active_share, 0.031}, {V::granularity, 12}}},
       {"", {{V::dense_compute, 3.66e22}, {V::active_share, 0.034}, {V::granularity, 12}}}}};
}

}  // namespace

std::vector<LawEntry> mixture_entries() { return {joint(), tian()}; }

}  // namespace tenfold::laws
