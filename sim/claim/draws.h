// The draws behind a reading's distribution.
#pragma once

#include <cstddef>
#include <vector>

#include "claim/claim.h"
#include "claim/verdict.h"

namespace tenfold {

// The ratio in each draw, under the priors in use; empty where the reading has no ratio. The
// reading's spread is of these.
std::vector<double> ratio_draws(const Claim&, std::size_t reading, const Sampling&);

}  // namespace tenfold
