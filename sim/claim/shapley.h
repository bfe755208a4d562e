// Cooperative games of k players by the table of their values: v[S] for each subset S, a bit mask;
// v.size() = 2^k. Private to claim/.
//
// Shapley value of i:   sum over S without i of |S|! (k - |S| - 1)! / k! x (v(S + i) - v(S))
// Interaction of i, j:  sum over S without both of |S|! (k - |S| - 2)! / (k - 1)! x
//                       (v(S + i + j) - v(S + i) - v(S + j) + v(S))
//
// Sources: Shapley 1953; the interaction index of Grabisch and Roubens 1999, Int. J. Game Theory
// 28, equation 12.
#pragma once

#include <cstddef>
#include <vector>

namespace tenfold {

std::size_t player_count(const std::vector<double>& v);

// Weight of a subset of each size in the Shapley value of one of k players.
std::vector<double> shapley_weights(std::size_t k);

// They sum to v(all) - v(none).
std::vector<double> shapley(const std::vector<double>& v);

// The least and the most that a player adds when it joins, over all orderings.
struct Marginal {
  double least = 0, most = 0;
};
std::vector<Marginal> marginals(const std::vector<double>& v);

// Of each pair i < j, in the order (0, 1), (0, 2), …, (1, 2), …
struct PairInteraction {
  std::size_t i = 0, j = 0;
  double value = 0;
};
std::vector<PairInteraction> interactions(const std::vector<double>& v);

}  // namespace tenfold
