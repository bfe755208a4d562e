// Whether a file of ours is sound, whatever its format.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "io/library.h"

namespace tenfold::io {

// Faults: what cannot be read, or cannot be so. Warnings: what looks like a trap of data sheets,
// and questions of a questionnaire that stand open.
struct Findings {
  std::vector<Fault> faults, warnings;
};

// All of a file; a file of a format that we do not know is one fault. Throws FileError.
Findings lint(const Library&, const std::string& path);

}  // namespace tenfold::io
