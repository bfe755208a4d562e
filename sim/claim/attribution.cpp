// Where a product's median and its uncertainty come from.
//
// For independent multipliers the Shapley value of a factor in log10(product) is log10 of the
// factor, and its first-order share of the variance is var(log factor) / sum of all: both exact.
#include <algorithm>
#include <cmath>

#include "claim/product.h"

namespace tenfold {
namespace {

// (value / unit) ^ power: a negative power swaps the ends.
Spread powered(const Spread& s, const Term& term) {
  const double unit = term.unit;
  if (term.power > 0) return {s.median / unit, s.p05 / unit, s.p95 / unit};
  return {unit / s.median, unit / s.p95, unit / s.p05};
}

Attribution attributed(const Term& term) {
  const Spread value = powered(spread(term.value), term);
  return {.factor = term.key,
          .label = term.label,
          .group = term.group,
          .value = value,
          .log10_gain = std::log10(value.median),
          .share = {},
          .variance_share = log_variance(term.value)};
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

}  // namespace

std::vector<Attribution> attribution(const Product& product) {
  std::vector<Attribution> rows;
  double variance = 0;
  for (const Term& term : product.terms) {
    rows.push_back(attributed(term));
    variance += rows.back().variance_share;
  }
  if (variance > 0)
    for (Attribution& row : rows) row.variance_share /= variance;
  add_shares(rows);
  return rows;
}

std::vector<GroupGain> by_group(const std::vector<Attribution>& rows) {
  std::vector<GroupGain> groups;
  for (const Attribution& row : rows) {
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const GroupGain& g) { return g.group == row.group; });
    if (found == groups.end()) found = groups.insert(groups.end(), {row.group, 0, {}});
    found->log10_gain += row.log10_gain;
  }
  add_shares(groups);
  return groups;
}

}  // namespace tenfold
