// Scenario files, format "scenario/1", and sets of priors, "priors/1": see docs/formats.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/library.h"
#include "scenario/scenario.h"

namespace tenfold::io {

// A scenario with every file that it rests on.
struct LoadedScenario {
  Scenario scenario;
  std::vector<InputFile> files;
  std::string text{};  // of the scenario, as its file stands
};

// A scenario file or the bare name of a shipped one. Throws InputError that names every fault in
// the file, FileError where it cannot be read.
LoadedScenario load_scenario(const Library&, const std::string& what);

// As load_scenario, of a text that is called `path` in faults.
LoadedScenario read_scenario_text(const Library&, const std::string& path, std::string_view text);

Priors read_priors_text(const std::string& path, std::string_view text);

// The scenario with another set of priors in use: the name of a shipped one, or a file. It joins
// the sets that are shown if it is not among them.
LoadedScenario with_priors(const Library&, const LoadedScenario&, const std::string& what);

// The scenario with one value replaced, as `--set path=value` does. Throws InputError for an
// unknown path, with the nearest one, and for a value that does not fit. Paths:
//   claim.ratio, headline, draws, seed
//   evidence.word           the Bayes factor of the claimant's bare word: 1 for none
//   priors.FACTOR           of the set in use: a number, or "2.5 [1.2, 5.2]" for a log-normal
//   priors.FACTOR.median    p05 and p95 scale with it
//   priors.FACTOR.p05, .p95 the median moves to the geometric mean of the two
//   baseline.active_parameters, baseline.tokens and the challenger's: the same forms
Scenario with(const Scenario&, std::string_view path, std::string_view value);

// All paths that `with` knows for this scenario.
std::vector<std::string> settable(const Scenario&);

}  // namespace tenfold::io
