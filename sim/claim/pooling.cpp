#include "claim/pooling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/sobol.h"

namespace tenfold {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

PooledGiven pooled_given(const std::vector<Finding>& findings, double between,
                         const PoolPrior& prior) {
  double precision = 1 / (prior.sd * prior.sd);
  double sum = prior.mean * precision, squares = prior.mean * sum,
         log_weights = std::log(precision);
  for (const Finding& f : findings) {
    const double weight = 1 / (f.sd * f.sd + between * between);
    precision += weight;
    sum += weight * f.log10_gain;
    squares += weight * f.log10_gain * f.log10_gain;
    log_weights += std::log(weight);
  }
  const double mean = sum / precision;
  return {mean, 1 / precision + between * between,
          0.5 * (log_weights - std::log(precision) - squares + precision * mean * mean)};
}

Mixture pooled(const std::vector<Finding>& findings, const PoolPrior& prior) {
  constexpr int spreads = 64;
  std::vector<PooledGiven> given;
  double most = -infinity, total = 0;
  for (int i = 0; i < spreads; ++i) {
    const double between = prior.between * standard_normal(0.5 + (i + 0.5) / (2 * spreads));
    given.push_back(pooled_given(findings, between, prior));
    most = std::max(most, given.back().log_evidence);
  }
  Mixture parts;
  for (const PooledGiven& g : given) {
    parts.push_back({std::exp(g.log_evidence - most), g.mean, std::sqrt(g.variance)});
    total += parts.back().weight;
  }
  for (NormalPart& part : parts) part.weight /= total;
  return parts;
}

double mean(const Mixture& parts) {
  double sum = 0;
  for (const NormalPart& part : parts) sum += part.weight * part.mean;
  return sum;
}

double below(const Mixture& parts, double x) {
  double sum = 0;
  for (const NormalPart& part : parts)
    sum += part.weight * 0.5 * std::erfc((part.mean - x) / (part.sd * std::sqrt(2.0)));
  return sum;
}

double quantile(const Mixture& parts, double p) {
  double low = infinity, high = -infinity;
  for (const NormalPart& part : parts) {
    low = std::min(low, part.mean - 10 * part.sd);
    high = std::max(high, part.mean + 10 * part.sd);
  }
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (below(parts, middle) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

Mixture in_log10(const LogNormal& gain) {
  return {{1, gain.mu() / std::log(10.0), gain.sigma() / std::log(10.0)}};
}

LogNormal log_normal(const Mixture& parts) {
  const double middle = quantile(parts, 0.5);
  const double reach = (quantile(parts, 0.95) - quantile(parts, 0.05)) / 2;
  return {std::pow(10, middle), std::pow(10, middle - reach), std::pow(10, middle + reach)};
}

}  // namespace tenfold
