#include "claim/weigh.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/digits.h"

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

void add_normal(Draws& log_weights, const Draws& logs, double log10_mean, double log10_sd) {
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const double z = (logs[i] / std::log(10.0) - log10_mean) / log10_sd;
    log_weights[i] -= z * z / 2;
  }
}

std::string ladder_key(std::size_t i) { return fmt::format("evidence ladder {}", i); }
std::string compute_key(std::size_t i) { return fmt::format("evidence compute {}", i); }

void add_to(Draws& sum, const Draws& more, double sign = 1) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += sign * more[i];
}

// What is known of a reading: draws of ln ratio, weights, and what they rest on.
struct Weighted {
  Draws logs, log_weights;
  std::vector<std::string> of;
};

// Evidence with the priors, and alone.
struct Sides {
  Weighted both, alone;
};
Sides unweighed(const Product& product, const Cube& cube) {
  Weighted both{log_draws(product, cube), {}, {}};
  both.log_weights.assign(both.logs.size(), 0.0);
  return {both, both};
}

// Ladders under one set of factors count by their precision.
struct Pooled {
  std::vector<std::string> factors;
  double precision = 0, weighted_mean = 0;
  std::size_t first = 0;
};
std::vector<Pooled> pooled(const Claim& claim, const Product& product) {
  std::vector<Pooled> all;
  const auto& ladders = claim.evidence.ladders;
  for (std::size_t i = 0; i < ladders.size(); ++i) {
    if (!has_number(ladders[i])) continue;
    const auto factors = measured(ladders[i], product);
    if (factors.empty()) continue;
    auto found =
        std::find_if(all.begin(), all.end(), [&](const Pooled& p) { return p.factors == factors; });
    if (found == all.end()) found = all.insert(all.end(), {factors, 0, 0, i});
    const double precision = 1 / std::pow(ladders[i].gain->log10_sd, 2);
    found->precision += precision;
    found->weighted_mean += precision * ladders[i].gain->log10_mean;
  }
  return all;
}

bool overlaps_earlier(const std::vector<Pooled>& all, std::size_t place) {
  for (std::size_t i = 0; i < place; ++i)
    for (const std::string& key : all[i].factors)
      if (contains(all[place].factors, key)) return true;
  return false;
}

std::string ladder_words(const Claim& claim) {
  const auto n =
      std::count_if(claim.evidence.ladders.begin(), claim.evidence.ladders.end(), has_number);
  return n == 0 ? "" : fmt::format("{} {} of small runs", n, n == 1 ? "ladder" : "ladders");
}

// Evidence alone on a recipe's reading: measured factors by their ladders, others by their priors.
Draws draws_by_ladders(const std::vector<Pooled>& all, Product product, const Cube& cube) {
  Draws sum(static_cast<std::size_t>(cube.sampling.draws), 0.0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (overlaps_earlier(all, i)) continue;
    const Normal gain{all[i].weighted_mean / all[i].precision, 1 / std::sqrt(all[i].precision)};
    const Draws own = values(gain, ladder_key(all[i].first), cube, sum.size());
    add_to(sum, own, std::log(10.0));
    for (const std::string& key : all[i].factors) product = without(product, key);
  }
  add_to(sum, log_draws(product, cube));
  return sum;
}

void weigh_ladders(Sides& sides, const Claim& claim, const Product& product, const Cube& cube) {
  const std::vector<Pooled> ladders = pooled(claim, product);
  if (ladders.empty()) return;
  sides.both.of.push_back(ladder_words(claim));
  sides.alone.logs = draws_by_ladders(ladders, product, cube);
  for (const Pooled& p : ladders)
    add_normal(sides.both.log_weights, log_draws(only(product, p.factors), cube),
               p.weighted_mean / p.precision, 1 / std::sqrt(p.precision));
}

// One side's ln FLOPs: by its priors, or by what hours and prices leave.
Product compute_of(const Party& party) {
  Product product{.constant = 6, .terms = {}};
  for (const auto& part : {active_parameters(party.model), training_tokens(party.model)})
    if (part) product.terms.push_back({part->path, part->label, "", part->value});
  return product;
}

const Party& party_of(const Claim& claim, Side side) {
  return side == Side::baseline ? claim.baseline : claim.challenger;
}

Draws draws_by_compute(const Claim& claim, Draws logs, const Cube& cube) {
  for (const Side side : {Side::baseline, Side::challenger})
    for (std::size_t i = 0; i < claim.evidence.compute.size(); ++i) {
      const ComputeEvidence& e = claim.evidence.compute[i];
      const Product own = compute_of(party_of(claim, side));
      if (e.side != side || is_certain(own)) continue;
      const double sign = side == Side::baseline ? 1 : -1;
      add_to(logs, log_draws(own, cube), -sign);
      add_to(logs, log_values(e.flops, compute_key(i), cube, logs.size()), sign);
      break;  // the first of a side; further ones weigh in the combined
    }
  return logs;
}

void weigh_compute(Sides& sides, const Claim& claim, const Cube& cube) {
  if (claim.evidence.compute.empty()) return;
  sides.both.of.emplace_back("published hours or prices");
  sides.alone.logs = draws_by_compute(claim, sides.alone.logs, cube);
  for (const ComputeEvidence& e : claim.evidence.compute) {
    const Product own = compute_of(party_of(claim, e.side));
    if (is_certain(own)) continue;
    const double sd = std::sqrt(log_variance(e.flops)) / std::log(10.0);
    add_normal(sides.both.log_weights, log_draws(own, cube), std::log10(median(e.flops)), sd);
  }
}

void weigh_word(Sides& sides, const Claim& claim, double claimed) {
  const double factor = claim.evidence.word->bayes_factor;
  sides.both.of.push_back(fmt::format("the claimant's word, {} to 1", input_number(factor)));
  for (Weighted* w : {&sides.both, &sides.alone})
    for (std::size_t i = 0; i < w->logs.size(); ++i)
      if (w->logs[i] >= std::log(claimed)) w->log_weights[i] += std::log(factor);
}

Weighed weighed(const Weighted& w, double claimed) {
  const Outcome found = weighted_outcome(w.logs, w.log_weights, claimed);
  return {found.ratio, found.p_claim, decision(found.p_claim),
          fmt::format("{}", fmt::join(w.of, ", "))};
}

// A word alone, met with even odds, gives no ratio.
Weighed by_word(double bayes_factor, std::string of) {
  const double p = bayes_factor / (1 + bayes_factor);
  return {{}, p, decision(p), std::move(of)};
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

double effective_draws(const Draws& log_weights) {
  const double most = *std::max_element(log_weights.begin(), log_weights.end());
  double sum = 0, squares = 0;
  for (const double log : log_weights) {
    const double weight = std::exp(log - most);
    sum += weight;
    squares += weight * weight;
  }
  return sum * sum / squares;
}

std::optional<Weighing> weigh(const Claim& claim, const ReadingSpec& spec, const Cube& cube) {
  const Posed posed = pose(claim, spec, priors_in_use(claim));
  if (!posed.missing.empty() || is_certain(posed.product)) return std::nullopt;
  const double claimed = claimed_ratio(claim, spec);
  Sides sides = unweighed(posed.product, cube);
  if (is_recipe(spec.estimand)) weigh_ladders(sides, claim, posed.product, cube);
  if (spec.estimand == Estimand::shipped_pair) weigh_compute(sides, claim, cube);
  const bool measured_something = !sides.both.of.empty();
  const bool word = claim.evidence.word && spec.estimand == claim.headline;
  if (!measured_something && !word) return std::nullopt;
  const Outcome prior = outcome(sides.both.logs, claimed);
  if (word) weigh_word(sides, claim, claimed);
  sides.alone.of = sides.both.of;
  return Weighing{.prior = {prior.ratio, prior.p_claim, decision(prior.p_claim), "priors"},
                  .evidence = measured_something ? weighed(sides.alone, claimed)
                                                 : by_word(claim.evidence.word->bayes_factor,
                                                           sides.both.of.front()),
                  .combined = weighed(sides.both, claimed),
                  .effective_draws = effective_draws(sides.both.log_weights)};
}

}  // namespace tenfold
