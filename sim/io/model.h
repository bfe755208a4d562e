// Model files, format "model/1": see docs/formats.md.
#pragma once

#include <string>
#include <string_view>

#include "model/model.h"

namespace tenfold::io {

// Throws InputError that names every fault in the file, FileError where it cannot be read.
Model read_model(const std::string& path);

// As read_model, of a text that is called `path` in faults and has the key of its file name.
Model read_model_text(const std::string& path, std::string_view text);

}  // namespace tenfold::io
