#include "claim/draws.h"

#include <cmath>

#include "claim/product.h"
#include "claim/readings.h"

namespace tenfold {

std::vector<double> ratio_draws(const Claim& claim, std::size_t reading, const Sampling& sampling) {
  const Posed posed = pose(claim, claim.readings.at(reading), priors_in_use(claim));
  if (!posed.missing.empty() || posed.product.terms.empty()) return {};
  if (is_certain(posed.product))
    return std::vector(static_cast<std::size_t>(sampling.draws), value_if_certain(posed.product));
  const Cube cube = sample_cube(dimension_keys(claim), sampling);
  std::vector<double> ratios = log_draws(posed.product, cube);
  for (double& ratio : ratios) ratio = std::exp(ratio);
  return ratios;
}

}  // namespace tenfold
