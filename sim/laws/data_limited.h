// Loss when tokens repeat. Muennighoff et al. 2023, arXiv:2305.16264.
//
//   D' = U + U R*_D (1 - exp(-R_D / R*_D)),  R_D = D/U - 1 repetitions of U unique tokens
//   N' the same with U_N = min(N, N_opt(U)),  R_N = N/U_N - 1
//   L = E + A / N'^alpha + B / D'^beta
#pragma once

#include "laws/loss_law.h"
#include "laws/loss_surface.h"

namespace tenfold::laws {

struct DataLimitedLaw {
  LossLaw single;                                         // of tokens that are all new
  double tokens_half_life = 0, parameters_half_life = 0;  // R*_D, R*_N
};
DataLimitedLaw muennighoff();

// What D tokens of which `unique` are new are worth in new tokens, and N in parameters.
double effective_tokens(const DataLimitedLaw&, double tokens, double unique);
double effective_parameters(const DataLimitedLaw&, double parameters, double unique);

double loss(const DataLimitedLaw&, double parameters, double tokens, double unique);

// The law with so many unique tokens, for loss_surface.h's best split and inverse. With an infinite
// number it is the law of single epochs.
LossSurface with_unique(const DataLimitedLaw&, double unique);

}  // namespace tenfold::laws
