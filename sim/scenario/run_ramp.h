// Batches and sequences that grow over the start of a run. Private to scenario/.
#pragma once

#include <vector>

#include "scenario/run.h"

namespace tenfold {

// Each stretch of the ramp under the plan, and then the plan itself with its own step; nothing
// where there is no ramp.
std::vector<RampReport> ramp_reports(const RunInput&, const ParallelPlan&, Seconds own_step);

}  // namespace tenfold
