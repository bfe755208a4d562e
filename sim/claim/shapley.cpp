#include "claim/shapley.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tenfold {
namespace {

using Mask = std::size_t;
constexpr Mask bit(std::size_t player) { return Mask{1} << player; }
std::size_t size_of(Mask s) { return static_cast<std::size_t>(std::popcount(s)); }

// s! (k - s - 1)! / k!, by the step from one s to the next.
std::vector<double> weights(std::size_t k) {
  std::vector<double> all(k, 1.0 / static_cast<double>(k));
  for (std::size_t s = 1; s < k; ++s)
    all[s] = all[s - 1] * static_cast<double>(s) / static_cast<double>(k - s);
  return all;
}

}  // namespace

std::size_t player_count(const std::vector<double>& v) {
  return static_cast<std::size_t>(std::countr_zero(v.size()));
}

std::vector<double> shapley_weights(std::size_t k) { return weights(k); }

std::vector<double> shapley(const std::vector<double>& v) {
  const std::size_t k = player_count(v);
  const std::vector<double> weight = weights(k);
  std::vector<double> values(k, 0.0);
  for (std::size_t i = 0; i < k; ++i)
    for (Mask s = 0; s < v.size(); ++s)
      if (!(s & bit(i))) values[i] += weight[size_of(s)] * (v[s | bit(i)] - v[s]);
  return values;
}

std::vector<Marginal> marginals(const std::vector<double>& v) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  std::vector<Marginal> all(player_count(v), {infinite, -infinite});
  for (std::size_t i = 0; i < all.size(); ++i)
    for (Mask s = 0; s < v.size(); ++s) {
      if (s & bit(i)) continue;
      const double added = v[s | bit(i)] - v[s];
      all[i] = {std::min(all[i].least, added), std::max(all[i].most, added)};
    }
  return all;
}

std::vector<PairInteraction> interactions(const std::vector<double>& v) {
  const std::size_t k = player_count(v);
  std::vector<PairInteraction> all;
  if (k < 2) return all;
  const std::vector<double> weight = weights(k - 1);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = i + 1; j < k; ++j) {
      const Mask both = bit(i) | bit(j);
      double sum = 0;
      for (Mask s = 0; s < v.size(); ++s)
        if (!(s & both))
          sum += weight[size_of(s)] * (v[s | both] - v[s | bit(i)] - v[s | bit(j)] + v[s]);
      all.push_back({i, j, sum});
    }
  return all;
}

}  // namespace tenfold
