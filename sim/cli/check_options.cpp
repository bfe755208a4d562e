#include "cli/check_options.h"

#include <fmt/format.h>

#include <bit>

#include "base/error.h"
#include "io/settings.h"
#include "io/units.h"
#include "verbs/ladder_evidence.h"

namespace tenfold::cli {
namespace {

Scenario with_setting(const Scenario& scenario, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(
        fmt::format("--set is '{}': needs KEY=VALUE, as in priors.data.median=1.5", setting));
  return io::with(scenario, setting.substr(0, equals), setting.substr(equals + 1));
}

// Sobol points fill the cube evenly in powers of two only.
std::string power_of_two(const std::string& text) {
  constexpr std::uint64_t fewest = 1024, most = 16777216;
  const auto count = io::parse_scaled_count(text);
  const bool sound = count && *count >= fewest && *count <= most &&
                     std::has_single_bit(static_cast<std::uint64_t>(*count));
  return sound ? "" : fmt::format("{} is not a power of two from {} to {}", text, fewest, most);
}

}  // namespace

void add_scenario_options(CLI::App& verb, ScenarioOptions& o) {
  verb.add_option("--priors", o.priors, "another set of scenarios/priors/, or a file");
  verb.add_option("--set", o.settings, "change one value: KEY=VALUE; prints what moves")
      ->allow_extra_args(false);
  verb.add_option("--draws", o.draws, "draws of the Monte Carlo")
      ->check(CLI::Validator(power_of_two, "1024 to 16777216"));
  verb.add_option("--threads", o.threads, "threads; default: all cores; moves no result")
      ->check(CLI::Range(1, 4096));
}

AskedScenario load(const io::Library& library, const ScenarioOptions& o) {
  io::check_named_once(o.settings);
  AskedScenario found{io::load_scenario(library, o.name), {}, {}};
  Scenario& shipped = found.shipped.scenario;
  if (o.draws > 0) shipped.sampling.draws = o.draws;
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
  found.asked = verbs::with_fitted_ladders(std::move(found.asked));
  if (!found.moved.empty()) found.shipped = verbs::with_fitted_ladders(std::move(found.shipped));
  return found;
}

}  // namespace tenfold::cli
