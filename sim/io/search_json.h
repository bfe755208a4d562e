// The JSON and the CSV of `tenfold search`.
#pragma once

#include <string>

#include "io/search.h"

namespace tenfold::io {

std::string search_json(const LoadedSearch&, const SearchReport&);

// A line a plan: the best, the front, the leanest, the cheapest, each with all of its settings; of
// a ladder the front of the rung that is told, and the others of every rung. Says nothing of how
// long the search took: the same bytes on any machine.
std::string search_csv(const LoadedSearch&, const SearchReport&);

}  // namespace tenfold::io
