// Reads a Hugging Face config.json as a model: the shape of the released weights, exactly.
//
// A configuration says neither tokens nor published counts, so the model has an architecture, one
// source (the file, by its hash) and nothing else. A key that hints at structure and is not
// understood is a fault, never silently left out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/model.h"

namespace tenfold::io {

struct ImportedModel {
  Model model;
  std::vector<Fault> warnings;  // keys that look harmless and are not known to be
};

// Throws InputError that names every fault in the file, FileError where it cannot be read.
ImportedModel import_hf(const std::string& path);

// As import_hf, of a text that is called `path` in faults.
ImportedModel import_hf_text(const std::string& path, std::string_view text);

// Names of the model_type that are understood, sorted.
std::vector<std::string> hf_families();

}  // namespace tenfold::io
