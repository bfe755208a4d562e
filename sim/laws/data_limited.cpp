#include "laws/data_limited.h"

#include <algorithm>
#include <cmath>

namespace tenfold::laws {
namespace {

// `unique` and what `repeats` of it add, which fade with the scale `half_life`.
double faded(double amount, double unique, double half_life) {
  const double repeats = amount / unique - 1;
  return unique + unique * half_life * (1 - std::exp(-repeats / half_life));
}

}  // namespace

DataLimitedLaw muennighoff() {
  constexpr double exponent = 0.3526596;
  return {{std::exp(0.6254804), std::exp(6.255414), exponent, std::exp(7.3049974), exponent, 1},
          15.387756,
          5.309743};
}

double effective_tokens(const DataLimitedLaw& law, double tokens, double unique) {
  return tokens <= unique ? tokens : faded(tokens, unique, law.tokens_half_life);
}

double effective_parameters(const DataLimitedLaw& law, double parameters, double unique) {
  const LossLaw& s = law.single;
  // The size that is best for `unique` tokens: N_opt = G (U G)^(beta/alpha).
  const double g = std::pow(s.alpha * s.A / (s.beta * s.B), 1 / (s.alpha + s.beta));
  const double best = std::pow(unique * g, s.beta / s.alpha) * g;
  return parameters <= best ? parameters : faded(parameters, best, law.parameters_half_life);
}

double loss(const DataLimitedLaw& law, double parameters, double tokens, double unique) {
  const double seen = std::min(tokens, unique);
  return loss(law.single, effective_parameters(law, parameters, seen),
              effective_tokens(law, tokens, seen));
}

LossSurface with_unique(const DataLimitedLaw& law, double unique) {
  return [law, unique](double parameters, double tokens) {
    return std::isinf(unique) ? loss(law.single, parameters, tokens)
                              : loss(law, parameters, tokens, unique);
  };
}

}  // namespace tenfold::laws
