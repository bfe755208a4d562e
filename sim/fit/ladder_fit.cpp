#include "fit/ladder_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

#include "base/parallel.h"
#include "base/sobol.h"
#include "fit/ladder_descent.h"

namespace tenfold {
namespace {

constexpr double rough = 1e-9, fine = 1e-17;
constexpr int rough_steps = 60, fine_steps = 300;
constexpr std::size_t finalists = 8;

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double between(double low, double high, double u) { return low + (high - low) * u; }

// A law that passes through the mean run.
LawVector start_at(const LogRuns& runs, LadderForm form, const double* u) {
  const double least = *std::min_element(runs.y.begin(), runs.y.end());
  const double E = std::exp(least) * between(0.1, 0.99, u[0]);
  const double power = form == LadderForm::coupled ? std::exp(between(-1.5, 0.4, u[4])) : 1;
  const double reducible = std::exp(mean(runs.y)) - E;
  const double inner = std::log(reducible) / power;  // before its power
  const double share = between(0.15, 0.85, u[3]);
  const double alpha = between(0.1, 0.9, u[1]) / (power < 1 ? power : 1);
  const double beta = between(0.1, 0.9, u[2]) / (power < 1 ? power : 1);
  return {inner + std::log(share),
          alpha,
          inner + std::log(1 - share),
          form == LadderForm::tied ? alpha : beta,
          std::log(E),
          std::log(power)};
}

std::optional<LawMatrix> inverse(const LawMatrix& m, std::size_t size) {
  LawMatrix all{};
  for (std::size_t i = 0; i < size; ++i) {
    LawVector unit{}, column{};
    unit[i] = 1;
    if (!solve(m, unit, size, column)) return std::nullopt;
    for (std::size_t j = 0; j < size; ++j) all[j][i] = column[j];
  }
  return all;
}

LawMatrix product(const LawMatrix& a, const LawMatrix& b) {
  LawMatrix c{};
  for (std::size_t i = 0; i < law_size; ++i)
    for (std::size_t j = 0; j < law_size; ++j)
      for (std::size_t l = 0; l < law_size; ++l) c[i][j] += a[i][l] * b[l][j];
  return c;
}

}  // namespace

std::vector<LawVector> ladder_starts(const LogRuns& runs, LadderForm form, int count) {
  constexpr std::size_t dimensions = 5;
  constexpr std::uint64_t seed = 1;
  const std::vector<double> points = sobol_points(0, count, dimensions, seed);
  std::vector<LawVector> starts;
  for (std::size_t i = 0; i < points.size(); i += dimensions)
    starts.push_back(start_at(runs, form, points.data() + i));
  return starts;
}

std::vector<LawVector> middle_starts(const LogRuns& runs, LadderForm form) {
  constexpr double points[][5] = {
      {0.8, 0.35, 0.35, 0.5, 0.7}, {0.6, 0.2, 0.25, 0.6, 0.5}, {0.9, 0.5, 0.45, 0.4, 0.6}};
  std::vector<LawVector> starts;
  for (const auto& point : points) starts.push_back(start_at(runs, form, point));
  return starts;
}

LadderFit fitted_law(const Ladder& ladder, LadderForm form, const LadderFitOptions& o) {
  if (ladder.size() < free_count(form))
    throw std::invalid_argument(fmt::format("the {} form has {} parameters and {} runs to fit",
                                            name(form), free_count(form), ladder.size()));
  const LogRuns runs = log_runs(ladder, o.loss);
  const std::vector<LawVector> starts = ladder_starts(runs, form, o.starts);
  std::vector<Descent> ends(starts.size());
  for_each_job(static_cast<std::int64_t>(starts.size()), o.threads, [&](std::int64_t i) {
    const auto at = static_cast<std::size_t>(i);
    ends[at] = roughly_descended(runs, form, starts[at]);
    ends[at] = polished(runs, form, ends[at].at, rough, rough_steps);
  });
  std::stable_sort(ends.begin(), ends.end(),
                   [](const Descent& a, const Descent& b) { return a.value < b.value; });
  Descent best = ends.front();
  for (std::size_t i = 0; i < std::min(finalists, ends.size()); ++i) {
    const Descent end = polished(runs, form, ends[i].at, fine, fine_steps);
    if (end.value < best.value) best = end;
  }
  return {law_of(form, best.at, runs), objective(runs, best.at), ladder.size(), best.at};
}

std::vector<double> log_residuals(const Ladder& ladder, const LadderLaw& law) {
  std::vector<double> residuals;
  for (std::size_t i = 0; i < ladder.size(); ++i)
    residuals.push_back(
        std::log(ladder.loss[i] / loss(law, ladder.parameters[i], ladder.tokens[i])));
  return residuals;
}

double log_error(const Ladder& ladder, const LadderLaw& law) {
  double squares = 0;
  for (const double r : log_residuals(ladder, law)) squares += r * r;
  return std::sqrt(squares / static_cast<double>(ladder.size()));
}

LawErrors delta_errors(const Ladder& ladder, const LadderFit& fit, const LadderLoss& loss) {
  const LogRuns runs = log_runs(ladder, loss);
  const LadderForm form = fit.law.form;
  const std::optional<LawMatrix> bread =
      inverse(reduced(law_value(runs, fit.at).curvature, form), free_count(form));
  if (!bread) return {.singular = true};
  const LawMatrix meat = reduced(gradient_products(runs, fit.at), form);
  const LawMatrix few = product(product(*bread, meat), *bread);
  const FreeSlots slots = free_slots(form);
  const auto variance = [&](const LawVector& by) {  // of a combination of the six
    const LawVector g = reduced(by, form);
    double sum = 0;
    for (std::size_t i = 0; i < law_size; ++i)
      for (std::size_t j = 0; j < law_size; ++j) sum += g[i] * few[i][j] * g[j];
    return sum;
  };
  const auto error = [&](const LawVector& by) { return std::sqrt(std::max(variance(by), 0.0)); };
  const LadderLaw& law = fit.law;
  const double power = slots[at_kappa] < 0 ? 0 : law.k;
  return {law.E * error({0, 0, 0, 0, 1, 0}),
          law.A * error({1, runs.mean_n, 0, 0, 0, 0}),
          law.B * error({0, 0, 1, runs.mean_d, 0, 0}),
          error({0, 1, 0, 0, 0, 0}),
          error({0, 0, 0, form == LadderForm::tied ? 0.0 : 1.0, 0, 0}),
          power * error({0, 0, 0, 0, 0, 1})};
}

std::vector<BoundParameter> at_bounds(const Ladder& ladder, const LadderFit& fit,
                                      const LadderLoss& loss) {
  constexpr std::array<const char*, law_size> names{"A", "alpha", "B", "beta", "E", "k"};
  std::vector<BoundParameter> told;
  for (const HeldAt& held : held_at_bounds(log_runs(ladder, loss), fit.law.form, fit.at)) {
    const bool logarithm = held.parameter == at_e || held.parameter == at_kappa;
    told.push_back({names[held.parameter], logarithm ? std::exp(held.bound) : held.bound});
  }
  return told;
}

std::optional<laws::Allocation> told_optimum(const LadderLaw& law, double flops) {
  const laws::Allocation at = optimum(law, flops);
  const bool finite =
      std::isfinite(at.parameters) && std::isfinite(at.tokens) && std::isfinite(at.loss);
  if (!finite || at.parameters < 1 || at.tokens < 1) return std::nullopt;
  return at;
}

std::size_t distinct_runs(const Ladder& ladder) {
  std::set<std::pair<double, double>> each;
  for (std::size_t i = 0; i < ladder.size(); ++i)
    each.emplace(ladder.parameters[i], ladder.tokens[i]);
  return each.size();
}

}  // namespace tenfold
