// Finding the files that a person names: a path, or the bare name of a file that ships with us.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hardware/cluster.h"
#include "hardware/framework.h"
#include "io/envelope.h"
#include "model/model.h"

namespace tenfold::io {

// The folder that holds models/, hardware_profiles/ and scenarios/.
struct Library {
  std::string home;
};

// $TENFOLD_HOME, or the folder above build/ that holds the program.
Library find_library(const std::string& program);

// "llama-4-maverick", … in order, of a folder of the library.
std::vector<std::string> names(const Library&, std::string_view folder);

// The path of what a person names: a file that exists, or a bare name or alias in `folder`. Throws
// InputError that suggests the nearest name.
std::string find_file(const Library&, std::string_view folder, const std::string& what);

// The path of the accelerator profile that has `what` among its aliases; empty where none has.
std::string find_alias(const Library&, const std::string& what);

// How outputs name a file: one of the library by its path in it, so that they are the same on every
// machine; another as it was given.
std::string shown_path(const Library&, const std::string& path);

// Its path as outputs show it, and its digest.
InputFile input_file(const Library&, const std::string& path);

// A scenario as it is read: files that it names are looked for beside `path`, and faults name that.
struct ScenarioText {
  std::string path, text;
};
ScenarioText scenario_text(const Library&, const std::string& what);
InputFile input_file(const Library&, const ScenarioText&);

// A model with the file that it came from, and remarks on keys of foreign files.
struct LoadedModel {
  Model model;
  InputFile file;
  std::string text;  // as the file stands
  std::vector<Fault> remarks;
};

// A model file, a bare model name, or a Hugging Face config.json.
LoadedModel load_model(const Library&, const std::string& what);

// A path or a bare name; an accelerator also by one of its aliases ("h100-sxm").
Accelerator load_accelerator(const Library&, const std::string& what);
Cluster load_cluster(const Library&, const std::string& what);
Framework load_framework(const Library&, const std::string& what);

}  // namespace tenfold::io
