#include "io/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "io/document.h"
#include "io/hardware.h"
#include "io/hf_import.h"
#include "io/job.h"
#include "io/model.h"
#include "io/sha256.h"
#include "io/suggest.h"

namespace tenfold::io {
namespace {

namespace fs = std::filesystem;

bool holds_library(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "models", ignored) &&
         fs::is_directory(folder / "scenarios", ignored);
}

bool looks_like_a_path(const std::string& what) {
  return what.find('/') != std::string::npos || fs::path(what).has_extension();
}

bool is_json(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

// Whether the file, a profile of an accelerator, has `alias` among its aliases.
bool has_alias(const fs::path& file, const std::string& alias) {
  const std::string text = file_bytes(file.string());
  if (text.find('"' + alias + '"') == std::string::npos) return false;  // spares a parse
  const Document document(file.string(), text);
  const toml::array* aliases = document.root()["accelerator"]["aliases"].as_array();
  return aliases && std::any_of(aliases->begin(), aliases->end(), [&](const toml::node& node) {
           return node.value_exact<std::string>() == alias;
         });
}

}  // namespace

Library find_library(const std::string& program) {
  if (const char* home = std::getenv("TENFOLD_HOME"); home && holds_library(home)) return {home};
  std::error_code ignored;
  const fs::path self = fs::canonical("/proc/self/exe", ignored);
  for (fs::path folder = self.empty() ? fs::path(program) : self; folder.has_relative_path();
       folder = folder.parent_path())
    if (holds_library(folder)) return {folder.string()};
  return {"."};
}

std::vector<std::string> names(const Library& library, std::string_view folder) {
  std::vector<std::string> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::path(library.home) / folder, ignored))
    if (entry.path().extension() == ".toml") found.push_back(entry.path().stem().string());
  std::sort(found.begin(), found.end());
  return found;
}

std::string find_alias(const Library& library, const std::string& what) {
  for (const std::string& name : names(library, "hardware_profiles"))
    if (const fs::path file = fs::path(library.home) / "hardware_profiles" / (name + ".toml");
        has_alias(file, what))
      return file.string();
  return {};
}

std::string find_file(const Library& library, std::string_view folder, const std::string& what) {
  std::error_code ignored;
  if (fs::exists(what, ignored) && !fs::is_directory(what, ignored)) return what;
  const fs::path shipped = fs::path(library.home) / folder / (what + ".toml");
  if (fs::is_regular_file(shipped, ignored)) return shipped.string();
  if (folder == "hardware_profiles")
    if (std::string path = find_alias(library, what); !path.empty()) return path;
  if (fs::is_directory(what, ignored))
    throw InputError(fmt::format("{}: is a folder: name a file in it", what));
  if (looks_like_a_path(what)) throw InputError(fmt::format("{}: there is no such file", what));
  throw InputError(
      fmt::format("there is no file '{}' and no '{}' in {}/{}: `tenfold list` names all", what,
                  what, folder, suggestion(what, names(library, folder))));
}

std::string shown_path(const Library& library, const std::string& path) {
  const std::string home = library.home + "/";
  return path.rfind(home, 0) == 0 ? path.substr(home.size()) : path;
}

InputFile input_file(const Library& library, const std::string& path) {
  return {shown_path(library, path), sha256(file_bytes(path))};
}

ScenarioText scenario_text(const Library& library, const std::string& what) {
  const std::string path = find_file(library, "scenarios", what);
  return {path, file_bytes(path)};
}

InputFile input_file(const Library& library, const ScenarioText& scenario) {
  return {shown_path(library, scenario.path), sha256(scenario.text)};
}

LoadedModel load_model(const Library& library, const std::string& what) {
  const std::string path = find_file(library, "models", what);
  const std::string text = file_bytes(path);
  if (is_job(path, text)) return load_job_model(library, path, text);
  const std::string shown = shown_path(library, path);
  LoadedModel loaded{{}, {shown, sha256(text)}, text, {}};
  if (fs::path(path).extension() == ".json" || is_json(text)) {
    ImportedModel imported = import_hf_text(shown, text);
    loaded.model = std::move(imported.model);
    loaded.remarks = std::move(imported.warnings);
  } else {
    loaded.model = read_model_text(shown, text);
  }
  return loaded;
}

Accelerator load_accelerator(const Library& library, const std::string& what) {
  const std::string path = find_file(library, "hardware_profiles", what);
  return read_accelerator_text(shown_path(library, path), file_bytes(path));
}

Cluster load_cluster(const Library& library, const std::string& what) {
  const std::string path = find_file(library, "hardware_profiles/clusters", what);
  return read_cluster_text(library, shown_path(library, path), file_bytes(path));
}

Framework load_framework(const Library& library, const std::string& what) {
  const std::string path = find_file(library, "hardware_profiles/frameworks", what);
  return read_framework_text(shown_path(library, path), file_bytes(path));
}

}  // namespace tenfold::io
