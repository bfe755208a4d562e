// The JSON and CSV of `tenfold fit`.
#pragma once

#include <string>
#include <vector>

#include "io/envelope.h"
#include "laws/fit_report.h"

namespace tenfold::io {

std::string fit_json(const std::vector<InputFile>&, const FitReport&);

// A line a run: what it is, and by each form the loss and the residual of ln L.
std::string fit_csv(const FitReport&);

}  // namespace tenfold::io
