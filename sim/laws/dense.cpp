#include "laws/dense.h"

#include <cmath>

namespace tenfold::laws {

double kaplan_loss_of_parameters(double parameters) { return std::pow(8.8e13 / parameters, 0.076); }
double kaplan_loss_of_tokens(double tokens) { return std::pow(5.4e13 / tokens, 0.095); }
double kaplan_loss_of_compute(double pf_days) { return std::pow(3.1e8 / pf_days, 0.050); }
double kaplan_critical_batch(double loss) { return 2e8 / std::pow(loss, 1 / 0.21); }
double kaplan_compute_for(double loss) { return 3.1e8 / std::pow(loss, 1 / 0.050); }

Allocation kaplan_optimum(double pf_days) {
  return {1.3e9 * std::pow(pf_days, 0.73), 2e10 * std::pow(pf_days, 0.27),
          kaplan_loss_of_compute(pf_days)};
}

LossLaw kaplan_joint() {
  constexpr double alpha = 0.076 / 0.103;
  return {0, std::pow(6.4e13, alpha), alpha, 1.8e13, 1, 0.103};
}

LossLaw chinchilla() {
  return {std::exp(0.5267228), std::exp(6.0073404), 0.33917084, std::exp(6.0179186), 0.2849083, 1};
}

double loss(const OverTrainingLaw& law, double compute, double tokens_per_parameter) {
  const double m = std::pow(tokens_per_parameter, law.h);
  return law.E + (law.a * m + law.b / m) * std::pow(compute, -law.h);
}

double task_error(const OverTrainingLaw& law, double loss) {
  return law.eps - law.k * std::exp(-law.gamma * loss);
}

LossLaw in_parameters_and_tokens(const OverTrainingLaw& law) {
  // M^h C^-h = 6^-h N^-2h and M^-h C^-h = 6^-h D^-2h.
  const double six = std::pow(dense_work, -law.h);
  return {law.E, law.a * six, 2 * law.h, law.b * six, 2 * law.h, 1};
}

double accuracy(const AccuracyLaw& law, double bits) {
  return law.a / (1 + std::exp(-law.k * (bits - law.midpoint))) + law.b;
}

double bits_for(const AccuracyLaw& law, double accuracy) {
  const double share = (accuracy - law.b) / law.a;
  return law.midpoint + std::log(share / (1 - share)) / law.k;
}

double farseer_loss(double parameters, double tokens) {
  const double n = parameters / 1e9;
  const double floor = std::exp(-2.082316 * std::pow(n, 0.0530760) + 1.277014);
  const double scale = std::exp(6.521068 * std::pow(n, -0.1257767) - 1.853805);
  const double exponent = std::exp(-3.640181 * std::pow(n, 0.0422716) + 2.426767);
  return floor + scale * std::pow(tokens, -exponent);
}

}  // namespace tenfold::laws
