#include "scenario/convert.h"

#include <fmt/format.h>

#include "ledger/ledger.h"
#include "scenario/words.h"

namespace tenfold {
namespace {

// FLOPs of a step and the rule they were counted by; a reason where the rule needs what is unknown.
struct CountedFlops {
  double flops = 0;
  std::string basis, reason;
};

double tokens_of(const Situation& s) { return real(s.plan.global_batch * s.sequence_length); }

Ledger ledger_of(const Situation& s) {
  const Recipe one{{{PhaseKind::pretrain, Count{s.sequence_length}, s.sequence_length}}};
  return account(s.architecture, one);
}

bool is_attention_core(const LedgerRow& r) {
  return r.name == "scores" || r.name == "values" || r.name == "scores_position";
}

// Every query against every key, and the forward pass of what is made again counted twice: of the
// layers under full recomputation, of attention's core under selective.
double executed_flops(const Situation& s) {
  double flops = 0;
  for (const LedgerRow& r : by_operator(ledger_of(s))) {
    const bool again = r.block != "head" && r.block != "embedding" &&
                       (s.plan.recompute == Recompute::full ||
                        (s.plan.recompute == Recompute::selective && is_attention_core(r)));
    flops += real(r.full_flops) * (again ? 4.0 / 3 : 1);  // forward is a third of all passes
  }
  return flops * real(s.plan.global_batch);
}

CountedFlops counted(const Situation& s, RateHabit rule) {
  if (rule == RateHabit::executed)
    return {executed_flops(s), "full attention with recomputation", {}};
  const Convention c = rule == RateHabit::exact ? Convention::exact : Convention::full_attention;
  const auto flops = total(ledger_of(s), c);
  return {real(flops.value_or(0)) * real(s.plan.global_batch), std::string(name(c)), {}};
}

// passes x 2 x parameters x tokens, parameters as announced.
CountedFlops by_parameters(double passes, const MeasuredRun& run, const Situation& s) {
  if (!run.params_total) return {0, {}, "FLOP convention needs the parameter count"};
  return {passes * 2 * *run.params_total * tokens_of(s),
          fmt::format("{} x 2 x parameters x tokens", passes),
          {}};
}

// llm-foundry: (3 x 2 N s + 3 x 4 L d s^2) a sequence; 4 instead of 3 with recomputation (HFU).
CountedFlops foundry(const MeasuredRun& run, const Situation& s) {
  const bool again = run.flop_convention == "hardware" && s.plan.recompute == Recompute::full;
  CountedFlops c = by_parameters(again ? 4 : 3, run, s);
  const double layers = real(static_cast<Size>(s.architecture.layers.size()));
  c.flops += (again ? 4 : 3) * 4 * layers * real(s.architecture.hidden) * tokens_of(s) *
             real(s.sequence_length);
  c.basis = "llm-foundry's formula";
  return c;
}

// 6 x parameters + 12 L heads width s, a token: torchtitan leaves the input table out, others count
// it.
CountedFlops six_n(const Situation& s, EmbeddingRule rule) {
  const ParameterCount n = text_parameters(model_parameters(s.architecture), rule);
  double scores = 0;
  for (const Block& b : s.architecture.layers)
    if (const auto* a = std::get_if<Attention>(&b.mixer))
      scores += 12 * real(a->heads * a->head_dim) * real(s.sequence_length);
  return {
      (6 * real(n.active) + scores) * tokens_of(s),
      rule == EmbeddingRule::with ? "6N with the input table + 12 L h s" : "torchtitan's formula",
      {}};
}

// The source's own formula where its words give one that we know, else the row's convention, else
// what the framework of that year counts.
CountedFlops flops_of(const MeasuredRun& run, const Situation& s) {
  const std::string& text = run.convention_text;
  if (says(text, "N*4*2")) return by_parameters(4, run, s);
  if (says(text, "N*3*2*")) return by_parameters(3, run, s);
  if (says(text, "3*2*N*s")) return foundry(run, s);
  if (says(text, "6N(excl")) return six_n(s, EmbeddingRule::no_input);
  if (says(text, "6N incl")) return six_n(s, EmbeddingRule::with);
  if (says(text, "ATC 24")) return counted(s, RateHabit::exact);  // MFU and tokens/s of its table
  if (run.flop_convention == "exact") return counted(s, RateHabit::exact);
  if (run.flop_convention == "full-attention") return counted(s, RateHabit::full_attention);
  if (run.flop_convention == "hardware") return counted(s, RateHabit::executed);
  if (run.quantity == "mfu" && s.habits.key == "megatron-lm-2021")
    return counted(s, RateHabit::full_attention);
  return counted(s, rate_habit(run, s.habits));
}

Conversion flop_conversion(Metric metric, const MeasuredRun& run, const Situation& s) {
  const CountedFlops counted = flops_of(run, s);
  if (!counted.reason.empty()) return {.reason = counted.reason};
  Conversion c{.amount = counted.flops, .basis = counted.basis};
  if (metric != Metric::flops_total) c.amount /= real(*run.accelerators);
  if (metric == Metric::flops_each || metric == Metric::flops_total) return c;
  const auto rate = peak(s.cluster.accelerator, s.plan.format);
  if (!rate) return {.reason = "no rated peak of the number format"};
  c.amount /= rate->base() * (metric == Metric::percent_of_peak ? 0.01 : 1);
  return c;
}

}  // namespace

Conversion conversion_of(Metric metric, const MeasuredRun& run, const Situation& s) {
  const double each = 1 / real(*run.accelerators), sequences = real(s.plan.global_batch);
  switch (metric) {
    case Metric::step_time:
    case Metric::micro_batch_time:
      return {.is_time = true};
    case Metric::tokens:
      return {.amount = tokens_of(s)};
    case Metric::tokens_each:
      return {.amount = tokens_of(s) * each};
    case Metric::sequences:
      return {.amount = sequences};
    case Metric::sequences_each:
      return {.amount = sequences * each};
    case Metric::samples_4k:
      return {.amount = tokens_of(s) / 4096};
    default:
      return flop_conversion(metric, run, s);
  }
}

double step_seconds(const Conversion& c, double value) {
  return c.is_time ? value : c.amount / value;
}

double row_value(const Conversion& c, double seconds) {
  return c.is_time ? seconds : c.amount / seconds;
}

}  // namespace tenfold
