#include "claim/log_density.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tenfold {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double least_log = -700;  // e^-700 is the smallest that a double holds with all digits
constexpr double reach = 9;         // standard deviations of each part that the grid holds

double normal(double x, const NormalPart& part, double sd) {
  const double z = (x - part.mean) / sd;
  return part.weight * std::exp(-0.5 * z * z) / (sd * std::sqrt(2 * 3.14159265358979323846));
}

double mass(const LogDensity& d) {
  double sum = 0;
  for (const double x : d.density) sum += x;
  return sum * grid_step;
}

}  // namespace

LogDensity density_of(const Mixture& parts) {
  double low = infinity, high = -infinity;
  for (const NormalPart& part : parts) {
    const double half = reach * std::max(part.sd, grid_step);
    low = std::min(low, part.mean - half);
    high = std::max(high, part.mean + half);
  }
  LogDensity d{std::floor(low / grid_step) * grid_step, {}};
  const auto points = static_cast<std::size_t>(std::ceil((high - d.first) / grid_step)) + 1;
  d.density.assign(points, 0.0);
  for (const NormalPart& part : parts)
    for (std::size_t i = 0; i < points; ++i)
      d.density[i] +=
          normal(d.first + static_cast<double>(i) * grid_step, part, std::max(part.sd, grid_step));
  const double whole = mass(d);
  for (double& x : d.density) x /= whole;
  return d;
}

LogDensity sum_of(const LogDensity& a, const LogDensity& b) {
  LogDensity sum{a.first + b.first, std::vector<double>(a.density.size() + b.density.size() - 1)};
  for (std::size_t i = 0; i < a.density.size(); ++i)
    for (std::size_t j = 0; j < b.density.size(); ++j)
      sum.density[i + j] += a.density[i] * b.density[j] * grid_step;
  return sum;
}

double quantile(const LogDensity& d, double p) {
  const double wanted = p * mass(d) / grid_step;
  double before = 0;
  for (std::size_t i = 0; i < d.density.size(); ++i) {
    if (before + d.density[i] >= wanted && d.density[i] > 0)  // a point's mass lies half each side
      return d.first +
             (static_cast<double>(i) - 0.5 + (wanted - before) / d.density[i]) * grid_step;
    before += d.density[i];
  }
  return d.first + static_cast<double>(d.density.size() - 1) * grid_step;
}

double log_density(const LogDensity& d, double x) {
  const double at = (x - d.first) / grid_step;
  const double last = static_cast<double>(d.density.size() - 1);
  if (!(at >= 0 && at < last)) return least_log;
  const auto i = static_cast<std::size_t>(at);
  const double between = std::lerp(d.density[i], d.density[i + 1], at - std::floor(at));
  return between > 0 ? std::max(std::log(between), least_log) : least_log;
}

}  // namespace tenfold
