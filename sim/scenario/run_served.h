// What a phase takes beside its updates: outputs that are drawn, a reference's or a teacher's pass
// over every token. Private to scenario/.
#pragma once

#include "scenario/run.h"

namespace tenfold {

// Adds the parts to the phase and their time to its sum, or why they cannot be.
void cost_served(PhaseReport&, const PhaseInput&, const RunInput&, const Cluster&);

}  // namespace tenfold
