// Scenario files with offers of compute, [job] and [[offers]] of format "scenario/1": see
// docs/formats.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/library.h"
#include "io/units.h"
#include "scenario/compare.h"

namespace tenfold::io {

// A space between a number and its unit, where there is none.
std::string spaced(std::string value);

// Whether a scenario has offers; a text that is no TOML has none.
bool has_offers(const std::string& path, std::string_view text);

// A comparison with all that it names, and the files that it rests on.
struct LoadedCompare {
  CompareInput input;
  std::vector<InputFile> files;
  std::vector<Source> sources;  // of the scenario
  std::string text;             // of the scenario, as its file stands
};

// A scenario file, or the bare name of a shipped one. `set`: "deadline=21 d",
// "offers.A.price=2.1 USD/h", "offers.*.quoted=2026-11"; an offer by its name or the first word of
// it. `today` stands where the file has no as_of. Throws InputError that names every fault.
LoadedCompare load_compare(const Library&, const std::string& what,
                           const std::vector<std::string>& set, const std::string& today);
LoadedCompare load_compare(const Library&, const ScenarioText&, const std::vector<std::string>& set,
                           const std::string& today);

// "30 d", or "30d" as a shell takes it without quotes.
template <Dimension D>
std::optional<Quantity<D>> parse_typed(const std::string& text) {
  return parse_quantity<D>(spaced(text));
}

// For lint: throws InputError that names every fault.
void read_compare_text(const Library&, const std::string& path, std::string_view text);

}  // namespace tenfold::io
