// tenfold explain compare:OFFER.NUMBER: how a number of a comparison is made.
#pragma once

#include <string>
#include <vector>

#include "io/library.h"

namespace tenfold::cli {

// `what`: "E", or "E.share_of_peak". An empty scenario is the one that ships. Throws InputError.
int explain_compare(const io::Library&, const std::string& what, const std::string& scenario,
                    const std::vector<std::string>& set, int threads);

}  // namespace tenfold::cli
