#include "laws/loss_law.h"

#include <cmath>
#include <limits>

namespace tenfold::laws {
namespace {

// G = (alpha A / (beta B))^(1 / (alpha + beta)): at the best split N = G (ND)^(beta/(alpha+beta)).
double balance(const LossLaw& law) {
  return std::pow(law.alpha * law.A / (law.beta * law.B), 1 / (law.alpha + law.beta));
}

// (L - E)^(1/k): what the two terms must add up to.
double reducible(const LossLaw& law, double loss) { return std::pow(loss - law.E, 1 / law.k); }

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

double loss(const LossLaw& law, double parameters, double tokens) {
  const double sum = law.A / std::pow(parameters, law.alpha) + law.B / std::pow(tokens, law.beta);
  return law.E + std::pow(sum, law.k);
}

Allocation optimum(const LossLaw& law, double compute, double work) {
  const double product = compute / work;
  const double parameters = balance(law) * std::pow(product, law.beta / (law.alpha + law.beta));
  const double tokens = product / parameters;
  return {parameters, tokens, loss(law, parameters, tokens)};
}

double compute_for(const LossLaw& law, double loss, double work) {
  if (!(loss > law.E)) return infinity;
  const double g = balance(law), exponent = law.alpha * law.beta / (law.alpha + law.beta);
  const double scale = law.A * std::pow(g, -law.alpha) + law.B * std::pow(g, law.beta);
  return work * std::pow(scale / reducible(law, loss), 1 / exponent);
}

double tokens_for(const LossLaw& law, double loss, double parameters) {
  if (!(loss > law.E)) return infinity;
  const double left = reducible(law, loss) - law.A / std::pow(parameters, law.alpha);
  return left > 0 ? std::pow(law.B / left, 1 / law.beta) : infinity;
}

double allocative_efficiency(const LossLaw& law, double parameters, double tokens) {
  return compute_for(law, loss(law, parameters, tokens)) / (dense_work * parameters * tokens);
}

double compute_equivalent_gain(const LossLaw& baseline, const LossLaw& challenger, double loss) {
  return compute_for(baseline, loss) / compute_for(challenger, loss);
}

LossLaw with_parameter_efficiency(LossLaw law, double q) {
  law.A *= std::pow(q, -law.alpha);
  return law;
}

LossLaw with_token_efficiency(LossLaw law, double q) {
  law.B *= std::pow(q, -law.beta);
  return law;
}

}  // namespace tenfold::laws
