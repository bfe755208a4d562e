#include "fit/ladder_error.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace tenfold {
namespace {

struct Fit {
  ErrorLaw law;
  double squares;
};

// For one gamma the other two are a line through exp(-gamma L).
Fit at_gamma(const std::vector<double>& losses, const std::vector<double>& errors, double gamma) {
  const double n = static_cast<double>(losses.size());
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0, squares = 0;
  for (std::size_t i = 0; i < losses.size(); ++i)
    mean_x += std::exp(-gamma * losses[i]) / n, mean_y += errors[i] / n;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const double x = std::exp(-gamma * losses[i]) - mean_x;
    xx += x * x;
    xy += x * (errors[i] - mean_y);
  }
  const ErrorLaw law{mean_y - xy / xx * mean_x, -xy / xx, gamma};
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const double r = errors[i] - downstream_error(law, losses[i]);
    squares += r * r;
  }
  return {law, squares};
}

}  // namespace

double downstream_error(const ErrorLaw& law, double loss) {
  return law.epsilon - law.k * std::exp(-law.gamma * loss);
}

// A grid finds the valley, golden sections its bottom.
ErrorLaw fitted_error_law(const std::vector<double>& losses, const std::vector<double>& errors) {
  if (losses.size() < 3) throw std::invalid_argument("an error law needs three runs");
  constexpr double first = -4, step = 0.05;  // ln gamma, up to 2
  double best = first, least = std::numeric_limits<double>::infinity();
  for (int i = 0; i <= 120; ++i) {
    const double squares = at_gamma(losses, errors, std::exp(first + i * step)).squares;
    if (squares < least) least = squares, best = first + i * step;
  }
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double low = best - step, high = best + step;
  for (int i = 0; i < 60; ++i) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    if (at_gamma(losses, errors, std::exp(a)).squares <
        at_gamma(losses, errors, std::exp(b)).squares)
      high = b;
    else
      low = a;
  }
  return at_gamma(losses, errors, std::exp((low + high) / 2)).law;
}

}  // namespace tenfold
