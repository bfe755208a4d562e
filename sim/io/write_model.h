// Writes a model as a model/1 file that read_model() reads back to the same architecture.
#pragma once

#include <string>

#include "model/model.h"

namespace tenfold::io {

// What an import knows: title, sources, architecture. The first source stands behind every number,
// as disclosed.
std::string write_model(const Model&);

}  // namespace tenfold::io
