// A calibration as text for a profile, and as JSON.
#pragma once

#include <string>
#include <vector>

#include "cost/calibration.h"
#include "io/envelope.h"

namespace tenfold::io {

// The blocks of a part as its profile holds them: matmul, attention, grouped_matmul. Collectives
// follow, each network after a comment that names it: they belong below their tiers.
std::string calibration_toml(const FittedPart&);

std::string calibration_json(const Calibration&, const std::vector<InputFile>&);

}  // namespace tenfold::io
