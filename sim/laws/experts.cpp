#include "laws/experts.h"

#include <cmath>

#include "base/root.h"

namespace tenfold::laws {

double ExpertCount::operator()(double experts) const {
  const double shifted = experts - 1 + 1 / (1 / start - 1 / max);
  return 1 / (1 / shifted + 1 / max);
}

double loss(const RoutedLaw& law, double parameters, double experts) {
  const double n = std::log10(parameters), e = std::log10(law.experts(experts));
  return std::pow(10, law.a * n + law.b * e + law.c * n * e + law.d);
}

double parameters_for(const RoutedLaw& law, double loss, double experts) {
  const double e = std::log10(law.experts(experts));
  return std::pow(10, (std::log10(loss) - law.b * e - law.d) / (law.a + law.c * e));
}

double clark_dense_loss(double parameters) { return std::pow(3.568e13 / parameters, 0.078); }
double clark_dense_parameters_for(double loss) { return 3.568e13 / std::pow(loss, 1 / 0.078); }

LossLaw krajewski(double granularity) {
  return {0.47, 2.1 / std::pow(granularity, 0.58) + 18.1, 0.115, 30.8, 0.147, 1};
}

double abnar_loss(double parameters, double tokens, double sparsity) {
  const double active = 1 - sparsity;
  return 16612.50 / std::pow(parameters, 0.5962) + 5455.67 / std::pow(tokens, 0.3954) +
         0.4598 / std::pow(active, -0.1666) +
         17.26 / (std::pow(active, 0.1603) * std::pow(parameters, 0.1595)) + 0.94;
}

LossLaw joint_moe(double experts) {
  const double e = ExpertCount{2.0732, 290.4521}(experts), log_e = std::log(e);
  return {1.3637,
          35.91 * std::pow(e, -0.2285),
          -(-0.1889 + 0.0098 * log_e),
          35.98 * std::pow(e, 0.5529),
          -(-0.1775 - 0.0259 * log_e),
          1};
}

double joint_moe_multiplier(double experts, double compute) {
  return compute_for(joint_moe(1), optimum(joint_moe(experts), compute).loss) / compute;
}

double efficiency_leverage(double active_share, double granularity, double compute) {
  const double share = ExpertCount{1.63e-2, 5.28e16}(active_share + 1);
  const double g = std::log2(granularity);  // the bases are not stated: these fit the paper's text
  const double alpha = 1.23 - 7.61e-2 * std::log10(compute);
  return std::pow(share, alpha + 1.67e-2 * g * g - 1.17e-1 * g);
}

double best_granularity() { return std::exp2(1.17e-1 / (2 * 1.67e-2)); }

double moe_compute_for(double active_share, double granularity, double dense_compute) {
  const auto surplus = [&](double log_compute) {
    const double compute = std::exp(log_compute);
    return log_compute + std::log(efficiency_leverage(active_share, granularity, compute)) -
           std::log(dense_compute);
  };
  return std::exp(
      root_between(surplus, std::log(dense_compute) - 20, std::log(dense_compute) + 20));
}

double tian_learning_rate(double compute) { return 1.1576 * std::pow(compute, -0.1529); }
double tian_batch(double compute) { return 0.0694 * std::pow(compute, 0.3644); }

}  // namespace tenfold::laws
