#include "fit/ladder_isoflop.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "fit/ladder_curve.h"

namespace tenfold {
namespace {

constexpr std::size_t fewest_sizes = 4;

// ln L over ln N of the runs of a budget, the best of each size.
Knots knots_of(const Ladder& ladder, double budget) {
  std::map<double, double> best;
  for (std::size_t i = 0; i < ladder.size(); ++i) {
    if (ladder.budget[i] != budget) continue;
    const double n = std::log(ladder.parameters[i]), l = std::log(ladder.loss[i]);
    const auto [at, fresh] = best.emplace(n, l);
    if (!fresh) at->second = std::min(at->second, l);
  }
  Knots knots;
  for (const auto& [n, l] : best) knots.x.push_back(n), knots.y.push_back(l);
  return knots;
}

// FLOPs a parameter and token of a budget's runs: 6, or as the table counts them.
double flops_a_pair(const Ladder& ladder, double budget) {
  double logs = 0, count = 0;
  for (std::size_t i = 0; i < ladder.size(); ++i)
    if (ladder.budget[i] == budget) {
      logs += std::log(ladder.flops[i] / (ladder.parameters[i] * ladder.tokens[i]));
      ++count;
    }
  return std::exp(logs / count);
}

std::optional<Lowest> lowest(const Knots& knots, IsoflopCurve by) {
  if (by == IsoflopCurve::parabola) return lowest_of_parabola(knots);
  return lowest_of_hermite(
      knots, by == IsoflopCurve::akima ? akima_slopes(knots) : natural_spline_slopes(knots));
}

}  // namespace

std::vector<IsoflopMinimum> isoflop_minima(const Ladder& ladder, IsoflopCurve by) {
  std::vector<IsoflopMinimum> minima;
  if (!ladder.isoflop) return minima;
  for (const double budget : budgets(ladder)) {
    const Knots knots = knots_of(ladder, budget);
    if (knots.x.size() < fewest_sizes) continue;
    const auto at = lowest(knots, by);
    if (!at) continue;
    const double parameters = std::exp(at->x);
    minima.push_back({budget, parameters, budget / (flops_a_pair(ladder, budget) * parameters),
                      std::exp(at->y)});
  }
  return minima;
}

PowerLaw power_law(const std::vector<double>& x, const std::vector<double>& y,
                   const std::vector<double>& weights) {
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
  const auto weight = [&](std::size_t i) { return weights.empty() ? 1 : weights[i]; };
  for (std::size_t i = 0; i < x.size(); ++i)
    w += weight(i), wx += weight(i) * std::log(x[i]), wy += weight(i) * std::log(y[i]);
  const double mean_x = wx / w, mean_y = wy / w;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double dx = std::log(x[i]) - mean_x;
    wxx += weight(i) * dx * dx;
    wxy += weight(i) * dx * (std::log(y[i]) - mean_y);
  }
  const double slope = wxy / wxx;
  double squares = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double r = std::log(y[i]) - mean_y - slope * (std::log(x[i]) - mean_x);
    squares += weight(i) * r * r;
  }
  const double free = static_cast<double>(x.size()) - 2;
  return {std::exp(mean_y - slope * mean_x), slope, free > 0 ? std::sqrt(squares / free / wxx) : 0};
}

std::optional<PowerLaw> allocation_law(const std::vector<IsoflopMinimum>& minima) {
  constexpr std::size_t fewest = 3;
  if (minima.size() < fewest) return std::nullopt;
  std::vector<double> c, n;
  for (const IsoflopMinimum& m : minima) c.push_back(m.budget), n.push_back(m.parameters);
  return power_law(c, n, {});
}

}  // namespace tenfold
