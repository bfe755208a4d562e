// The scenario that a person names, and what they change in it, for check and explain.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "io/scenario.h"

namespace tenfold::cli {

// What `explain check:N` takes where no scenario is named.
inline constexpr std::string_view default_scenario = "muse_spark_vs_maverick";

struct ScenarioOptions {
  std::string name, priors;
  std::vector<std::string> settings;  // "priors.data.median=1.5"
  std::int64_t draws = 0;             // the scenario's own
  int threads = 0;
};

// --priors, --set, --draws, --threads
void add_scenario_options(CLI::App& verb, ScenarioOptions&);

struct AskedScenario {
  io::LoadedScenario shipped, asked;  // as the file has it, and with --priors and --set
  std::vector<std::string> moved;     // how they differ: "--set priors.data.median=1.5"
};
AskedScenario load(const io::Library&, const ScenarioOptions&);

}  // namespace tenfold::cli
