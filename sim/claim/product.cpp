#include "claim/product.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/parallel.h"
#include "base/sobol.h"

namespace tenfold {
namespace {

std::size_t dimension_of(const Cube& cube, const std::string& key) {
  const auto found = std::find(cube.keys.begin(), cube.keys.end(), key);
  if (found == cube.keys.end()) throw std::logic_error("no dimension for '" + key + "'");
  return static_cast<std::size_t>(found - cube.keys.begin());
}

// Adds power x ln(value / unit) to each draw.
void add_logs(const Term& term, const Cube& cube, std::vector<double>& logs) {
  const std::size_t d = dimension_of(cube, term.key);
  if (const auto* lognormal = std::get_if<LogNormal>(&term.value)) {
    const double mu = term.power * (lognormal->mu() - std::log(term.unit));
    const double sigma = term.power * lognormal->sigma();
    for (std::size_t i = 0; i < logs.size(); ++i) logs[i] += mu + sigma * cube.z[d][i];
    return;
  }
  for (std::size_t i = 0; i < logs.size(); ++i)
    logs[i] += term.power * std::log(quantile(term.value, cube.u[d][i]) / term.unit);
}

// The point that a fraction p of the draws lies below, linear between neighbours, as if they were
// sorted. Reorders the draws.
double draws_quantile(std::vector<double>& draws, double p) {
  const double last = static_cast<double>(draws.size() - 1);
  const double at = std::clamp(p * (last + 1) - 0.5, 0.0, last);
  const auto below = draws.begin() + static_cast<std::ptrdiff_t>(at);
  std::nth_element(draws.begin(), below, draws.end());
  if (below + 1 == draws.end()) return *below;
  return std::lerp(*below, *std::min_element(below + 1, draws.end()), at - std::floor(at));
}

double powered(double value, const Term& term) {
  return term.power > 0 ? value / term.unit : term.unit / value;
}

// A ratio of round numbers may miss a round threshold by a rounding.
Outcome certain_outcome(double value, double claimed) {
  constexpr double rounding = 1e-12;
  return {{value, value, value}, value >= claimed * (1 - rounding) ? 1.0 : 0.0, false};
}

std::size_t size(const Cube& cube) { return static_cast<std::size_t>(cube.sampling.draws); }

}  // namespace

Cube sample_cube(std::vector<std::string> keys, const Sampling& sampling) {
  Cube cube{std::move(keys), {}, {}, sampling};
  const std::size_t dimensions = cube.keys.size();
  cube.u.assign(dimensions, std::vector<double>(size(cube)));
  cube.z = cube.u;
  if (dimensions == 0) return cube;
  for_each_chunk(sampling.draws, thread_count(sampling.threads),
                 [&](std::int64_t first, std::int64_t last, std::int64_t) {
                   const auto points = sobol_points(first, last, dimensions, sampling.seed);
                   for (std::int64_t i = first; i < last; ++i)
                     for (std::size_t d = 0; d < dimensions; ++d) {
                       const double u =
                           points[static_cast<std::size_t>(i - first) * dimensions + d];
                       cube.u[d][static_cast<std::size_t>(i)] = u;
                       cube.z[d][static_cast<std::size_t>(i)] = standard_normal(u);
                     }
                 });
  return cube;
}

// One thread: a draw is a multiplication and an addition a term, less than starting threads costs.
std::vector<double> log_draws(const Product& product, const Cube& cube) {
  double constant = std::log(product.constant);
  for (const Term& term : product.terms)
    if (is_certain(term.value)) constant += std::log(powered(median(term.value), term));
  std::vector<double> logs(size(cube), constant);
  for (const Term& term : product.terms)
    if (!is_certain(term.value)) add_logs(term, cube, logs);
  return logs;
}

Outcome outcome(const Product& product, double claimed, const Cube& cube) {
  if (is_certain(product)) return certain_outcome(value_if_certain(product), claimed);
  std::vector<double> logs = log_draws(product, cube);
  const double threshold = std::log(claimed);
  const auto reaching =
      std::count_if(logs.begin(), logs.end(), [&](double log) { return log >= threshold; });
  const auto at = [&](double p) { return std::exp(draws_quantile(logs, p)); };
  const Support range = support(product);
  return {{at(0.5), at(0.05), at(0.95)},
          static_cast<double>(reaching) / static_cast<double>(logs.size()),
          range.low >= claimed || range.high < claimed};
}

double log_variance(const Uncertain& value) {
  if (is_certain(value)) return 0;
  if (const auto* lognormal = std::get_if<LogNormal>(&value))
    return lognormal->sigma() * lognormal->sigma();
  constexpr int points = 4096;
  double sum = 0, squares = 0;
  for (int i = 0; i < points; ++i) {
    const double log = std::log(quantile(value, (i + 0.5) / points));
    sum += log;
    squares += log * log;
  }
  return squares / points - (sum / points) * (sum / points);
}

bool is_certain(const Product& product) {
  return std::all_of(product.terms.begin(), product.terms.end(),
                     [](const Term& term) { return is_certain(term.value); });
}

double value_if_certain(const Product& product) {
  double value = product.constant;
  for (const Term& term : product.terms) value *= powered(median(term.value), term);
  return value;
}

Support support(const Product& product) {
  Support range{product.constant, product.constant};
  for (const Term& term : product.terms) {
    const Support own = support(term.value);
    range.low *= powered(term.power > 0 ? own.low : own.high, term);
    range.high *= powered(term.power > 0 ? own.high : own.low, term);
  }
  return range;
}

Spread spread(const Uncertain& value) {
  if (const auto* stated = std::get_if<LogNormal>(&value))
    return {stated->median, stated->p05, stated->p95};
  return {median(value), quantile(value, 0.05), quantile(value, 0.95)};
}

Decision decision(double p_claim) {
  if (p_claim >= supported_from) return Decision::supported;
  if (p_claim <= contradicted_to) return Decision::contradicted;
  return Decision::undetermined;
}

Product without(const Product& product, const std::string& key) {
  Product result = product;
  std::erase_if(result.terms, [&](const Term& term) { return term.key == key; });
  return result;
}

}  // namespace tenfold
