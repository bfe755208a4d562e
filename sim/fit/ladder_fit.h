// The law of a ladder: from many starts to the least objective, in each form.
#pragma once

#include <optional>
#include <vector>

#include "fit/ladder_objective.h"
#include "laws/fit_report.h"
#include "laws/ladder.h"

namespace tenfold {

struct LadderFitOptions {
  LadderLoss loss;
  int starts = 128;  // at least 100 spread over the laws that training runs show
  int threads = 1;   // moves no result
};

struct LadderFit {
  LadderLaw law;
  double objective = 0;  // as papers state it: the sum of Huber's losses
  std::size_t n = 0;     // runs
  LawVector at{};        // the same law as the objective reads it
};

// Throws std::invalid_argument where the ladder has fewer runs than the form has parameters.
LadderFit fitted_law(const Ladder&, LadderForm, const LadderFitOptions&);

// Points from which a fit starts: E, the exponents and the power spread evenly, the amplitudes such
// that the law meets the mean run.
std::vector<LawVector> ladder_starts(const LogRuns&, LadderForm, int count);

// Three of them in the midst, from which a resample is fitted too.
std::vector<LawVector> middle_starts(const LogRuns&, LadderForm);

// ln(L / L of the law) of each run.
std::vector<double> log_residuals(const Ladder&, const LadderLaw&);

// Root of their mean square, in ln L.
double log_error(const Ladder&, const LadderLaw&);

// The standard errors of E, A, B, alpha, beta, k to first order, from the curvature and the
// gradients of the runs (a sandwich: White 1982). Zero for what the form holds, and all zero where
// the curvature is singular: the runs then do not tell the parameters apart.
struct LawErrors {
  double E = 0, A = 0, B = 0, alpha = 0, beta = 0, k = 0;
  bool singular = false;
};
LawErrors delta_errors(const Ladder&, const LadderFit&, const LadderLoss&);

// The parameters of the law that the box of the search holds.
std::vector<BoundParameter> at_bounds(const Ladder&, const LadderFit&, const LadderLoss&);

// The law's optimum, where it is one of a model: finite, with a parameter and a token at least.
std::optional<laws::Allocation> told_optimum(const LadderLaw&, double flops);

// Pairs of (N, D), each counted once: a law of n parameters needs n of them, however many runs.
std::size_t distinct_runs(const Ladder&);

}  // namespace tenfold
