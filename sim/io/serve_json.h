// What `tenfold serve` found, for programs: see docs/formats.md, section "JSON of serve".
#pragma once

#include <string>

#include "io/serve.h"

namespace tenfold::io {

std::string serve_json(const LoadedServe&, const ServeReport&);

// A line a number, "listed[0].margin[1],0.4": paths as in the JSON.
std::string serve_csv(const ServeReport&);

}  // namespace tenfold::io
