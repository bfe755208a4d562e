#include "laws/loss_surface.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/root.h"

namespace tenfold::laws {
namespace {

constexpr double lowest_compute = 1e10, highest_compute = 1e40;

double tokens_of(double compute, double parameters, const Split& split) {
  return compute / (split.work * parameters + split.per_token);
}

}  // namespace

Allocation optimum(const LossSurface& surface, double compute, const Split& split) {
  const auto along = [&](double log_parameters) {
    const double parameters = std::exp(log_parameters);
    return surface(parameters, tokens_of(compute, parameters, split));
  };
  // A coarse look first: a surface with a kink can hold Brent's method at a side minimum.
  constexpr int looks = 96;
  const double smallest = std::log(split.fewest), largest = std::log(split.most);
  const double step = (largest - smallest) / looks;
  double best = smallest;
  for (int i = 1; i <= looks; ++i)
    if (const double at = smallest + i * step; along(at) < along(best)) best = at;
  const double log_parameters =
      minimum_between(along, std::max(smallest, best - step), std::min(largest, best + step));
  const double parameters = std::exp(log_parameters);
  const double tokens = tokens_of(compute, parameters, split);
  return {parameters, tokens, surface(parameters, tokens)};
}

double compute_for(const LossSurface& surface, double loss, const Split& split) {
  const auto above = [&](double log_compute) {
    return optimum(surface, std::exp(log_compute), split).loss - loss;
  };
  const double log_compute =
      root_between(above, std::log(lowest_compute), std::log(highest_compute));
  return std::isnan(log_compute) ? std::numeric_limits<double>::infinity() : std::exp(log_compute);
}

}  // namespace tenfold::laws
