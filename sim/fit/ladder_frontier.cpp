#include "fit/ladder_frontier.h"

#include <cmath>

namespace tenfold {
namespace {

// Budgets from a table or from a resample of it differ in their last digits at most.
constexpr double same = 1e-9;

double on_line(double x0, double y0, double x1, double y1, double x) {
  return std::exp(std::log(y0) + std::log(y1 / y0) * std::log(x / x0) / std::log(x1 / x0));
}

}  // namespace

std::optional<double> frontier_loss(const std::vector<IsoflopMinimum>& minima, double flops) {
  for (std::size_t i = 0; i < minima.size(); ++i) {
    if (std::abs(minima[i].budget / flops - 1) < same) return minima[i].loss;
    if (i > 0 && minima[i - 1].budget < flops && flops < minima[i].budget)
      return on_line(minima[i - 1].budget, minima[i - 1].loss, minima[i].budget, minima[i].loss,
                     flops);
  }
  return std::nullopt;
}

std::optional<double> frontier_compute(const std::vector<IsoflopMinimum>& minima, double loss) {
  for (std::size_t i = 1; i < minima.size(); ++i) {
    const IsoflopMinimum &a = minima[i - 1], &b = minima[i];
    if (a.loss >= loss && b.loss <= loss && b.loss < a.loss)
      return on_line(a.loss, a.budget, b.loss, b.budget, loss);
  }
  return std::nullopt;
}

}  // namespace tenfold
