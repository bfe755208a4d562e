// The claim under wider boundaries: what else counts as training compute, on both sides alike.
// Private to claim/.
//
// Under a boundary the baseline's compute is (1 + a) times its own pretraining and the
// challenger's (1 + b) times, so a reading's ratio is (1 + a) / (1 + b) times itself, without the
// factors that stood for what is now counted. a and b are taken at the medians.
#pragma once

#include "claim/conventions.h"
#include "claim/readings.h"

namespace tenfold {

std::vector<BoundaryRow> boundary_rows(const Claim&, const Verdict&, const Cube&);

// The shipped pair under every convention and boundary.
std::vector<Reading> matrix(const Claim&, const Verdict&, const Cube&);

}  // namespace tenfold
