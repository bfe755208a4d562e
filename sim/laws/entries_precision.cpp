#include "laws/distillation.h"
#include "laws/entries.h"
#include "laws/precision.h"

namespace tenfold::laws {
namespace {

using V = Variable;

Bits bits_of(const Query& q) {
  return {given(q, V::weight_bits, 16), given(q, V::activation_bits, 16),
          given(q, V::cache_bits, 16)};
}

std::vector<LawFunction> kumar_functions(bool offsets) {
  std::vector<LawFunction> all =
      functions([offsets](const Query& q) { return kumar(bits_of(q), offsets); },
                {.may = {V::weight_bits, V::activation_bits, V::cache_bits}});
  all[0].may.push_back(V::final_bits);
  const auto model = all[0].of;
  all[0].of = [=](const Query& q) {
    std::vector<LawValue> values = model(q);
    values.push_back(
        ratio_of("f", effective_share(bits_of(q), offsets), "of the parameters count"));
    if (q.count(V::final_bits) > 0)
      values.push_back({"added", "loss that quantising after training adds", "nats a token",
                        post_training_loss(given(q, V::parameters), given(q, V::tokens),
                                           given(q, V::final_bits))});
    return values;
  };
  return all;
}

std::vector<Coefficient> kumar_coefficients() {
  return graded(Evidence::verified,
                {{"A", 4299},
                 {"alpha", 0.4965},
                 {"B", 18060},
                 {"E", 2.7648},
                 {"g_w", 2.6745},
                 {"n_w", 0.3037},
                 {"g_a", 2.2102},
                 {"n_a", 1.4072},
                 {"g_kv", 0.9578},
                 {"n_kv", 2.4185},
                 {"C_T", 0.0598},
                 {"gD", 0.5068},
                 {"gN", 0.3439},
                 {"g", 0.5907}},
                "appendix K");
}

LawEntry kumar_entry() {
  return {
      "kumar",
      "precision",
      "Training and quantising at few bits",
      {"L = A/(N f)^alpha + B/D^alpha + E",
       "f = product over weights, activations, cache of (1 - exp(-P/g + n))",
       "after training, at P bits: + C_T D^gD/N^gN exp(-P/g)"},
      {"Kumar et al.", "2024", "Scaling Laws for Precision", "2411.04330", "appendix K"},
      {{"offsets", "with the offsets n of the table", kumar_coefficients(), kumar_functions(true),
        ""},
       {"text", "by the formula of the main text, n = 0", kumar_coefficients(),
        kumar_functions(false), ""}},
      {{V::parameters, 0, 1.7e9},
       {V::tokens, 0, 26e9},
       {V::weight_bits, 3, 16},
       {V::activation_bits, 3, 16},
       {V::cache_bits, 3, 16}},
      {"The offsets stand in the table and not in the text's formula; with them activations of 3 "
       "bits diverge, as was seen. A factor below 0 counts as 0.",
       "Compute is 6 N D at any precision here: what fewer bits save in time is the simulator's to "
       "say.",
       "Integer quantisation of small models. The authors call the constants unlikely to be "
       "useful: take the shape. FP8 with fine scales costs next to nothing in practice.",
       "The term after training has no known test value; a further constant of the table (b = "
       "1.1277) is not in the formula and is left out. The low end of the bits' range is "
       "recalled."},
      {{"",
        {{V::parameters, 1e9},
         {V::tokens, 2e10},
         {V::weight_bits, 8},
         {V::activation_bits, 8},
         {V::cache_bits, 8}}},
       {"", {{V::compute, 1e20}, {V::weight_bits, 4}}}}};
}

double teacher_loss_of(const Query& q) {
  if (q.count(V::teacher_loss) > 0) return given(q, V::teacher_loss);
  return loss(busbridge_supervised, given(q, V::teacher_parameters), given(q, V::teacher_tokens));
}

// The teacher by its loss, whose passes are free, or by its sizes, whose passes are counted.
std::vector<LawFunction> student_functions() {
  const auto law = [](const Query& q) {
    return Searched{student_of(teacher_loss_of(q)),
                    {.per_token = 2 * given(q, V::teacher_parameters, 0)}};
  };
  std::vector<LawFunction> all = functions(law, {.needs = {V::teacher_loss}});
  for (LawFunction& f : functions(law, {.needs = {V::teacher_parameters, V::teacher_tokens}})) {
    const auto answer = f.of;
    f.of = [answer](const Query& q) {
      std::vector<LawValue> values = answer(q);
      const double n = given(q, V::teacher_parameters), d = given(q, V::teacher_tokens);
      values.push_back({"L_T", "the teacher's loss", "nats a token", teacher_loss_of(q)});
      values.push_back({"C_T", "the teacher's own training", "FLOPs", dense_work * n * d});
      return values;
    };
    f.answers += ", the teacher's passes counted";
    all.push_back(f);
  }
  return all;
}

LawEntry busbridge() {
  std::vector<Coefficient> student = graded(Evidence::recalled,
                                            {{"A'", 2243},
                                             {"B'", 24181},
                                             {"alpha'", 0.321},
                                             {"beta'", 0.637},
                                             {"g'", 0.764},
                                             {"c0", 2.549},
                                             {"c1", 522.61},
                                             {"f1", 0.090},
                                             {"d1", 1.315}},
                                            "the form is verified");
  return {
      "busbridge",
      "distillation",
      "A student that learns a teacher's predictions",
      {"supervised: L = E + (A/N^alpha + B/D^beta)^k",
       "student: L_S = L_T + L_T^-c0 (1 + (L_T/(L~_S d1))^(1/f1))^(-c1 f1)",
       "                * (A'/N^alpha' + B'/D^beta')^g'",
       "compute: 3 F(N_S) D_S + F(N_T) (D_S + 3 D_T), F = 2 N"},
      {"Busbridge et al.", "2025", "Distillation Scaling Laws", "2502.08606", ""},
      {{"student", "distilled", student, student_functions(),
        "the coefficients are recalled, and checked for plausibility alone"},
       {"supervised", "trained without a teacher",
        graded(Evidence::recalled, busbridge_supervised, "the form is verified"),
        functions([](const Query&) { return busbridge_supervised; }),
        "the coefficients are recalled, and checked for plausibility alone"}},
      {},
      {"L~_S is the loss of a model like the student trained without a teacher.",
       "The teacher is given by --teacher-loss, its passes free, or by --teacher-parameters and "
       "--teacher-tokens, its passes over the student's tokens counted.",
       "The range of the fit is not known here."},
      {{"", {{V::parameters, 1e9}, {V::tokens, 2e10}, {V::teacher_loss, 2.0}}},
       {"supervised", {{V::parameters, 7e9}, {V::tokens, 1.4e11}}}}};
}

}  // namespace

std::vector<LawEntry> precision_entries() { return {kumar_entry(), busbridge()}; }

}  // namespace tenfold::laws
