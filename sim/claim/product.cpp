#include "claim/product.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "base/parallel.h"
#include "base/sobol.h"

namespace tenfold {
namespace {

std::size_t size(const Cube& cube) { return static_cast<std::size_t>(cube.sampling.draws); }

std::size_t dimension_of(const Cube& cube, const std::string& key) {
  const auto found = std::find(cube.keys.begin(), cube.keys.end(), key);
  if (found == cube.keys.end()) throw std::logic_error("no dimension for '" + key + "'");
  return static_cast<std::size_t>(found - cube.keys.begin());
}

// Adds power x ln(value / unit) to each draw.
void add_logs(const Term& term, const Cube& cube, std::vector<double>& logs) {
  const std::vector<double> own = log_values(term.value, term.key, cube, logs.size());
  const double unit = std::log(term.unit);
  for (std::size_t i = 0; i < logs.size(); ++i) logs[i] += term.power * (own[i] - unit);
}

// ln constant + numerator / scale of each draw.
std::vector<double> interacting_draws(const Product& product, const Cube& cube) {
  Fraction parts = fraction(product, cube);
  const double constant = std::log(product.constant);
  for (std::size_t i = 0; i < parts.scale.size(); ++i)
    parts.numerator[i] = constant + parts.numerator[i] / parts.scale[i];
  return parts.numerator;
}

using Draw = std::vector<double>::iterator;

// The point that a fraction p of the draws lies below, linear between neighbours, as if they were
// sorted; it lies between first and last, which hold the draws that they would hold sorted.
double draws_quantile(std::vector<double>& draws, double p, Draw first, Draw last) {
  const double most = static_cast<double>(draws.size() - 1);
  const double at = std::clamp(p * (most + 1) - 0.5, 0.0, most);
  const auto below = draws.begin() + static_cast<std::ptrdiff_t>(at);
  std::nth_element(first, below, last);
  if (below + 1 == last) return *below;
  return std::lerp(*below, *std::min_element(below + 1, last), at - std::floor(at));
}

// The median parts the draws, so that each tail is looked for in its half.
Spread draws_spread(std::vector<double>& draws) {
  const double median = draws_quantile(draws, 0.5, draws.begin(), draws.end());
  const auto half = draws.begin() + static_cast<std::ptrdiff_t>(draws.size() / 2);
  const double low = draws_quantile(draws, 0.05, draws.begin(), half);
  const double high = draws_quantile(draws, 0.95, half, draws.end());
  return {std::exp(median), std::exp(low), std::exp(high)};
}

double powered(double value, const Term& term) {
  return term.power > 0 ? value / term.unit : term.unit / value;
}

// A ratio of round numbers may miss a round threshold by a rounding.
Outcome certain_outcome(double value, double claimed) {
  constexpr double rounding = 1e-12;
  return {{value, value, value}, value >= claimed * (1 - rounding) ? 1.0 : 0.0, false};
}

}  // namespace

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool interacts(const Product& product) {
  return !product.overlaps.empty() ||
         std::any_of(product.terms.begin(), product.terms.end(),
                     [](const Term& term) { return term.at.has_value(); });
}

std::string slope_key(const Term& term) { return term.key + " per decade"; }
std::string overlap_key(const Overlap& overlap) { return "overlap " + overlap.key; }

Cube sample_cube(std::vector<std::string> keys, const Sampling& sampling) {
  Cube cube{std::move(keys), {}, {}, sampling};
  const std::size_t dimensions = cube.keys.size();
  cube.u.assign(dimensions, std::vector<double>(size(cube)));
  cube.z = cube.u;
  if (dimensions == 0) return cube;
  for_each_chunk(sampling.draws, thread_count(sampling.threads),
                 [&](std::int64_t first, std::int64_t last, std::int64_t) {
                   look_up(sampling);
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

std::vector<double> values(const Uncertain& value, const std::string& key, const Cube& cube,
                           std::size_t draws) {
  if (is_certain(value)) return std::vector<double>(draws, median(value));
  const std::size_t d = dimension_of(cube, key);
  std::vector<double> all(draws);
  if (const auto* normal = std::get_if<Normal>(&value))
    for (std::size_t i = 0; i < draws; ++i) all[i] = normal->mean + normal->sd * cube.z[d][i];
  else
    for (std::size_t i = 0; i < draws; ++i) all[i] = quantile(value, cube.u[d][i]);
  return all;
}

std::vector<double> log_values(const Uncertain& value, const std::string& key, const Cube& cube,
                               std::size_t draws) {
  if (const auto* lognormal = std::get_if<LogNormal>(&value))
    return values(Normal{lognormal->mu(), lognormal->sigma()}, key, cube, draws);
  std::vector<double> all = values(value, key, cube, draws);
  for (double& x : all) x = std::log(x);
  return all;
}

Cube first_draws(const Cube& cube, std::int64_t draws) {
  Cube first{cube.keys, {}, {}, cube.sampling};
  first.sampling.draws = std::min(draws, cube.sampling.draws);
  for (std::size_t d = 0; d < cube.keys.size(); ++d) {
    const auto end = static_cast<std::ptrdiff_t>(first.sampling.draws);
    first.u.emplace_back(cube.u[d].begin(), cube.u[d].begin() + end);
    first.z.emplace_back(cube.z[d].begin(), cube.z[d].begin() + end);
  }
  return first;
}

Fraction fraction(const Product& product, const Cube& cube) {
  Fraction parts{std::vector<double>(size(cube), 0.0), std::vector<double>(size(cube), 1.0)};
  for (const Term& term : product.terms) {
    add_logs(term, cube, parts.numerator);
    if (!term.at) continue;
    const std::vector<double> slope = values(term.per_decade, slope_key(term), cube, size(cube));
    const double distance = std::log(product.baseline / *term.at);
    for (std::size_t i = 0; i < slope.size(); ++i) {
      parts.numerator[i] += slope[i] * distance;
      parts.scale[i] += slope[i];
    }
  }
  for (const Overlap& overlap : product.overlaps) {
    const std::vector<double> own =
        log_values(overlap.value, overlap_key(overlap), cube, size(cube));
    for (std::size_t i = 0; i < own.size(); ++i) parts.numerator[i] += own[i];
  }
  return parts;
}

// One thread: a draw is a multiplication and an addition a term, less than starting threads costs.
std::vector<double> log_draws(const Product& product, const Cube& cube) {
  look_up(cube.sampling);
  if (interacts(product)) return interacting_draws(product, cube);
  double constant = std::log(product.constant);
  for (const Term& term : product.terms)
    if (is_certain(term.value)) constant += std::log(powered(median(term.value), term));
  std::vector<double> logs(size(cube), constant);
  for (const Term& term : product.terms)
    if (!is_certain(term.value)) add_logs(term, cube, logs);
  return logs;
}

Outcome outcome(std::vector<double> logs, double claimed) {
  const double threshold = std::log(claimed);
  const auto reaching =
      std::count_if(logs.begin(), logs.end(), [&](double log) { return log >= threshold; });
  const double p = static_cast<double>(reaching) / static_cast<double>(logs.size());
  return {draws_spread(logs), p, false};
}

Outcome outcome(const Product& product, double claimed, const Cube& cube) {
  if (is_certain(product)) return certain_outcome(value_if_certain(product), claimed);
  Outcome found = outcome(log_draws(product, cube), claimed);
  const Support range = support(product);
  found.by_prior = range.low >= claimed || range.high < claimed;
  return found;
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
                     [](const Term& term) {
                       return is_certain(term.value) && is_certain(term.per_decade);
                     }) &&
         std::all_of(product.overlaps.begin(), product.overlaps.end(),
                     [](const Overlap& overlap) { return is_certain(overlap.value); });
}

double value_if_certain(const Product& product) {
  if (interacts(product)) {
    const Cube one{{}, {}, {}, {.draws = 1}};
    return std::exp(interacting_draws(product, one).front());
  }
  double value = product.constant;
  for (const Term& term : product.terms) value *= powered(median(term.value), term);
  return value;
}

Support support(const Product& product) {
  if (interacts(product)) return {0, std::numeric_limits<double>::infinity()};
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
  std::erase_if(result.overlaps,
                [&](const Overlap& overlap) { return contains(overlap.factors, key); });
  return result;
}

Product with_value(const Product& product, const std::string& key, double value) {
  Product result = product;
  for (Term& term : result.terms)
    if (term.key == key) term.value = Certain{value};
  return result;
}

}  // namespace tenfold
