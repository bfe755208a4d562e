#include "fit/ladder_objective.h"

#include <algorithm>
#include <cmath>

namespace tenfold {
namespace {

double mean_log(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += std::log(v);
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

// ln L of one run and what its derivatives are made of.
struct Point {
  double f;     // ln L
  double v;     // share of the reducible loss in L
  double w;     // share of the parameters' term in the reducible loss
  double s, k;  // ln of the reducible loss before its power
};

Point point(const LawVector& t, double k, double n, double d) {
  const double p = t[at_a] - t[at_alpha] * n, q = t[at_b] - t[at_beta] * d;
  const double inner = std::exp(-std::abs(p - q));
  const double s = std::max(p, q) + std::log1p(inner);
  const double g = k * s, e = t[at_e];
  const double outer = std::exp(-std::abs(g - e));
  return {std::max(g, e) + std::log1p(outer), (g > e ? 1 : outer) / (1 + outer),
          (p > q ? 1 : inner) / (1 + inner), s, k};
}

// A residual's loss over delta with its first and second derivative in the residual.
struct Slopes {
  double value, first, second;
};

Slopes huber(double r, double delta) {
  if (std::abs(r) <= delta) return {0.5 * r * r / delta, r / delta, 1 / delta};
  return {std::abs(r) - 0.5 * delta, r > 0 ? 1.0 : -1.0, 0};
}

// Squares of exp(f) - L, as a function of f.
Slopes square(double f, double y) {
  const double predicted = std::exp(f), r = predicted - std::exp(y);
  return {0.5 * r * r, r * predicted, predicted * (predicted + r)};
}

Slopes slopes(const LogRuns& runs, std::size_t i, double f) {
  return runs.loss.squares ? square(f, runs.y[i]) : huber(f - runs.y[i], runs.loss.delta);
}

// d(k s - e) over the parameters.
LawVector inner_gradient(const Point& x, double n, double d) {
  return {x.k * x.w, -x.k * x.w * n, x.k * (1 - x.w), -x.k * (1 - x.w) * d, -1, x.k * x.s};
}

void add_outer(LawMatrix& to, double scale, const LawVector& x) {
  for (std::size_t i = 0; i < law_size; ++i)
    for (std::size_t j = 0; j <= i; ++j) to[i][j] += scale * x[i] * x[j];
}

// Of v times the second derivatives of k s: those of s, and the products with kappa.
void add_inner_curvature(LawMatrix& to, double scale, const Point& x, const LawVector& h, double n,
                         double d) {
  const std::array<double, 4> u{1, -n, -1, d};
  const double spread = scale * x.k * x.w * (1 - x.w);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j <= i; ++j) to[i][j] += spread * u[i] * u[j];
    to[at_kappa][i] += scale * h[i];
  }
  to[at_kappa][at_kappa] += scale * h[at_kappa];
}

void mirror(LawMatrix& m) {
  for (std::size_t i = 0; i < law_size; ++i)
    for (std::size_t j = 0; j < i; ++j) m[j][i] = m[i][j];
}

}  // namespace

LogRuns log_runs(const Ladder& ladder, const LadderLoss& loss) {
  LogRuns runs;
  runs.loss = loss;
  runs.mean_n = mean_log(ladder.parameters);
  runs.mean_d = mean_log(ladder.tokens);
  for (std::size_t i = 0; i < ladder.size(); ++i) {
    runs.n.push_back(std::log(ladder.parameters[i]) - runs.mean_n);
    runs.d.push_back(std::log(ladder.tokens[i]) - runs.mean_d);
    runs.y.push_back(std::log(ladder.loss[i]));
    runs.weight.push_back(1);
  }
  return runs;
}

LogRuns weighted(const LogRuns& all, const std::vector<double>& counts) {
  LogRuns runs{{}, {}, {}, {}, all.mean_n, all.mean_d, all.loss};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (counts[i] <= 0) continue;
    runs.n.push_back(all.n[i]);
    runs.d.push_back(all.d[i]);
    runs.y.push_back(all.y[i]);
    runs.weight.push_back(counts[i]);
  }
  return runs;
}

LawValue law_value(const LogRuns& runs, const LawVector& t) {
  LawValue sum;
  const double k = std::exp(t[at_kappa]);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const double n = runs.n[i], d = runs.d[i], weight = runs.weight[i];
    const Point x = point(t, k, n, d);
    const Slopes slope = slopes(runs, i, x.f);
    const LawVector h = inner_gradient(x, n, d);
    LawVector gradient = h;  // of f: v h, and 1 for e
    for (double& g : gradient) g *= x.v;
    gradient[at_e] += 1;
    sum.value += weight * slope.value;
    for (std::size_t j = 0; j < law_size; ++j)
      sum.gradient[j] += weight * slope.first * gradient[j];
    if (slope.second != 0) add_outer(sum.curvature, weight * slope.second, gradient);
    add_outer(sum.curvature, weight * slope.first * x.v * (1 - x.v), h);
    add_inner_curvature(sum.curvature, weight * slope.first * x.v, x, h, n, d);
  }
  mirror(sum.curvature);
  return sum;
}

LawMatrix gradient_products(const LogRuns& runs, const LawVector& t) {
  LawMatrix sum{};
  const double k = std::exp(t[at_kappa]);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Point x = point(t, k, runs.n[i], runs.d[i]);
    LawVector gradient = inner_gradient(x, runs.n[i], runs.d[i]);
    for (double& g : gradient) g *= x.v;
    gradient[at_e] += 1;
    const double first = slopes(runs, i, x.f).first;
    add_outer(sum, runs.weight[i] * first * first, gradient);
  }
  mirror(sum);
  return sum;
}

LawVector vector_of(const LadderLaw& law, const LogRuns& runs) {
  return {std::log(law.A) - law.alpha * runs.mean_n,
          law.alpha,
          std::log(law.B) - law.beta * runs.mean_d,
          law.beta,
          std::log(law.E),
          std::log(law.k)};
}

LadderLaw law_of(LadderForm form, const LawVector& t, const LogRuns& runs) {
  return {form,
          std::exp(t[at_e]),
          std::exp(t[at_a] + t[at_alpha] * runs.mean_n),
          std::exp(t[at_b] + t[at_beta] * runs.mean_d),
          t[at_alpha],
          t[at_beta],
          std::exp(t[at_kappa])};
}

double objective(const LogRuns& runs, const LawVector& t) {
  return law_value(runs, t).value * (runs.loss.squares ? 1 : runs.loss.delta);
}

}  // namespace tenfold
