// How well fitted efficiency parameters tell times that the fits did not see.
#pragma once

#include <string>

#include "cost/calibration.h"

namespace tenfold::report {

std::string text(const Calibration&);
std::string markdown(const Calibration&, const std::string& command);

}  // namespace tenfold::report
