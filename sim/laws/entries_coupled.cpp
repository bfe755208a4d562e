#include "laws/dense.h"
#include "laws/entries.h"

namespace tenfold::laws {
namespace {

using V = Variable;
constexpr auto group = "loss of dense models";

LawEntry skaling() {
  return {
      "skaling",
      group,
      "The coupled form: size and data that help each other",
      {"L(N, D) = E + (A/N^alpha + B/D^beta)^k",
       "k = 1 is the additive form; k < 1 couples the terms",
       "best split as chinchilla's; C*(L) = 6 (K / (L - E)^(1/k))^(1/g)"},
      {"FAIR at Meta", "2026", "Skaling", "2608.07222", "abstract"},
      {{"chinchilla", "fitted by us to Besiroglu's 240 points (objective 9.542e-4)",
        graded(Evidence::refitted, coupled_chinchilla, "Huber 1e-3 on ln L; k = 1 has 1.0183e-3"),
        functions([](const Query&) { return coupled_chinchilla; }), ""}},
      {{V::parameters, 70e6, 16e9}, {V::tokens, 5e9, 500e9}},
      {"The paper's own coefficients are not to be had: only its form is verified.",
       "k was refitted as .77 on Chinchilla, .58 on Llama 3, .35 to .40 on Gadre, .22 on OLMo, .44 "
       "and .33 on Marin; it is unstable over cuts of one ladder (.25 to .54).",
       "Fitting k always lowers the objective: judge it on runs held out. Extrapolated far, "
       "additive and coupled forms differ by 100 times: report in range."},
      {{"", {{V::compute, 5.76e23}}}, {"", {{V::loss, 2.0}}}}};
}

LawEntry farseer() {
  const Split split{.most = farseer_most_parameters};
  return {
      "farseer",
      group,
      "A refined law whose data exponent depends on the size",
      {"L = exp(a3 N^g3 + b3) + exp(a2 N^g2 + b2) D^(-exp(a1 N^g1 + b1))",
       "N in billions, L in bits a character"},
      {"Li et al.", "2025", "Farseer: A Refined Scaling Law in Large Language Models", "2506.10972",
       ""},
      {{"english", "refitted by a third party on English text",
        graded(Evidence::second_hand,
               {{"a1", -3.640181},
                {"g1", 0.0422716},
                {"b1", 2.426767},
                {"a2", 6.521068},
                {"g2", -0.1257767},
                {"b2", -1.853805},
                {"a3", -2.082316},
                {"g3", 0.0530760},
                {"b3", 1.277014}},
               "the form is verified; N in billions is inferred"),
        functions(
            [split](const Query&) {
              return Searched{farseer_loss, split};
            },
            {.unit = "bits a character"}),
        ""}},
      {},
      {"Bits a character of one text: not comparable with nats a token.",
       "The range of the fit is not known here. Above 1e13 parameters the fitted law falls "
       "without end; best splits are looked for below.",
       "Best D/N rises with compute from 1e21 FLOPs on; these coefficients have it fall a little "
       "below that."},
      {{"", {{V::parameters, 1e9}, {V::tokens, 2e10}}}, {"", {{V::compute, 1e22}}}}};
}

LawEntry olmo_ladder() {
  return {
      "olmo-ladder",
      "tasks",
      "Task accuracy in two steps from small models",
      {"step 1: bits a byte of the right answer = A/N^alpha + B/D^beta + E",
       "step 2: accuracy = a / (1 + exp(-k (L - L0))) + b"},
      {"Bhagia et al.", "2024",
       "Establishing Task Scaling Laws via Compute-Efficient Model Ladders", "2412.04403", ""},
      {{"mmlu", "step 1 of MMLU, the paper's example", graded(Evidence::verified, olmo_mmlu_bits),
        functions([](const Query&) { return olmo_mmlu_bits; }, {.unit = "bits a byte"}), ""}},
      {},
      {"Step 2's coefficients are the task's own and are not shipped: its form is.",
       "The chained error for a 7 B model on 4 T tokens is .7 % for MMLU, 2.5 HellaSwag, 1.1 PIQA, "
       "4.7 CSQA, 11 ARC-E and 17 ARC-C.",
       "Seeds alone move C4's loss by 5.4e-4 nats, MMLU's bits by .005 and accuracy by .002."},
      {{"", {{V::parameters, 7e9}, {V::tokens, 4e12}}}}};
}

}  // namespace

std::vector<LawEntry> coupled_entries() { return {skaling(), farseer(), olmo_ladder()}; }

}  // namespace tenfold::laws
