#include "cli/check_options.h"

#include <fmt/format.h>

#include "base/error.h"

namespace tenfold::cli {
namespace {

Scenario with_setting(const Scenario& scenario, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(
        fmt::format("--set is '{}': needs KEY=VALUE, as in priors.data.median=1.5", setting));
  return io::with(scenario, setting.substr(0, equals), setting.substr(equals + 1));
}

}  // namespace

void add_scenario_options(CLI::App& verb, ScenarioOptions& o) {
  verb.add_option("--priors", o.priors, "another set of scenarios/priors/, or a file");
  verb.add_option("--set", o.settings, "change one value: KEY=VALUE; prints what moves")
      ->allow_extra_args(false);
  verb.add_option("--draws", o.draws, "draws of the Monte Carlo, a power of two");
  verb.add_option("--threads", o.threads, "threads; default: all cores; moves no result")
      ->check(CLI::Range(1, 4096));
}

AskedScenario load(const io::Library& library, const ScenarioOptions& o) {
  AskedScenario found{io::load_scenario(library, o.name), {}, {}};
  Scenario& shipped = found.shipped.scenario;
  if (!o.draws.empty()) shipped = io::with(shipped, "draws", o.draws);
  shipped.sampling.threads = o.threads;
  found.asked = found.shipped;
  if (!o.priors.empty()) {
    found.asked = io::with_priors(library, found.asked, o.priors);
    found.moved.push_back("--priors " + o.priors);
  }
  for (const std::string& setting : o.settings) {
    found.asked.scenario = with_setting(found.asked.scenario, setting);
    found.moved.push_back("--set " + setting);
  }
  return found;
}

}  // namespace tenfold::cli
