#include "laws/lifetime.h"

#include <cmath>

#include "base/root.h"

namespace tenfold::laws {

Lifetime lifetime(double parameters, double tokens, double inference_tokens) {
  return {parameters, tokens, dense_work * parameters * tokens, 2 * parameters * inference_tokens};
}

Lifetime lifetime_optimum(const LossLaw& law, double loss, double inference_tokens) {
  // u is the share of the reducible part that the parameters' term leaves: both sizes follow.
  const double left = std::pow(loss - law.E, 1 / law.k);
  const auto parameters = [&](double u) { return std::pow(law.A / (u * left), 1 / law.alpha); };
  const auto tokens = [&](double u) { return std::pow(law.B / ((1 - u) * left), 1 / law.beta); };
  const auto slope = [&](double u) {
    return law.alpha * u - law.beta * (1 - u) * (1 + inference_tokens / (3 * tokens(u)));
  };
  const double u = root_between(slope, 1e-12, 1 - 1e-12);
  return lifetime(parameters(u), tokens(u), inference_tokens);
}

Lifetime training_optimum(const LossLaw& law, double loss, double inference_tokens) {
  const Allocation best = optimum(law, compute_for(law, loss));
  return lifetime(best.parameters, best.tokens, inference_tokens);
}

}  // namespace tenfold::laws
