// Priors and evidence together. Private to claim/.
//
// In log10 the uncertain quantities of a reading are a vector x with means and a diagonal
// covariance P. An observation says that h x = y, with a normal error r:
//   a ladder   the sum of the factors that it measures, at its own compute
//   compute    log10 of a side's parameters and tokens, by hours or prices
// Draws of the priors become draws with the evidence by Kalman's update with an error drawn for
// each: x + K (y + r z - h x), K = P h / (h P h + r^2), one observation after another (Burgers, van
// Leeuwen and Evensen 1998, Mon. Weather Rev. 126). For log-normal priors that is the posterior,
// however precise the evidence; for others it is so in mean and variance.
//
// Evidence alone: what was observed starts from a spread of ten decades, the rest keeps its
// priors. A word then weighs each draw by its Bayes factor where the ratio is the claimed one or
// more; a word with nothing observed meets even odds.
#pragma once

#include "claim/readings.h"

namespace tenfold {

// Nothing where no evidence bears on the reading.
std::optional<Weighing> weigh(const Claim&, const ReadingSpec&, const Cube&);

// Dimensions of the cube that evidence draws its errors from.
std::vector<std::string> evidence_keys(const Claim&);

Outcome weighted_outcome(const std::vector<double>& logs, const std::vector<double>& log_weights,
                         double claimed);

}  // namespace tenfold
