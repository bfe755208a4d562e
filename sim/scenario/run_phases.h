// The phases of a run beside its own. Private to scenario/.
#pragma once

#include <vector>

#include "scenario/run.h"

namespace tenfold {

// The run's own pretraining, `own`, and then each phase of the input; nothing without phases.
std::vector<PhaseReport> phase_reports(const RunInput&, const RunReport& own);

}  // namespace tenfold
