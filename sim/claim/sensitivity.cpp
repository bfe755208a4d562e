#include "claim/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tenfold {
namespace {

double wrong(double p) { return std::min(p, 1 - p); }

// One term apart from the rest.
struct Apart {
  const Product& product;
  const Term& term;
  double claimed;
  const Cube& cube;
  const std::vector<double>& whole;  // ln ratio, one a draw
  std::vector<double> needed;        // what the term must add to ln ratio, in ascending order
};

// What a value of the term adds to ln ratio.
double log_part(const Term& term, double value) { return term.power * std::log(value / term.unit); }

// constant + (rest + own) / scale >= ln claimed, solved for own.
std::vector<double> needed_parts(const Product& product, const Term& term, double claimed,
                                 const Cube& cube) {
  const Fraction parts = fraction(product, cube);
  const double goal = std::log(claimed / product.constant), unit = std::log(term.unit);
  std::vector<double> needed = log_values(term.value, term.key, cube, parts.scale.size());
  for (std::size_t i = 0; i < needed.size(); ++i)
    needed[i] = goal * parts.scale[i] - (parts.numerator[i] - term.power * (needed[i] - unit));
  std::sort(needed.begin(), needed.end());
  return needed;
}

// P(claim) where the term has that value.
double p_given(const Apart& a, double value) {
  const auto enough = std::upper_bound(a.needed.begin(), a.needed.end(), log_part(a.term, value));
  return static_cast<double>(enough - a.needed.begin()) / static_cast<double>(a.needed.size());
}

Known known(const Apart& a, double p) {
  const double value = quantile(a.term.value, p);
  const Product fixed = with_value(a.product, a.term.key, value);
  const Outcome found = outcome(fixed, a.claimed, a.cube);
  return {a.term.power > 0 ? value / a.term.unit : a.term.unit / value, found.ratio.median,
          found.p_claim};
}

// P of the claim in equally probable bins of the term's own draws.
std::vector<double> p_in_bins(const Apart& a) {
  constexpr std::size_t bins = 64;
  const auto key = std::find(a.cube.keys.begin(), a.cube.keys.end(), a.term.key);
  const auto& u = a.cube.u[static_cast<std::size_t>(key - a.cube.keys.begin())];
  std::vector<double> holds(bins, 0), all(bins, 0);
  for (std::size_t i = 0; i < a.whole.size(); ++i) {
    const auto bin = std::min(bins - 1, static_cast<std::size_t>(u[i] * bins));
    ++all[bin];
    if (a.whole[i] >= std::log(a.claimed)) ++holds[bin];
  }
  for (std::size_t b = 0; b < bins; ++b) holds[b] /= all[b];
  return holds;
}

double chance_of_settling(const std::vector<double>& p) {
  const auto settled = std::count_if(
      p.begin(), p.end(), [](double x) { return x >= supported_from || x <= contradicted_to; });
  return static_cast<double>(settled) / static_cast<double>(p.size());
}

double error_left(const std::vector<double>& p) {
  return std::accumulate(p.begin(), p.end(), 0.0,
                         [](double sum, double x) { return sum + wrong(x); }) /
         static_cast<double>(p.size());
}

// The quantile u of the term at which P crosses `to`, where P goes one way with it.
std::optional<double> crossing(const Apart& a, double to) {
  constexpr double least = 1e-6;
  double low = least, high = 1 - least;
  const auto p_at = [&](double u) { return p_given(a, quantile(a.term.value, u)); };
  const double p_low = p_at(low), p_high = p_at(high);
  if ((p_low >= to) == (p_high >= to)) return std::nullopt;
  for (int step = 0; step < 30; ++step) {
    const double middle = (low + high) / 2;
    ((p_at(middle) >= to) == (p_high >= to) ? high : low) = middle;
  }
  return high;
}

std::optional<Turn> turn(const Apart& a, double to, bool upwards) {
  const auto u = crossing(a, to);
  if (!u) return std::nullopt;
  const double value = quantile(a.term.value, *u);
  const bool rises = p_given(a, quantile(a.term.value, 1 - 1e-6)) >= to;
  const bool by_greater_value = rises == upwards;
  const double chance = by_greater_value ? 1 - *u : *u;
  const bool inverse = a.term.power < 0;
  return Turn{inverse ? a.term.unit / value : value / a.term.unit, by_greater_value != inverse,
              chance};
}

Influence influence(const Apart& a, double now) {
  Influence row{.factor = a.term.key, .label = a.term.label};
  row.low = known(a, a.term.power > 0 ? 0.05 : 0.95);
  row.high = known(a, a.term.power > 0 ? 0.95 : 0.05);
  const std::vector<double> p = p_in_bins(a);
  row.settles = chance_of_settling(p);
  row.error_left = std::min(error_left(p), wrong(now));
  if (now < supported_from) row.supported = turn(a, supported_from, true);
  if (now > contradicted_to) row.contradicted = turn(a, contradicted_to, false);
  return row;
}

std::vector<VarianceShares> exact_shares(const Product& product) {
  std::vector<double> own;
  for (const Term& term : product.terms) own.push_back(log_variance(term.value));
  const double all = std::accumulate(own.begin(), own.end(), 0.0);
  std::vector<VarianceShares> shares;
  for (const double v : own) shares.push_back({{v / all, 0}, {v / all, 0}});
  return shares;
}

}  // namespace

Sensitivity sensitivity(const Product& product, double claimed, const Cube& cube) {
  Sensitivity result{.exact = !interacts(product)};
  const std::vector<double> whole = log_draws(product, cube);
  const double now = outcome(whole, claimed).p_claim;
  result.error_now = wrong(now);
  const auto shares =
      result.exact ? exact_shares(product) : estimated_shares(product, cube.sampling);
  for (std::size_t t = 0; t < product.terms.size(); ++t) {
    const Term& term = product.terms[t];
    if (is_certain(term.value)) continue;
    const Apart apart{product, term,  claimed,
                      cube,    whole, needed_parts(product, term, claimed, cube)};
    Influence row = influence(apart, now);
    row.first = shares[t].first;
    row.total = shares[t].total;
    result.factors.push_back(std::move(row));
  }
  std::stable_sort(
      result.factors.begin(), result.factors.end(),
      [](const Influence& a, const Influence& b) { return a.error_left < b.error_left; });
  return result;
}

}  // namespace tenfold
