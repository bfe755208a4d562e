#include <fmt/format.h>

#include <algorithm>

#include "base/count.h"
#include "base/parallel.h"
#include "claim/boundaries.h"
#include "claim/frontier.h"
#include "claim/handles.h"
#include "claim/hours.h"
#include "claim/what_if.h"

namespace tenfold {
namespace {

std::size_t headline_of(const Claim& claim) {
  for (std::size_t i = 0; i < claim.readings.size(); ++i)
    if (claim.readings[i].estimand == claim.headline) return i;
  return 0;
}

void add_rate(std::vector<RateCheck>& rates, const Party& party, double highest) {
  const auto own = component(party, Component::own_pretraining);
  if (!own) return;
  if (auto check = rate_check(party.model, party.accelerator, own->flops, "6nd-active", highest)) {
    check->handle = rates.empty() ? rate_handle : rate_handle + challenger_handles;
    rates.push_back(std::move(*check));
  }
}

std::vector<RateCheck> rates(const Claim& claim) {
  const double highest = claim.highest_peak_share ? median(claim.highest_peak_share->value) : 1.0;
  std::vector<RateCheck> all;
  add_rate(all, claim.baseline, highest);
  add_rate(all, claim.challenger, highest);
  return all;
}

void warn_of_length(std::vector<VerdictWarning>& warnings, const Model& model) {
  const auto known = model.provenance.find("training.sequence_length");
  if (!model.architecture || known == model.provenance.end() || !is_judged(known->second)) return;
  warnings.push_back(
      {.code = "sequence-length-undisclosed",
       .file = known->second.file,
       .line = known->second.line,
       .message = fmt::format("{}'s sequence length is not disclosed: its exact count assumes {}",
                              model.name, grouped(*model.training.sequence_length)),
       .hint = "it moves `exact` and `full-attention`, no reading"});
}

void warn_of_format(std::vector<VerdictWarning>& warnings, const Model& model) {
  const auto known = model.provenance.find("training.accelerator_time");
  if (known == model.provenance.end() || !model.training.number_format.empty()) return;
  warnings.push_back(
      {.code = "number-format-undisclosed",
       .file = known->second.file,
       .line = known->second.line,
       .message = fmt::format("the format that {} was trained in is not disclosed", model.name),
       .hint = "shares of peak are given for 16 bits and, in the test of hours, for FP8"});
}

void warn_of_hardware(std::vector<VerdictWarning>& warnings, const Claim& claim) {
  const std::string &a = claim.baseline.model.training.accelerator,
                    &b = claim.challenger.model.training.accelerator;
  if (a.empty() || b.empty() || a == b) return;
  warnings.push_back({.code = "accelerators-differ",
                      .file = {},
                      .message = fmt::format("hours of {} are compared with hours of {}", a, b),
                      .hint = "an hour of one is not an hour of the other"});
}

std::vector<VerdictWarning> warnings(const Claim& claim) {
  std::vector<VerdictWarning> all;
  for (const Party* party : {&claim.baseline, &claim.challenger}) {
    warn_of_length(all, party->model);
    warn_of_format(all, party->model);
  }
  warn_of_hardware(all, claim);
  return all;
}

// Every input of a handle once, and how many of each grade.
void collect_inputs(Verdict& verdict) {
  for (const Handle& handle : verdict.handles)
    for (const Input& input : handle.inputs) {
      const bool known = std::any_of(verdict.inputs.begin(), verdict.inputs.end(),
                                     [&](const Input& i) { return i.path == input.path; });
      if (known) continue;
      verdict.inputs.push_back(input);
      ++verdict.inputs_by_grade[index(input.provenance.grade)];
    }
}

std::vector<EngineRun> engine_runs(const Claim& claim) {
  std::vector<EngineRun> all;
  for (const auto& run : {claim.baseline.engine, claim.challenger.engine,
                          claim.scale ? claim.scale->engine : std::nullopt})
    if (run) all.push_back(*run);
  return all;
}

}  // namespace

std::optional<std::pair<double, double>> probability_range(const Reading& reading) {
  std::optional<std::pair<double, double>> range;
  for (const UnderPriors& set : reading.under) {
    if (!set.p_claim) continue;
    if (!range) range = std::pair{*set.p_claim, *set.p_claim};
    range->first = std::min(range->first, *set.p_claim);
    range->second = std::max(range->second, *set.p_claim);
  }
  return range;
}

Verdict judge(const Claim& claim, const Sampling& sampling) {
  const Cube cube = sample_cube(dimension_keys(claim), sampling);
  Verdict verdict;
  verdict.sampling = sampling;
  verdict.headline = headline_of(claim);
  verdict.readings.resize(claim.readings.size());
  for_each_job(static_cast<std::int64_t>(claim.readings.size()), thread_count(sampling.threads),
               [&](std::int64_t i) {
                 const auto place = static_cast<std::size_t>(i);
                 verdict.readings[place] = read(claim, claim.readings[place], cube);
               });
  verdict.baseline = model_counts(claim.baseline.model, true);
  verdict.challenger = model_counts(claim.challenger.model, false);
  verdict.matrix = matrix(claim, verdict, cube);
  verdict.boundaries = boundary_rows(claim, verdict, cube);
  verdict.what_ifs = what_ifs(claim, verdict.readings, cube);
  verdict.sensitivity = reading_sensitivity(claim, verdict.readings, cube);
  verdict.rates = rates(claim);
  verdict.engine = engine_runs(claim);
  verdict.needed = needed(claim);
  verdict.frontier = frontier(claim);
  verdict.scale = scale_line(claim);
  for (const Capability& capability : claim.capabilities)
    verdict.capabilities.push_back({capability, capability_handle});
  if (!claim.evidence.benchmarks.empty())
    verdict.parity = parity_test(claim.evidence.benchmarks, claim.evidence.margin);
  verdict.basing = claim.evidence.basing();
  verdict.settlers = settler_rows(claim, verdict);
  verdict.warnings = warnings(claim);
  verdict.handles = explain(claim, verdict);
  collect_inputs(verdict);
  return verdict;
}

}  // namespace tenfold
