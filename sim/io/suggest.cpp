#include "io/suggest.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenfold::io {

int edit_distance(std::string_view a, std::string_view b) {
  const std::size_t m = a.size(), n = b.size();
  std::vector<std::vector<int>> cost(m + 1, std::vector<int>(n + 1));
  for (std::size_t i = 0; i <= m; ++i) cost[i][0] = static_cast<int>(i);
  for (std::size_t j = 0; j <= n; ++j) cost[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= m; ++i)
    for (std::size_t j = 1; j <= n; ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  return cost[m][n];
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  constexpr std::size_t longest = 64;  // a longer word is no misspelling
  if (word.size() > longest) return {};
  int best = std::max(1, static_cast<int>(word.size()) / 3) + 1;
  std::string_view nearest;
  for (const std::string& candidate : known)
    if (const int d = edit_distance(word, candidate); d < best) {
      best = d;
      nearest = candidate;
    }
  constexpr std::size_t shortest_beginning = 3;
  for (const std::string& candidate : known)
    if (nearest.empty() && word.size() >= shortest_beginning && candidate.rfind(word, 0) == 0)
      nearest = candidate;
  return nearest.empty() ? std::string() : fmt::format(", did you mean '{}'?", nearest);
}

}  // namespace tenfold::io
