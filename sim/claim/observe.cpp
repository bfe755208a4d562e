#include "claim/observe.h"

#include <algorithm>
#include <cmath>

namespace tenfold {
namespace {

constexpr double flat_decades = 10;

std::vector<double> in_log10(std::vector<double> logs) {
  for (double& x : logs) x /= std::log(10.0);
  return logs;
}

double mean_of(const std::vector<double>& all) {
  double sum = 0;
  for (const double x : all) sum += x;
  return sum / static_cast<double>(all.size());
}

double variance_log10(const Uncertain& value) {
  return log_variance(value) / (std::log(10.0) * std::log(10.0));
}

// 1 where the observation sums the term.
std::vector<double> row_of(const State& state, const Observation& o) {
  std::vector<double> h;
  for (const std::string& key : state.keys) h.push_back(contains(o.keys, key) ? 1 : 0);
  return h;
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// P h, and h P h + r^2.
struct Innovation {
  std::vector<double> h, ph;
  double variance = 0;
};
Innovation innovation(const State& state, const Observation& o) {
  Innovation found{row_of(state, o), {}, o.variance};
  for (const std::vector<double>& row : state.covariance) found.ph.push_back(dot(row, found.h));
  found.variance += dot(found.h, found.ph);
  return found;
}

}  // namespace

State state_of(const Product& product, const std::vector<std::string>& flat, const Cube& cube) {
  const auto draws = static_cast<std::size_t>(cube.sampling.draws);
  State state;
  for (const Term& term : product.terms) {
    const bool wide = contains(flat, term.key) && !is_certain(term.value);
    std::vector<double> own = in_log10(log_values(term.value, term.key, cube, draws));
    const double mean = mean_of(own);
    const Normal prior{mean, flat_decades};
    if (wide) own = values(prior, term.key, cube, draws);
    state.keys.push_back(term.key);
    state.mean.push_back(mean);
    state.draws.push_back(std::move(own));
    state.covariance.emplace_back(product.terms.size(), 0.0);
    state.covariance.back()[state.keys.size() - 1] =
        wide ? flat_decades * flat_decades : variance_log10(term.value);
  }
  return state;
}

double surprise(const State& state, const Observation& o) {
  const Innovation i = innovation(state, o);
  return i.variance > 0 ? std::abs(o.mean - dot(i.h, state.mean)) / std::sqrt(i.variance) : 0;
}

State observed(State state, const Observation& o) {
  const Innovation found = innovation(state, o);
  if (!(found.variance > 0)) return state;
  const std::size_t terms = state.keys.size();
  for (std::size_t draw = 0; draw < o.values.size(); ++draw) {
    double expected = 0;
    for (std::size_t t = 0; t < terms; ++t) expected += found.h[t] * state.draws[t][draw];
    const double step = (o.values[draw] - expected) / found.variance;
    for (std::size_t t = 0; t < terms; ++t) state.draws[t][draw] += found.ph[t] * step;
  }
  const double step = (o.mean - dot(found.h, state.mean)) / found.variance;
  for (std::size_t t = 0; t < terms; ++t) {
    state.mean[t] += found.ph[t] * step;
    for (std::size_t s = 0; s < terms; ++s)
      state.covariance[t][s] -= found.ph[t] * found.ph[s] / found.variance;
  }
  return state;
}

std::vector<double> log_draws(const Product& product, const State& state, const Cube& cube) {
  Fraction parts = fraction(product, cube);
  const auto draws = parts.scale.size();
  for (std::size_t t = 0; t < product.terms.size(); ++t) {
    const Term& term = product.terms[t];
    const std::vector<double> before = log_values(term.value, term.key, cube, draws);
    for (std::size_t i = 0; i < draws; ++i)
      parts.numerator[i] += term.power * (state.draws[t][i] * std::log(10.0) - before[i]);
  }
  const double constant = std::log(product.constant);
  for (std::size_t i = 0; i < draws; ++i)
    parts.numerator[i] = constant + parts.numerator[i] / parts.scale[i];
  return parts.numerator;
}

}  // namespace tenfold
