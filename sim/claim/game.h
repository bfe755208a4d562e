// The factors of a product as players: what each subset of them saves, draw by draw. Private to
// claim/.
#pragma once

#include "claim/product.h"

namespace tenfold {

// v(S) = (sum of gains + sum of overlaps whose factors all are in S) / (1 + sum of slopes), log10.
struct Game {
  std::vector<std::vector<double>> gain, slope;  // of each term, one a draw; log10
  std::vector<std::size_t> overlap_of;           // bit masks
  std::vector<std::vector<double>> overlap;
  std::size_t draws = 0;
};

inline constexpr std::int64_t most_game_draws = 65536;

// On the first most_game_draws draws of the cube: a power of two of them fills it evenly.
Game game(const Product&, const Cube&);

// 2^k values of a draw.
std::vector<double> subset_values(const Game&, std::size_t draw);

struct Played {
  std::vector<double> mean_values;           // of each subset, over the draws
  std::vector<std::vector<double>> shapley;  // of each term, one a draw
};
Played play(const Game&, int threads);

}  // namespace tenfold
