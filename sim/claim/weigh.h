// Priors and evidence weighed together. Private to claim/.
//
// Every draw of the priors is weighed by how well it explains the evidence:
//   ladders   Normal(log10 of the factors that they differ in; the fit's mean and sd)
//   compute   the density of log10 FLOPs of a side that hours or prices leave
//   a word    the Bayes factor where the reading's ratio is the claimed one or more, else 1
// Evidence alone: factors that ladders measured have no prior (flat in the log), the others keep
// theirs; a side's compute is what hours or prices say; a word alone meets even odds.
#pragma once

#include "claim/readings.h"

namespace tenfold {

// Nothing where no evidence bears on the reading.
std::optional<Weighing> weigh(const Claim&, const ReadingSpec&, const Cube&);

// Dimensions of the cube that evidence alone draws from.
std::vector<std::string> evidence_keys(const Claim&);

// ln of each draw's weight, for an outcome of weighted draws.
Outcome weighted_outcome(const std::vector<double>& logs, const std::vector<double>& log_weights,
                         double claimed);
double effective_draws(const std::vector<double>& log_weights);

}  // namespace tenfold
