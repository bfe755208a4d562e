// How far a law lies from the runs of a ladder, with the exact gradient and curvature.
//
// The law in logarithms, with n = ln N and d = ln D less their means:
//
//   ln L = logsumexp(e, k s),  s = logsumexp(a - alpha n, b - beta d),  k = exp(kappa)
//
// The objective is the sum over runs of huber(ln L - ln L_observed), divided by its delta so that
// it is of order one (Hoffmann et al. 2022, section 3.3). Private to fit/.
#pragma once

#include <array>
#include <vector>

#include "laws/ladder.h"

namespace tenfold {

inline constexpr std::size_t law_size = 6;
using LawVector = std::array<double, law_size>;  // a, alpha, b, beta, e, kappa
using LawMatrix = std::array<LawVector, law_size>;

enum LawIndex : std::size_t { at_a, at_alpha, at_b, at_beta, at_e, at_kappa };

// What is summed: Huber's loss of the logarithms, or squares of the losses themselves, as
// curve-fitting programs do.
struct LadderLoss {
  double delta = 1e-3;
  bool squares = false;
};

// A ladder as the objective reads it. Runs of weight zero are left out.
struct LogRuns {
  std::vector<double> n, d, y;  // ln N and ln D about their means, ln L
  std::vector<double> weight;   // how often a run counts
  double mean_n = 0, mean_d = 0;
  LadderLoss loss;

  std::size_t size() const { return y.size(); }
};
LogRuns log_runs(const Ladder&, const LadderLoss&);

// The same runs, counted so often.
LogRuns weighted(const LogRuns&, const std::vector<double>& counts);

// The objective over delta at a point, and its derivatives.
struct LawValue {
  double value = 0;
  LawVector gradient{};
  LawMatrix curvature{};
};
LawValue law_value(const LogRuns&, const LawVector&);

// Its sum of outer products of each run's gradient, which a sandwich estimate of errors needs.
LawMatrix gradient_products(const LogRuns&, const LawVector&);

LawVector vector_of(const LadderLaw&, const LogRuns&);
LadderLaw law_of(LadderForm, const LawVector&, const LogRuns&);

// Objective as papers state it: not divided by delta.
double objective(const LogRuns&, const LawVector&);

}  // namespace tenfold
