// The least loss at each compute, read off the minima of the budgets: straight lines of ln L over
// ln C between them. Private to fit/.
#pragma once

#include <optional>
#include <vector>

#include "fit/ladder_isoflop.h"

namespace tenfold {

// Nothing outside the budgets.
std::optional<double> frontier_loss(const std::vector<IsoflopMinimum>&, double flops);

// The least compute at which the frontier comes down to a loss; nothing where none does, or the
// lowest budget lies below it already.
std::optional<double> frontier_compute(const std::vector<IsoflopMinimum>&, double loss);

}  // namespace tenfold
