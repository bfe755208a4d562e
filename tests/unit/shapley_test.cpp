// The values of a game, against the average over all orderings of its players.
#include "claim/shapley.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/sobol.h"

using namespace tenfold;
using doctest::Approx;

namespace {

// A game of k players with 2^k values in (-1, 1); nobody is worth nothing.
std::vector<double> random_game(std::size_t k, std::uint64_t seed) {
  std::vector<double> v = sobol_points(0, std::int64_t{1} << k, 1, seed);
  for (double& x : v) x = 2 * x - 1;
  v[0] = 0;
  return v;
}

struct Joined {
  std::vector<double> mean, least, most;
};

// Each player's addition when it joins, over all orderings.
Joined over_orderings(const std::vector<double>& v) {
  const std::size_t k = player_count(v);
  std::vector<std::size_t> order(k);
  std::iota(order.begin(), order.end(), 0U);
  Joined joined{std::vector<double>(k, 0), std::vector<double>(k, 1e9),
                std::vector<double>(k, -1e9)};
  double orderings = 0;
  do {
    std::size_t s = 0;
    for (const std::size_t i : order) {
      const double added = v[s | (std::size_t{1} << i)] - v[s];
      joined.mean[i] += added;
      joined.least[i] = std::min(joined.least[i], added);
      joined.most[i] = std::max(joined.most[i], added);
      s |= std::size_t{1} << i;
    }
    ++orderings;
  } while (std::next_permutation(order.begin(), order.end()));
  for (double& x : joined.mean) x /= orderings;
  return joined;
}

}  // namespace

TEST_CASE("a Shapley value is the mean over all orderings, its range the least and the most") {
  for (const std::size_t k : {1U, 2U, 3U, 5U, 7U}) {
    const std::vector<double> v = random_game(k, k);
    const Joined twin = over_orderings(v);
    const std::vector<double> values = shapley(v);
    const std::vector<Marginal> range = marginals(v);
    for (std::size_t i = 0; i < k; ++i) {
      CHECK(values[i] == Approx(twin.mean[i]).epsilon(1e-12));
      CHECK(range[i].least == twin.least[i]);
      CHECK(range[i].most == twin.most[i]);
    }
  }
}

TEST_CASE("Shapley values sum to the whole, to 1e-12") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<double> v = random_game(8, seed);
    const std::vector<double> values = shapley(v);
    CHECK(std::abs(std::accumulate(values.begin(), values.end(), 0.0) - v.back()) < 1e-12);
  }
}

TEST_CASE("players that only add up do not interact; a pair's bonus is its interaction") {
  // v = sum of 1, 2, 3 and a bonus of 0.5 for players 0 and 2 together.
  std::vector<double> v(8, 0.0);
  for (std::size_t s = 0; s < 8; ++s)
    v[s] = double(s & 1U) + 2 * double((s >> 1) & 1U) + 3 * double((s >> 2) & 1U) +
           ((s & 5U) == 5U ? 0.5 : 0.0);
  for (const PairInteraction& pair : interactions(v))
    CHECK(pair.value == Approx(pair.i == 0 && pair.j == 2 ? 0.5 : 0.0));
  CHECK(shapley(v)[0] == Approx(1.25));
  CHECK(shapley(v)[1] == Approx(2));
}
