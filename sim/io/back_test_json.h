// The JSON and CSV of `tenfold validate claims`.
#pragma once

#include <string>
#include <vector>

#include "claim/back_test.h"
#include "io/envelope.h"

namespace tenfold::io {

// `files`: the table, and the set of priors.
std::string back_test_json(const std::vector<InputFile>& files, const BackTest&);

// A line a pair.
std::string back_test_csv(const BackTest&);

}  // namespace tenfold::io
