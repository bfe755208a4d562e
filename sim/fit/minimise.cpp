#include "fit/minimise.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <type_traits>

namespace tenfold {
namespace {

struct Destroy {
  void operator()(nlopt_opt_s* search) const { nlopt_destroy(search); }
};

// The loss at the exponentials of x; far up where it has no number.
double at_logarithms(unsigned n, const double* x, double*, void* data) {
  const Loss& loss = *static_cast<const Loss*>(data);
  std::vector<double> values(x, x + n);
  for (double& value : values) value = std::exp(value);
  const double found = loss(values);
  return std::isfinite(found) ? found : 1e30;
}

std::vector<double> logarithms(const std::vector<double>& values) {
  std::vector<double> logs;
  for (const double value : values) logs.push_back(std::log(value));
  return logs;
}

}  // namespace

std::vector<double> minimise(const Loss& loss, const std::vector<std::vector<double>>& starts,
                             const std::vector<double>& low, const std::vector<double>& high,
                             int evaluations) {
  const std::unique_ptr<nlopt_opt_s, Destroy> search(
      nlopt_create(NLOPT_LN_SBPLX, static_cast<unsigned>(low.size())));
  nlopt_set_min_objective(search.get(), at_logarithms, const_cast<Loss*>(&loss));
  const std::vector<double> from = logarithms(low), to = logarithms(high);
  nlopt_set_lower_bounds(search.get(), from.data());
  nlopt_set_upper_bounds(search.get(), to.data());
  nlopt_set_initial_step1(search.get(), 0.3);
  nlopt_set_maxeval(search.get(), evaluations);
  nlopt_set_ftol_rel(search.get(), 1e-6);
  double least = std::numeric_limits<double>::infinity();
  std::vector<double> best = from;
  for (const auto& start : starts) {
    std::vector<double> x = logarithms(start);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::clamp(x[i], from[i], to[i]);
    double found = std::numeric_limits<double>::infinity();
    nlopt_optimize(search.get(), x.data(), &found);
    if (found < least) least = found, best = x;
  }
  for (double& value : best) value = std::exp(value);
  return best;
}

}  // namespace tenfold
