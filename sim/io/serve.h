// Scenario files that describe a service, [serve] of format "scenario/1": see docs/formats.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/library.h"
#include "scenario/serve.h"

namespace tenfold::io {

// Whether a scenario describes a service; a text that is no TOML does not.
bool is_serve(const std::string& path, std::string_view text);

// Throws InputError that names every fault, also a model or profile that is not there. `set`:
// KEY=VALUE below [serve], as in unit.tensor=8, listed[0].input=1.25 or usd_per_hour=2.
ServeJob read_serve_text(const Library&, const std::string& path, std::string_view text,
                         const std::vector<std::string>& set = {});

// A service with all that it names, and the files that it rests on.
struct LoadedServe {
  ServeInput input;
  std::vector<InputFile> files;  // the scenario first
  std::vector<std::string> set;
};

// A scenario file, or the bare name of a shipped one. Throws InputError.
LoadedServe load_serve(const Library&, const std::string& what,
                       const std::vector<std::string>& set);
LoadedServe load_serve(const Library&, const ScenarioText&, const std::vector<std::string>& set);

}  // namespace tenfold::io
