// Accelerator profiles, format "hardware/1": see docs/formats.md.
#pragma once

#include <string>
#include <string_view>

#include "hardware/accelerator.h"

namespace tenfold::io {

// Throws InputError that names every fault in the file, FileError where it cannot be read.
Accelerator read_accelerator(const std::string& path);
Accelerator read_accelerator_text(const std::string& path, std::string_view text);

}  // namespace tenfold::io
