#include "claim/game.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/parallel.h"
#include "claim/shapley.h"

namespace tenfold {
namespace {

std::vector<double> in_log10(std::vector<double> logs, double shift = 0) {
  for (double& x : logs) x = x / std::log(10.0) + shift;
  return logs;
}

std::vector<double> gains(const Term& term, const std::vector<double>& slope, double baseline,
                          const Cube& cube) {
  std::vector<double> all =
      in_log10(log_values(term.value, term.key, cube, slope.size()), -std::log10(term.unit));
  const double distance = term.at ? std::log10(baseline / *term.at) : 0;
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = term.power * all[i] + slope[i] * distance;
  return all;
}

std::size_t mask_of(const Overlap& overlap, const Product& product) {
  std::size_t mask = 0;
  for (std::size_t i = 0; i < product.terms.size(); ++i)
    if (contains(overlap.factors, product.terms[i].key)) mask |= std::size_t{1} << i;
  return mask;
}

// The weighted sums of a draw, by the step from a subset without its lowest player.
void subset_values_into(const Game& game, std::size_t draw, std::vector<double>& v,
                        std::vector<double>& scale) {
  v[0] = 0;
  scale[0] = 1;
  for (std::size_t s = 1; s < v.size(); ++s) {
    const auto lowest = static_cast<std::size_t>(std::countr_zero(s));
    v[s] = v[s & (s - 1)] + game.gain[lowest][draw];
    scale[s] = scale[s & (s - 1)] + game.slope[lowest][draw];
  }
  for (std::size_t j = 0; j < game.overlap.size(); ++j)
    for (std::size_t s = game.overlap_of[j]; s < v.size(); ++s)
      if ((s & game.overlap_of[j]) == game.overlap_of[j]) v[s] += game.overlap[j][draw];
  for (std::size_t s = 1; s < v.size(); ++s) v[s] /= scale[s];
}

}  // namespace

Game game(const Product& product, const Cube& cube) {
  Game result;
  result.draws = static_cast<std::size_t>(std::min(cube.sampling.draws, most_game_draws));
  for (const Term& term : product.terms) {
    result.slope.push_back(term.at ? values(term.per_decade, slope_key(term), cube, result.draws)
                                   : std::vector<double>(result.draws, 0.0));
    result.gain.push_back(gains(term, result.slope.back(), product.baseline, cube));
  }
  for (const Overlap& overlap : product.overlaps) {
    result.overlap_of.push_back(mask_of(overlap, product));
    result.overlap.push_back(
        in_log10(log_values(overlap.value, overlap_key(overlap), cube, result.draws)));
  }
  return result;
}

std::vector<double> subset_values(const Game& game, std::size_t draw) {
  std::vector<double> v(std::size_t{1} << game.gain.size()), scale(v.size());
  subset_values_into(game, draw, v, scale);
  return v;
}

Played play(const Game& game, int threads) {
  const std::size_t k = game.gain.size(), subsets = std::size_t{1} << k;
  const auto draws = static_cast<std::int64_t>(game.draws);
  std::vector<std::vector<double>> sums(
      static_cast<std::size_t>((draws + chunk_size - 1) / chunk_size));
  Played played{std::vector<double>(subsets, 0.0),
                std::vector<std::vector<double>>(k, std::vector<double>(game.draws))};
  for_each_chunk(draws, threads, [&](std::int64_t first, std::int64_t last, std::int64_t chunk) {
    std::vector<double> v(subsets), scale(subsets), sum(subsets, 0.0);
    for (auto draw = static_cast<std::size_t>(first); draw < static_cast<std::size_t>(last);
         ++draw) {
      subset_values_into(game, draw, v, scale);
      for (std::size_t s = 0; s < subsets; ++s) sum[s] += v[s];
      const std::vector<double> own = shapley(v);
      for (std::size_t i = 0; i < k; ++i) played.shapley[i][draw] = own[i];
    }
    sums[static_cast<std::size_t>(chunk)] = std::move(sum);
  });
  for (const std::vector<double>& sum : sums)
    for (std::size_t s = 0; s < subsets; ++s)
      played.mean_values[s] += sum[s] / static_cast<double>(game.draws);
  return played;
}

}  // namespace tenfold
