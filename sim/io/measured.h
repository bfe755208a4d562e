// Tables of measured runs, as CSV: see docs/formats.md, section "Measured runs".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/library.h"
#include "scenario/catalogue.h"
#include "scenario/measured.h"

namespace tenfold::io {

// Throws InputError that names every fault in the table.
std::vector<MeasuredRun> read_runs_text(const std::string& path, std::string_view text);

struct LoadedRuns {
  std::vector<MeasuredRun> runs;
  InputFile file;
};

// Throws InputError where there is no such table, FileError where it cannot be read.
LoadedRuns load_runs(const Library&, const std::string& path);

// The models and profiles that the runs name, those of every framework among them. What the library
// lacks is absent; what it has with faults throws InputError, and so does a library without
// profiles.
Catalogue load_catalogue(const Library&, const std::vector<MeasuredRun>&);

}  // namespace tenfold::io
