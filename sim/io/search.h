// A job whose plans are to be searched, read with all that it names.
#pragma once

#include <string>
#include <vector>

#include "io/job.h"
#include "scenario/search.h"

namespace tenfold::io {

struct LoadedSearch {
  SearchInput input;
  std::vector<InputFile> files;
  std::string text;  // of the scenario, as its file stands
};

// As load_run(); --set search.KEY=VALUE:VALUE… narrows a dimension. Throws InputError.
LoadedSearch load_search(const Library&, const std::string& what, const RunSettings&);
LoadedSearch load_search(const Library&, const ScenarioText&, const RunSettings&);

}  // namespace tenfold::io
