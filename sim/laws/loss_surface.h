// Best split and inverse of a loss that has no closed form for them: any function of parameters and
// tokens that falls as either grows, along a budget of (work N + per_token) D FLOPs.
#pragma once

#include <functional>

#include "laws/loss_law.h"

namespace tenfold::laws {

using LossSurface = std::function<double(double parameters, double tokens)>;

// What a token costs: `work` FLOPs a parameter, and `per_token` that the parameters do not change,
// as a teacher's forward pass. And the sizes of models that are looked at: a law that was fitted to
// no great size may fall again beyond it.
struct Split {
  double work = dense_work;
  double per_token = 0;
  double fewest = 1e3, most = 1e18;
};

// The split with the least loss.
Allocation optimum(const LossSurface&, double compute, const Split& = {});

// FLOPs between 1e10 and 1e40 that reach `loss` at the best split; infinite where none do.
double compute_for(const LossSurface&, double loss, const Split& = {});

}  // namespace tenfold::laws
