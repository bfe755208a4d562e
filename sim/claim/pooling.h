// Findings of several studies pooled into what a new study would find.
//
//   finding_i ~ normal(effect_i, sd_i),  effect_i ~ normal(mean, between)
//
// with a normal prior of the mean and a half-normal one of `between`, the spread between studies
// (Gelman 2006, doi:10.1214/06-BA117A; Higgins, Thompson, Spiegelhalter 2009). All are log10 of a
// gain. What is predicted is a further effect: the mean's error and the spread between studies.
#pragma once

#include <vector>

#include "base/uncertain.h"

namespace tenfold {

struct Finding {
  double log10_gain = 0, sd = 0;  // sd: of its own error
};

struct PoolPrior {
  double mean = 0, sd = 0.5;  // of the mean: nine in ten ingredients between 0.15 and 6.6 times
  double between = 0.2;       // scale of the spread between studies: 1.6 times either way
};

// One normal of a mixture; weights sum to one.
struct NormalPart {
  double weight = 1, mean = 0, sd = 0;
};
using Mixture = std::vector<NormalPart>;

// The further effect where the spread between studies is known, and the log of the findings'
// density under it, up to a constant.
struct PooledGiven {
  double mean = 0, variance = 0, log_evidence = 0;
};
PooledGiven pooled_given(const std::vector<Finding>&, double between, const PoolPrior& = {});

// A normal for each of 64 spreads, equally probable before the findings.
Mixture pooled(const std::vector<Finding>&, const PoolPrior& = {});

double mean(const Mixture&);
double below(const Mixture&, double x);     // probability
double quantile(const Mixture&, double p);  // p in (0, 1)

// A log-normal gain as the mixture of one normal, and the reverse: with the mixture's median, and
// 5 and 95 % points as far apart as its own.
Mixture in_log10(const LogNormal&);
LogNormal log_normal(const Mixture&);

}  // namespace tenfold
