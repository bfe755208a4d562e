// Which findings come from the pair that is asked about, so that they do not predict it.
#pragma once

#include "claim/pooled_priors.h"

namespace tenfold {

// A finding is left out where it is of a pair of the set that shares a model with the question, on
// either side. Without keys a question is a pair of the set that has its factors and months; any
// months where its own are not known.
bool is_left_out(const GradedFinding&, const PairQuestion&, const PooledPriors&);

}  // namespace tenfold
