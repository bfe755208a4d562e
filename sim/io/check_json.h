// The result of `tenfold check` as JSON. Stable paths: see docs/formats.md.
#pragma once

#include <string>
#include <vector>

#include "io/scenario.h"

namespace tenfold::io {

// Nothing disclosed is null, with a reason beside it; "verdict" of a reading without one is null.
std::string check_json(const LoadedScenario&, const Verdict&);

std::vector<Warning> check_warnings(const Verdict&);

}  // namespace tenfold::io
