// The JSON, the CSV and the trace of `tenfold run`.
#pragma once

#include <string>

#include "io/job.h"

namespace tenfold::io {

std::string run_json(const LoadedRun&, const RunReport&);

// A line a cause of time, a category of memory of a stage, a tier's traffic.
std::string run_csv(const RunReport&, const RunInput&);

// The step played out, to its end.
std::string run_trace(const LoadedRun&, const RunReport&);

}  // namespace tenfold::io
