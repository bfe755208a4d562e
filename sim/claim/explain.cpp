// The handles of a verdict: how each printed number is made, and of what.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "claim/handles.h"
#include "claim/readings.h"

namespace tenfold {
namespace {

std::string spread_text(const Spread& s) {
  if (s.p05 == s.p95) return number_text(s.median);
  return fmt::format("{} [{}, {}]", short_number(s.median), short_number(s.p05),
                     short_number(s.p95));
}

std::string factor_text(const Spread& s) {
  return fmt::format("{} [{}, {}]", input_number(s.median), input_number(s.p05),
                     input_number(s.p95));
}

std::string uncertainty_words(const Attribution& row) {
  if (row.variance_share == 0) return {};
  return fmt::format(", {:.0f} % of the uncertainty", 100 * row.variance_share);
}

std::string order_words(const Attribution& row) {
  if (row.least_gain == row.most_gain) return {};
  return fmt::format(", 10^{:.2f} to 10^{:.2f} by the order", row.least_gain, row.most_gain);
}

std::string factor_lines(const Reading& reading) {
  std::string lines;
  for (const Attribution& row : reading.attribution)
    lines += fmt::format("{} {} {}: 10^{:.2f}{}{}\n", lines.empty() ? " " : "x", row.label,
                         factor_text(row.value), row.log10_gain, order_words(row),
                         uncertainty_words(row));
  for (const Interaction& pair : reading.interactions)
    if (std::abs(pair.log10_gain) >= 0.0005)
      lines += fmt::format("  {} with {}: 10^{:.3f} beyond their own\n", pair.one, pair.other,
                           pair.log10_gain);
  return lines;
}

std::string result_lines(const Reading& reading, const Sampling& sampling) {
  if (!reading.ratio) return reading.reason + "\n";
  if (reading.ratio->p05 == reading.ratio->p95)
    return fmt::format("= {}, {} {}\n", spread_text(*reading.ratio),
                       *reading.p_claim > 0 ? "at least" : "below", number_text(reading.claimed));
  return fmt::format("= {} (median, 5 and 95 % points of {} draws, seed {})\nP(ratio >= {}) = {}\n",
                     spread_text(*reading.ratio), grouped(sampling.draws), sampling.seed,
                     number_text(reading.claimed), probability_text(*reading.p_claim));
}

std::string opening(const Reading& reading) {
  if (!reading.interactions.empty())
    return "ratio = what the factors save together; each at the compute that the others leave\n"
           "a factor's line: its Shapley value, the mean over all orderings and draws\n";
  if (is_recipe(reading.estimand)) return "ratio = product of the factors\n";
  if (reading.estimand == Estimand::shipped_pair)
    return "ratio = (6 x active parameters x tokens) of the baseline / of the challenger\n";
  return fmt::format("ratio = {} of the baseline / of the challenger\n", name(reading.estimand));
}

Handle reading_handle_of(const Claim& claim, const Reading& reading, const Sampling& sampling) {
  const Posed posed = pose(claim, *find_reading(claim, reading.estimand), priors_in_use(claim));
  return {.number = reading.handle,
          .label = fmt::format("reading {}: {}", reading.number, reading.label),
          .value = reading.ratio ? spread_text(*reading.ratio) : "n/d",
          .formula = opening(reading) + factor_lines(reading) + result_lines(reading, sampling),
          .inputs = inputs(posed.of)};
}

std::vector<Sourced> with(std::vector<Sourced> all, const std::vector<Sourced>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::vector<Sourced> once(const std::vector<Sourced>& all) {
  std::vector<Sourced> kept;
  for (const Sourced& s : all)
    if (std::none_of(kept.begin(), kept.end(), [&](const Sourced& k) { return k.path == s.path; }))
      kept.push_back(s);
  return kept;
}

Handle needed_of(const Claim& claim, const Needed& needed) {
  const Amount own = *component(claim.baseline, Component::own_pretraining);
  std::string formula = fmt::format("{} / {} = {} FLOPs\n", own.formula, text(claim.ratio.value),
                                    number_text(needed.flops));
  if (const auto& at = needed.active_at_tokens)
    formula +=
        fmt::format("{} / (6 x {} tokens) = {} active parameters\n", number_text(needed.flops),
                    number_text(at->given), number_text(at->at_most));
  if (const auto& at = needed.tokens_at_active)
    formula += fmt::format("{} / (6 x {} active) = {} tokens\n", number_text(needed.flops),
                           number_text(at->given), number_text(at->at_most));
  std::vector<Sourced> of = with(own.of, {claim.ratio});
  if (claim.scale) of.push_back(claim.scale->tokens);
  return {needed_handle, "what reading 1 needs", number_text(needed.flops), formula, inputs(of)};
}

Handle scale_of(const Claim& claim, const ScaleLine& line) {
  std::vector<Sourced> of{claim.scale->tokens};
  if (const auto active = active_parameters(claim.scale->model)) of.push_back(*active);
  return {scale_handle, "for scale: " + line.model, number_text(line.flops),
          fmt::format("6 x {} x {} = {}\nover the baseline's: {} x\n", number_text(line.active),
                      number_text(line.tokens), number_text(line.flops),
                      short_number(line.times_baseline)),
          inputs(of)};
}

Handle what_ifs_of(const Claim& claim, const std::vector<WhatIf>& rows) {
  std::string formula = "the product with one factor exactly 1; the largest change first\n";
  for (const WhatIf& row : rows)
    formula += fmt::format("{}: {}, P = {}\n", row.label, spread_text(row.ratio),
                           probability_text(row.p_claim));
  const Posed posed =
      recipe(claim, *find_reading(claim, rows.front().estimand), priors_in_use(claim));
  return {what_if_handle, "what if a factor were 1", probability_text(rows.front().p_claim),
          formula, inputs(posed.of)};
}

Handle capabilities_of(const Claim& claim) {
  Handle handle{capability_handle, "capability", {}, {}, {}};
  for (const Capability& c : claim.capabilities) {
    handle.value += fmt::format("{}{} against {}", handle.value.empty() ? "" : "; ",
                                text(c.challenger.value.value), text(c.baseline.value.value));
    handle.formula += fmt::format("{}, version {}, both as published. {}\n", c.index,
                                  c.baseline.version, c.finding);
    for (const Score* score : {&c.baseline, &c.challenger})
      handle.inputs.push_back(input(score->value));
  }
  return handle;
}

// What a count rests on: the announced parameters, or the shape; the tokens; the length.
std::vector<Sourced> count_inputs(const Model& model, const ConventionCount& count) {
  const bool announced = count.handle % challenger_handles == announced_handle;
  std::vector<Sourced> of;
  if (const auto active = active_parameters(model); active && announced) of.push_back(*active);
  if (model.architecture && !announced) of.push_back(shape(model));
  if (const auto tokens = training_tokens(model)) of.push_back(*tokens);
  const bool six_nd = index(count.convention) >= index(Convention::six_nd_total);
  if (const auto length = sequence_length(model); length && !six_nd) of.push_back(*length);
  return of;
}

Handle count_of(const Model& model, const ConventionCount& count) {
  const bool six_nd = index(count.convention) >= index(Convention::six_nd_total);
  std::string formula = six_nd ? "6 x parameters x tokens" : "sum over operators: `tenfold count`";
  formula += fmt::format(" = {}\n", number_text(*count.flops));
  if (!count.exact.empty()) formula += count.exact + " exactly\n";
  if (!count.assumption.empty()) formula += "assumes " + count.assumption + "\n";
  if (count.range)
    formula += fmt::format("{} to {} over its plausible range\n", number_text(count.range->first),
                           number_text(count.range->second));
  return {count.handle, model.name + ", " + count.label, number_text(*count.flops), formula,
          inputs(count_inputs(model, count))};
}

Handle boundaries_of(const Claim& claim, const Verdict& verdict) {
  Handle handle{boundary_handle, "what counts as the baseline's compute", {}, {}, {}};
  std::vector<Sourced> of;
  for (std::size_t i = 0; i < claim.boundaries.size(); ++i) {
    const auto amount = within(claim.baseline, claim.boundaries[i]);
    const BoundaryRow& row = verdict.boundaries[i];
    if (!amount || !row.baseline.flops) continue;
    handle.value = number_text(amount->flops);
    handle.formula += fmt::format("{}: {} = {}, {} x\n", row.label, amount->formula,
                                  number_text(amount->flops), short_number(*row.times_own));
    of = with(of, amount->of);
  }
  handle.inputs = inputs(once(of));
  return handle;
}

std::string peak_words(const RateCheck& check) {
  std::string words;
  if (check.of_16bit_peak)
    words += fmt::format(", {:.0f} % of 16-bit peak", 100 * *check.of_16bit_peak);
  if (check.of_fp8_peak) words += fmt::format(", {:.0f} % of FP8 peak", 100 * *check.of_fp8_peak);
  return words;
}

std::string rate_line(const RateCheck& check) {
  return fmt::format("{}: {} FLOPs / ({} h x 3600 s) = {:.0f} TFLOP/s{}\n", check.counted,
                     number_text(check.flops),
                     number_text(check.accelerator_time.in(second) / 3600),
                     check.rate.in(TFLOP_per_s), peak_words(check));
}

std::vector<Input> rate_inputs(const Party& party) {
  std::vector<Input> all;
  if (const auto hours = accelerator_hours(party.model)) all.push_back(input(*hours));
  if (!party.accelerator) return all;
  for (const auto& [key, provenance] : party.accelerator->provenance)
    if (key.ends_with("bf16") || key.ends_with("fp8")) {
      const auto& peak = key.ends_with("fp8") ? party.accelerator->fp8 : party.accelerator->bf16;
      all.push_back({party.accelerator->key + ": " + key,
                     peak ? fmt::format("{:.0f} TFLOP/s", peak->in(TFLOP_per_s)) : "", provenance});
    }
  return all;
}

Handle hours_of(const Claim& claim, const Verdict& verdict) {
  Handle handle{
      hours_handle, "whether the published hours can hold it", {}, {}, rate_inputs(claim.baseline)};
  bool fits = true;  // so far: the value is that of the first boundary that does not
  for (const BoundaryRow& row : verdict.boundaries)
    if (row.hours) {
      handle.formula += rate_line(*row.hours);
      if (handle.value.empty() || (fits && !row.hours->fits))
        handle.value = fmt::format("{:.0f} TFLOP/s", row.hours->rate.in(TFLOP_per_s));
      handle.formula += row.hours->fits ? "" : "  the published hours cannot hold it\n";
      fits = fits && row.hours->fits;
    }
  if (const auto& highest = claim.highest_peak_share) {
    handle.formula += fmt::format("a run can reach {} of peak\n", text(highest->value));
    handle.inputs.push_back(input(*highest));
  }
  return handle;
}

Handle priors_of(const Claim& claim, const Verdict& verdict) {
  Handle handle{priors_handle, "P under every set of priors", {}, {}, {}};
  for (const Reading& reading : verdict.readings)
    for (const UnderPriors& set : reading.under)
      handle.formula += fmt::format("reading {}, {}: {}\n", reading.number, set.priors,
                                    set.ratio ? fmt::format("{}, P = {}", spread_text(*set.ratio),
                                                            probability_text(*set.p_claim))
                                              : set.reason);
  for (const Priors& priors : claim.priors)
    handle.formula += fmt::format("{}: {} {}\n", priors.key, priors.title, priors.set);
  if (const auto range = probability_range(verdict.claimed()))
    handle.value =
        fmt::format("{} to {}", probability_text(range->first), probability_text(range->second));
  return handle;
}

void add_counts(std::vector<Handle>& handles, const Model& model, const ModelCounts& counts) {
  for (const ConventionCount& count : counts.counts)
    if (count.flops) handles.push_back(count_of(model, count));
}

}  // namespace

std::vector<Handle> explain(const Claim& claim, const Verdict& verdict) {
  std::vector<Handle> handles;
  for (const Reading& reading : verdict.readings)
    handles.push_back(reading_handle_of(claim, reading, verdict.sampling));
  if (verdict.needed) handles.push_back(needed_of(claim, *verdict.needed));
  if (verdict.scale) handles.push_back(scale_of(claim, *verdict.scale));
  if (!verdict.what_ifs.empty()) handles.push_back(what_ifs_of(claim, verdict.what_ifs));
  if (!claim.capabilities.empty()) handles.push_back(capabilities_of(claim));
  if (!claim.boundaries.empty()) handles.push_back(boundaries_of(claim, verdict));
  if (accelerator_hours(claim.baseline.model)) handles.push_back(hours_of(claim, verdict));
  add_counts(handles, claim.baseline.model, verdict.baseline);
  add_counts(handles, claim.challenger.model, verdict.challenger);
  for (const RateCheck& check : verdict.rates) {
    const Party& party = check.handle == rate_handle ? claim.baseline : claim.challenger;
    handles.push_back({check.handle, "consistency: " + check.model,
                       fmt::format("{:.0f} TFLOP/s", check.rate.in(TFLOP_per_s)), rate_line(check),
                       rate_inputs(party)});
  }
  if (!claim.priors.empty()) handles.push_back(priors_of(claim, verdict));
  for (Handle& handle : explain_evidence(claim, verdict)) handles.push_back(std::move(handle));
  std::stable_sort(handles.begin(), handles.end(),
                   [](const Handle& a, const Handle& b) { return a.number < b.number; });
  return handles;
}

}  // namespace tenfold
