// Whether a file of ours is sound, whatever its format.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "io/library.h"

namespace tenfold::io {

// Every fault of the file; a file of a format that we do not know is one fault. Throws FileError.
std::vector<Fault> lint(const Library&, const std::string& path);

}  // namespace tenfold::io
