#include "claim/readings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "claim/attribution.h"
#include "claim/handles.h"
#include "claim/weigh.h"

namespace tenfold {
namespace {

// baseline / challenger: one term where the baseline's value is certain, else two.
void add_quotient(Posed& posed, const std::optional<Sourced>& baseline,
                  const std::optional<Sourced>& challenger, const std::string& group) {
  const double unit = median(baseline->value);
  if (!is_certain(baseline->value))
    posed.product.terms.push_back(
        {baseline->path, "baseline's " + baseline->label, group, baseline->value, unit, 1});
  posed.product.terms.push_back(
      {challenger->path, challenger->label, group, challenger->value, unit, -1});
  posed.of.push_back(*baseline);
  posed.of.push_back(*challenger);
}

Sourced prior(const Priors& priors, const std::string& path, std::string label,
              const Uncertain& value) {
  Sourced result{fmt::format("priors {}: {}", priors.key, path), std::move(label), value, {}, {}};
  const auto known = priors.provenance.find(path);
  if (known != priors.provenance.end()) result.provenance = known->second;
  return result;
}

Sourced sourced(const Overlap& overlap, const Priors& priors) {
  return prior(priors, fmt::format("overlaps.{}.value", overlap.key),
               fmt::format("overlap of {}", fmt::join(overlap.factors, " and ")), overlap.value);
}

void add_factor(Posed& posed, const Factor& factor, const Priors& priors) {
  Term term{factor.key, factor.label, std::string(name(factor.group)), factor.value};
  posed.of.push_back(sourced(factor, priors));
  if (factor.at) {
    term.per_decade = factor.per_decade;
    term.at = factor.at->base();
    posed.of.push_back(prior(priors, fmt::format("factors.{}.per_decade", factor.key),
                             factor.label + ", for ten times the compute", factor.per_decade));
  }
  posed.product.terms.push_back(std::move(term));
}

// The compute that factors which go with compute start from.
void add_baseline(Posed& posed, const Claim& claim) {
  if (!interacts(posed.product)) return;
  if (const auto own = component(claim.baseline, Component::own_pretraining))
    posed.product.baseline = own->flops;
  else
    posed.missing = missing(claim.baseline, Component::own_pretraining);
}

struct Sides {
  std::optional<Sourced> baseline, challenger;
};

Sides sides(const Claim& claim, Estimand estimand) {
  const Party &a = claim.baseline, &b = claim.challenger;
  if (estimand == Estimand::dollars) return {a.dollars, b.dollars};
  if (estimand == Estimand::energy) return {a.joules, b.joules};
  return {accelerator_hours(a.model), accelerator_hours(b.model)};
}

Currency currency_of(Estimand estimand) {
  switch (estimand) {
    case Estimand::accelerator_hours:
      return Currency::accelerator_hours;
    case Estimand::dollars:
      return Currency::dollars;
    case Estimand::energy:
      return Currency::energy;
    default:
      return Currency::flops;
  }
}

Basis basis_of(const Posed& posed, const ReadingSpec& spec, bool by_prior) {
  if (by_prior) return Basis::by_prior;
  if (any_judged(posed.of)) return Basis::judgement;
  const bool as_published = spec.estimand != Estimand::shipped_pair && !is_recipe(spec.estimand);
  const bool derived = std::any_of(posed.of.begin(), posed.of.end(), [](const Sourced& s) {
    return s.provenance.grade == Grade::derived;
  });
  return as_published && !derived ? Basis::disclosed : Basis::computed;
}

// "active parameters 42 B [8, 120] (assumed), tokens 20 T [8, 60] (assumed)"
std::string judged_words(const Posed& posed) {
  std::string words;
  for (const Sourced& s : posed.of)
    if (is_judged(s.provenance))
      words += fmt::format("{}{} {} ({})", words.empty() ? "" : ", ", s.label, text(s.value),
                           name(s.provenance.grade));
  return words;
}

std::string basis_words(const Posed& posed, const ReadingSpec& spec) {
  if (is_recipe(spec.estimand)) {
    const auto judged = std::count_if(posed.of.begin(), posed.of.end(),
                                      [](const Sourced& s) { return is_judged(s.provenance); });
    if (judged == 0) return "its factors are derived from findings, none judged";
    return judged == static_cast<std::ptrdiff_t>(posed.of.size())
               ? (judged == 1 ? "its one factor is a prior"
                              : fmt::format("all {} factors are priors", judged))
               : fmt::format("{} of {} factors are priors", judged, posed.of.size());
  }
  const std::string judged = judged_words(posed);
  return judged.empty() ? "disclosed on both sides" : judged;
}

UnderPriors under(const Claim& claim, const ReadingSpec& spec, const Priors& priors,
                  const Cube& cube) {
  const Posed posed = recipe(claim, spec, priors);
  UnderPriors result{.priors = priors.key, .reason = posed.missing};
  if (!posed.missing.empty()) return result;
  const Outcome found = outcome(posed.product, claimed_ratio(claim, spec), cube);
  result.ratio = found.ratio;
  result.p_claim = found.p_claim;
  result.decision = decision(found.p_claim);
  return result;
}

std::vector<UnderPriors> under_all(const Claim& claim, const ReadingSpec& spec, const Cube& cube) {
  std::vector<UnderPriors> all(claim.priors.size());
  for_each_job(static_cast<std::int64_t>(all.size()), thread_count(cube.sampling.threads),
               [&](std::int64_t i) {
                 const auto set = static_cast<std::size_t>(i);
                 all[set] = under(claim, spec, claim.priors[set], cube);
               });
  return all;
}

void add_result(Reading& reading, const Posed& posed, const ReadingSpec& spec, const Cube& cube) {
  const Outcome found = outcome(posed.product, reading.claimed, cube);
  reading.ratio = found.ratio;
  reading.p_claim = found.p_claim;
  reading.decision = decision(found.p_claim);
  reading.basis = basis_of(posed, spec, found.by_prior);
  reading.rests_on = basis_words(posed, spec);
  Origins origins = origins_of(posed.product, cube);
  reading.attribution = std::move(origins.factors);
  reading.groups = std::move(origins.groups);
  reading.interactions = std::move(origins.interactions);
  reading.log10_whole = origins.log10_whole;
}

void add_key(std::vector<std::string>& keys, const Uncertain& value, const std::string& key) {
  if (!is_certain(value) && !contains(keys, key)) keys.push_back(key);
}

void add_keys(std::vector<std::string>& keys, const Posed& posed) {
  for (const Term& term : posed.product.terms) add_key(keys, term.value, term.key);
}

// What is drawn beside the factors, after all of them: a set that has none keeps its draws.
void add_interaction_keys(std::vector<std::string>& keys, const Posed& posed) {
  for (const Term& term : posed.product.terms) add_key(keys, term.per_decade, slope_key(term));
  for (const Overlap& overlap : posed.product.overlaps)
    add_key(keys, overlap.value, overlap_key(overlap));
}

}  // namespace

double claimed_ratio(const Claim& claim, const ReadingSpec& spec) {
  return spec.ratio.value_or(median(claim.ratio.value));
}

Sourced sourced(const Factor& factor, const Priors& priors) {
  Sourced result =
      prior(priors, fmt::format("factors.{}.value", factor.key), factor.label, factor.value);
  result.path = fmt::format("priors {}: {}", priors.key, factor.key);
  return result;
}

Posed shipped_pair(const Claim& claim) {
  const Model &a = claim.baseline.model, &b = claim.challenger.model;
  const auto parameters_a = active_parameters(a), parameters_b = active_parameters(b);
  const auto tokens_a = training_tokens(a), tokens_b = training_tokens(b);
  Posed posed;
  if (!parameters_a || !tokens_a)
    posed.missing = missing(claim.baseline, Component::own_pretraining);
  else if (!parameters_b || !tokens_b)
    posed.missing = missing(claim.challenger, Component::own_pretraining);
  if (!posed.missing.empty()) return posed;
  add_quotient(posed, parameters_a, parameters_b, "parameters");
  add_quotient(posed, tokens_a, tokens_b, "tokens");
  return posed;
}

Posed recipe(const Claim& claim, const ReadingSpec& spec, const Priors& priors) {
  Posed posed;
  for (const std::string& key : spec.fixed)
    if (!find_factor(priors, key))
      posed.missing = fmt::format("the priors '{}' do not separate '{}'", priors.key, key);
  if (!posed.missing.empty()) return posed;
  for (const Factor& factor : priors.factors)
    if (!contains(spec.fixed, factor.key)) add_factor(posed, factor, priors);
  for (const Overlap& overlap : priors.overlaps)
    if (std::none_of(overlap.factors.begin(), overlap.factors.end(),
                     [&](const std::string& key) { return contains(spec.fixed, key); })) {
      posed.product.overlaps.push_back(overlap);
      posed.of.push_back(sourced(overlap, priors));
    }
  add_baseline(posed, claim);
  return posed;
}

Posed other_currency(const Claim& claim, Estimand estimand) {
  const Sides known = sides(claim, estimand);
  Posed posed;
  if (!known.baseline && !known.challenger)
    posed.missing = "nothing disclosed on either side";
  else if (!known.baseline || !known.challenger)
    posed.missing =
        fmt::format("nothing disclosed for {}",
                    known.baseline ? claim.challenger.model.name : claim.baseline.model.name);
  else
    add_quotient(posed, known.baseline, known.challenger, std::string(name(estimand)));
  return posed;
}

Posed pose(const Claim& claim, const ReadingSpec& spec, const Priors& priors) {
  if (is_recipe(spec.estimand)) return recipe(claim, spec, priors);
  if (spec.estimand == Estimand::shipped_pair) return shipped_pair(claim);
  return other_currency(claim, spec.estimand);
}

std::vector<std::string> dimension_keys(const Claim& claim) {
  std::vector<std::string> keys;
  for (const Priors& priors : claim.priors) add_keys(keys, recipe(claim, {}, priors));
  add_keys(keys, shipped_pair(claim));
  for (const Estimand e : {Estimand::accelerator_hours, Estimand::dollars, Estimand::energy})
    add_keys(keys, other_currency(claim, e));
  for (const Priors& priors : claim.priors) add_interaction_keys(keys, recipe(claim, {}, priors));
  for (std::string& key : evidence_keys(claim)) keys.push_back(std::move(key));
  return keys;
}

Reading read(const Claim& claim, const ReadingSpec& spec, const Cube& cube) {
  Reading reading{.number = static_cast<int>(index(spec.estimand)) + 1,
                  .estimand = spec.estimand,
                  .label = spec.label,
                  .note = spec.note,
                  .yardstick = spec.yardstick,
                  .currency = currency_of(spec.estimand),
                  .claimed = claimed_ratio(claim, spec),
                  .handle = reading_handle(spec.estimand)};
  if (spec.estimand == Estimand::shipped_pair) reading.convention = Convention::six_nd_active;
  if (!claim.boundaries.empty()) reading.boundary = claim.boundaries.front().label;
  const Posed posed = pose(claim, spec, priors_in_use(claim));
  if (posed.missing.empty() && !posed.product.terms.empty())
    add_result(reading, posed, spec, cube);
  else
    reading.reason = posed.missing.empty() ? "no factors are given" : posed.missing;
  if (is_recipe(spec.estimand)) reading.under = under_all(claim, spec, cube);
  reading.weighing = weigh(claim, spec, cube);
  return reading;
}

}  // namespace tenfold
