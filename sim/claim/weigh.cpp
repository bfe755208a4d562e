#include "claim/weigh.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/digits.h"
#include "claim/observe.h"
#include "claim/random_effects.h"

namespace tenfold {
namespace {

using Draws = std::vector<double>;

bool is_of_recipe(const Term& term) {
  return term.group == "architecture" || term.group == "data" || term.group == "optimisation";
}

// The factors that a ladder measures: those that it names, else all of the recipe's own.
std::vector<std::string> measured(const LadderEvidence& ladder, const Product& product) {
  std::vector<std::string> keys;
  for (const Term& term : product.terms)
    if (ladder.factors.empty() ? is_of_recipe(term) : contains(ladder.factors, term.key))
      keys.push_back(term.key);
  return keys;
}

Product only(Product product, const std::vector<std::string>& keys) {
  product.constant = 1;
  std::erase_if(product.terms, [&](const Term& term) { return !contains(keys, term.key); });
  std::erase_if(product.overlaps, [&](const Overlap& overlap) {
    return std::any_of(overlap.factors.begin(), overlap.factors.end(),
                       [&](const std::string& key) { return !contains(keys, key); });
  });
  return product;
}

std::string ladder_key(std::size_t i) { return fmt::format("evidence ladder {}", i); }
std::string compute_key(std::size_t i) { return fmt::format("evidence compute {}", i); }

// The error of a ladder's gain: its own, that ladders of the same factors disagree, and that it
// was taken at another compute than the claim's.
double ladder_variance(const Claim& claim, const LadderEvidence& ladder, const Product& product) {
  std::vector<Study> alike;
  for (const LadderEvidence& other : claim.evidence.ladders)
    if (has_number(other) && measured(other, product) == measured(ladder, product))
      alike.push_back({other.gain->log10_mean, other.gain->log10_sd});
  const auto own = own_pretraining(claim.baseline);
  const bool elsewhere = own && ladder.gain->at > 0 && !interacts(product);
  const double drift = elsewhere ? drift_per_decade * std::log10(*own / ladder.gain->at) : 0;
  return std::pow(ladder.gain->log10_sd, 2) + variance_between(alike) + drift * drift;
}

// Where factors go with compute: what slopes and overlaps add is taken off, draw by draw.
Observation at_scale(Observation o, const Product& part, const Cube& cube) {
  const Fraction at = fraction(part, cube);
  const std::size_t draws = o.values.size();
  Draws plain(draws, 0.0);
  for (const Term& term : part.terms) {
    const Draws own = log_values(term.value, term.key, cube, draws);
    for (std::size_t k = 0; k < draws; ++k) plain[k] += own[k];
  }
  double mean = 0, scale = 0;
  for (std::size_t k = 0; k < draws; ++k) {
    const double beside = (at.numerator[k] - plain[k]) / std::log(10.0);
    mean += o.mean * at.scale[k] - beside;
    scale += at.scale[k];
    o.values[k] = o.values[k] * at.scale[k] - beside;
  }
  o.mean = mean / static_cast<double>(draws);
  o.variance *= std::pow(scale / static_cast<double>(draws), 2);
  return o;
}

// A ladder's gain as a sum of log10 of its factors' values, at the ladder's own compute.
Observation of_ladder(const Claim& claim, std::size_t i, const Product& product, const Cube& cube) {
  const LadderEvidence& ladder = claim.evidence.ladders[i];
  Product part = only(product, measured(ladder, product));
  if (ladder.gain->at > 0) part.baseline = ladder.gain->at;
  const double variance = ladder_variance(claim, ladder, product);
  Observation o{measured(ladder, product), ladder.gain->log10_mean, variance, {}};
  const Normal gain{o.mean, std::sqrt(variance)};
  o.values = values(gain, ladder_key(i), cube, static_cast<std::size_t>(cube.sampling.draws));
  return interacts(part) ? at_scale(std::move(o), part, cube) : o;
}

const Party& party_of(const Claim& claim, ClaimSide side) {
  return side == ClaimSide::baseline ? claim.baseline : claim.challenger;
}

// log10 FLOPs of a side, as hours or prices leave them, less 6 and what of it is certain.
Observation of_compute(const Claim& claim, std::size_t i, const Product& product,
                       const Cube& cube) {
  const ComputeEvidence& e = claim.evidence.compute[i];
  const Model& model = party_of(claim, e.side).model;
  Observation o;
  double known = std::log10(6.0);
  for (const auto& part : {active_parameters(model), training_tokens(model)}) {
    if (!part) continue;
    const bool drawn = std::any_of(product.terms.begin(), product.terms.end(),
                                   [&](const Term& term) { return term.key == part->path; });
    if (drawn)
      o.keys.push_back(part->path);
    else
      known += std::log10(median(part->value));
  }
  o.mean = std::log10(median(e.flops)) - known;
  o.variance = log_variance(e.flops) / std::pow(std::log(10.0), 2);
  o.values =
      log_values(e.flops, compute_key(i), cube, static_cast<std::size_t>(cube.sampling.draws));
  for (double& x : o.values) x = x / std::log(10.0) - known;
  return o;
}

// What was observed of a reading, and how it is called.
struct Observed {
  std::vector<Observation> all;
  std::string of;
};

Observed by_ladders(const Claim& claim, const Product& product, const Cube& cube) {
  Observed found;
  for (std::size_t i = 0; i < claim.evidence.ladders.size(); ++i) {
    const LadderEvidence& ladder = claim.evidence.ladders[i];
    if (has_number(ladder) && !measured(ladder, product).empty())
      found.all.push_back(of_ladder(claim, i, product, cube));
  }
  const std::size_t n = found.all.size();
  if (n > 0) found.of = fmt::format("{} {} of small runs", n, n == 1 ? "ladder" : "ladders");
  return found;
}

Observed by_compute(const Claim& claim, const Product& product, const Cube& cube) {
  Observed found;
  for (std::size_t i = 0; i < claim.evidence.compute.size(); ++i) {
    Observation o = of_compute(claim, i, product, cube);
    if (!o.keys.empty()) found.all.push_back(std::move(o));
  }
  if (!found.all.empty()) found.of = "published hours or prices";
  return found;
}

Observed observations(const Claim& claim, const ReadingSpec& spec, const Product& product,
                      const Cube& cube) {
  if (is_recipe(spec.estimand)) return by_ladders(claim, product, cube);
  if (spec.estimand == Estimand::shipped_pair) return by_compute(claim, product, cube);
  return {};
}

struct Updated {
  Draws logs;
  double surprise = 0;  // the largest, in standard deviations
};
Updated updated(const Product& product, const Observed& observed_all,
                const std::vector<std::string>& flat, const Cube& cube) {
  State state = state_of(product, flat, cube);
  Updated result;
  for (const Observation& o : observed_all.all) {
    result.surprise = std::max(result.surprise, surprise(state, o));
    state = observed(std::move(state), o);
  }
  result.logs = log_draws(product, state, cube);
  return result;
}

std::vector<std::string> observed_keys(const Observed& found) {
  std::vector<std::string> keys;
  for (const Observation& o : found.all) keys.insert(keys.end(), o.keys.begin(), o.keys.end());
  return keys;
}

Weighed weighed(const Draws& logs, double bayes_factor, double claimed, const std::string& of) {
  Draws weights(logs.size(), 0.0);
  for (std::size_t i = 0; i < logs.size(); ++i)
    if (logs[i] >= std::log(claimed)) weights[i] = std::log(bayes_factor);
  const Outcome found = weighted_outcome(logs, weights, claimed);
  return {found.ratio, found.p_claim, decision(found.p_claim), of};
}

// A word alone, met with even odds, gives no ratio.
Weighed by_word(double bayes_factor, std::string of) {
  const double p = bayes_factor / (1 + bayes_factor);
  return {{}, p, decision(p), std::move(of)};
}

Weighed by_priors(const Product& product, double claimed, const Cube& cube) {
  const Outcome found = outcome(product, claimed, cube);
  return {found.ratio, found.p_claim, decision(found.p_claim), "priors"};
}

std::string of_words(const Observed& found, std::optional<double> word) {
  const std::string said =
      word ? fmt::format("the claimant's word, {} to 1", input_number(*word)) : "";
  return found.of + (found.of.empty() || said.empty() ? "" : ", ") + said;
}

}  // namespace

std::vector<std::string> evidence_keys(const Claim& claim) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < claim.evidence.ladders.size(); ++i) keys.push_back(ladder_key(i));
  for (std::size_t i = 0; i < claim.evidence.compute.size(); ++i) keys.push_back(compute_key(i));
  return keys;
}

Outcome weighted_outcome(const Draws& logs, const Draws& log_weights, double claimed) {
  const double most = *std::max_element(log_weights.begin(), log_weights.end());
  std::vector<std::size_t> order(logs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return logs[a] != logs[b] ? logs[a] < logs[b] : a < b;
  });
  Draws below(order.size());  // weight up to and with each
  double sum = 0, reaching = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double weight = std::exp(log_weights[order[i]] - most);
    below[i] = sum += weight;
    if (logs[order[i]] >= std::log(claimed)) reaching += weight;
  }
  const auto at = [&](double p) {
    const auto found = std::lower_bound(below.begin(), below.end(), p * sum);
    const auto place = std::min(static_cast<std::size_t>(found - below.begin()), below.size() - 1);
    return std::exp(logs[order[place]]);
  };
  return {{at(0.5), at(0.05), at(0.95)}, reaching / sum, false};
}

std::optional<Weighing> weigh(const Claim& claim, const ReadingSpec& spec, const Cube& cube) {
  const Posed posed = pose(claim, spec, priors_in_use(claim));
  if (!posed.missing.empty() || is_certain(posed.product)) return std::nullopt;
  const Product& product = posed.product;
  const double claimed = claimed_ratio(claim, spec);
  std::optional<double> word;
  if (claim.evidence.word && spec.estimand == claim.headline)
    word = claim.evidence.word->bayes_factor;
  const Observed found = observations(claim, spec, product, cube);
  if (found.all.empty() && !word) return std::nullopt;
  const std::string of = of_words(found, word);
  const Updated both = updated(product, found, {}, cube);
  const Updated alone = updated(product, found, observed_keys(found), cube);
  return Weighing{.prior = by_priors(product, claimed, cube),
                  .evidence = found.all.empty()
                                  ? by_word(*word, of)
                                  : weighed(alone.logs, word.value_or(1), claimed, of),
                  .combined = weighed(both.logs, word.value_or(1), claimed, of),
                  .surprise = both.surprise};
}

}  // namespace tenfold
