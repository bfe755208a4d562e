// What lint says of a hardware or cluster file that its reader takes. Private to io/.
#pragma once

#include <string>
#include <string_view>

#include "io/lint.h"

namespace tenfold::io {

// Traps of data sheets in a sound file, beside the profile that ships of the same part; a profile
// of the library is not held against itself.
Findings lint_accelerator(const Library&, const std::string& path, std::string_view text);
Findings lint_cluster(const Library&, const std::string& path, std::string_view text);

}  // namespace tenfold::io
