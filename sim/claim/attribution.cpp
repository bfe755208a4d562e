#include "claim/attribution.h"

#include <algorithm>
#include <cmath>

#include "base/quantile.h"
#include "claim/game.h"
#include "claim/sensitivity.h"
#include "claim/shapley.h"

namespace tenfold {
namespace {

// (value / unit) ^ power: a negative power swaps the ends.
Spread powered(const Spread& s, const Term& term) {
  const double unit = term.unit;
  if (term.power > 0) return {s.median / unit, s.p05 / unit, s.p95 / unit};
  return {unit / s.median, unit / s.p95, unit / s.p05};
}

Attribution named_row(const Term& term) {
  return {.factor = term.key, .label = term.label, .group = term.group};
}

Attribution plain_row(const Term& term) {
  Attribution row = named_row(term);
  row.value = powered(spread(term.value), term);
  row.log10_gain = row.least_gain = row.most_gain = std::log10(row.value.median);
  row.variance_share = log_variance(term.value);
  return row;
}

// Shares of the gains' sum, where all gains have the same sign.
template <class Rows>
void add_shares(Rows& rows) {
  double sum = 0;
  bool gains = false, losses = false;
  for (const auto& row : rows) {
    sum += row.log10_gain;
    gains = gains || row.log10_gain > 0;
    losses = losses || row.log10_gain < 0;
  }
  if (gains == losses) return;
  for (auto& row : rows) row.share = row.log10_gain / sum;
}

std::vector<Attribution> plain_rows(const Product& product) {
  std::vector<Attribution> rows;
  double variance = 0;
  for (const Term& term : product.terms) {
    rows.push_back(plain_row(term));
    variance += rows.back().variance_share;
  }
  if (variance > 0)
    for (Attribution& row : rows) row.variance_share /= variance;
  return rows;
}

double mean(const std::vector<double>& all) {
  double sum = 0;
  for (const double x : all) sum += x;
  return sum / static_cast<double>(all.size());
}

Spread spread_of_log10(const std::vector<double>& draws) {
  const auto at = [&](double p) { return std::pow(10, quantile_of(draws, p)); };
  return {at(0.5), at(0.05), at(0.95)};
}

std::vector<Attribution> played_rows(const Product& product, const Played& played,
                                     const Sampling& sampling) {
  const std::vector<Marginal> range = marginals(played.mean_values);
  const std::vector<VarianceShares> shares = estimated_shares(product, sampling);
  std::vector<Attribution> rows;
  for (std::size_t i = 0; i < product.terms.size(); ++i) {
    Attribution row = named_row(product.terms[i]);
    row.value = spread_of_log10(played.shapley[i]);
    row.log10_gain = mean(played.shapley[i]);
    row.least_gain = range[i].least;
    row.most_gain = range[i].most;
    row.variance_share = std::max(0.0, shares[i].first.value);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Interaction> named_pairs(const Product& product, const Played& played) {
  std::vector<Interaction> rows;
  for (const PairInteraction& pair : interactions(played.mean_values))
    rows.push_back({product.terms[pair.i].label, product.terms[pair.j].label, pair.value});
  return rows;
}

std::vector<GroupGain> by_group(const std::vector<Attribution>& rows) {
  std::vector<GroupGain> groups;
  for (const Attribution& row : rows) {
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const GroupGain& g) { return g.group == row.group; });
    if (found == groups.end()) found = groups.insert(groups.end(), {row.group, 0, {}, 0});
    found->log10_gain += row.log10_gain;
  }
  add_shares(groups);
  return groups;
}

// Each group's gain in each draw.
std::vector<std::vector<double>> group_draws(const std::vector<GroupGain>& groups,
                                             const std::vector<Attribution>& rows,
                                             const std::vector<std::vector<double>>& gains) {
  std::vector<std::vector<double>> sums(groups.size(),
                                        std::vector<double>(gains.front().size(), 0.0));
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t g = 0; g < groups.size(); ++g)
      if (groups[g].group == rows[i].group)
        for (std::size_t draw = 0; draw < gains[i].size(); ++draw) sums[g][draw] += gains[i][draw];
  return sums;
}

void add_largest(std::vector<GroupGain>& groups, const std::vector<Attribution>& rows,
                 const std::vector<std::vector<double>>& gains) {
  if (groups.empty()) return;
  const auto sums = group_draws(groups, rows, gains);
  std::vector<std::int64_t> wins(groups.size(), 0);
  for (std::size_t draw = 0; draw < sums.front().size(); ++draw) {
    std::size_t best = 0;
    for (std::size_t g = 1; g < sums.size(); ++g)
      if (sums[g][draw] > sums[best][draw]) best = g;
    ++wins[best];
  }
  for (std::size_t g = 0; g < groups.size(); ++g)
    groups[g].largest = static_cast<double>(wins[g]) / static_cast<double>(sums.front().size());
}

}  // namespace

Origins origins_of(const Product& product, const Cube& cube) {
  const Game players = game(product, cube);
  Origins origins;
  if (interacts(product)) {
    const Played played = play(players, cube.sampling.threads);
    origins.factors = played_rows(product, played, cube.sampling);
    origins.groups = by_group(origins.factors);
    add_largest(origins.groups, origins.factors, played.shapley);
    origins.interactions = named_pairs(product, played);
    origins.log10_whole = played.mean_values.back();
  } else {
    origins.factors = plain_rows(product);
    origins.groups = by_group(origins.factors);
    add_largest(origins.groups, origins.factors, players.gain);
    origins.log10_whole = std::log10(value_if_certain(product) / product.constant);
  }
  add_shares(origins.factors);
  return origins;
}

}  // namespace tenfold
