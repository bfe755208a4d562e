// A scenario as Python holds it: a text, what it describes, and what was changed. Private to
// python/.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/names.h"
#include "io/compare.h"
#include "io/job.h"
#include "io/library.h"
#include "io/scenario.h"
#include "io/search.h"
#include "io/serve.h"

namespace tenfold::python {

enum class Kind : std::uint8_t { claim, job, offers, service };

}  // namespace tenfold::python

namespace tenfold {
template <>
inline constexpr std::array enum_names<python::Kind>{
    std::string_view("claim"), std::string_view("job"), std::string_view("offers"),
    std::string_view("service")};
}  // namespace tenfold

namespace tenfold::python {

// Immutable: a change makes another.
struct Asked {
  io::Library library;
  std::string named;  // as a command takes it
  io::ScenarioText source;
  Kind kind = Kind::claim;
  std::vector<std::string> settings;  // "KEY=VALUE", as --set takes them
  std::string priors;                 // of a claim: another set, or empty
};

// Of a name or a path; of a text that is called `path` in faults. Throws InputError that names
// every fault of the scenario.
Asked asked(const io::Library&, const std::string& what);
Asked asked_text(const io::Library&, const std::string& path, const std::string& text);

// With one value changed; an earlier change of the same value is gone. Throws InputError.
Asked with_setting(Asked, const std::string& key, const std::string& value);
Asked with_priors(Asked, const std::string& priors);

// Each throws InputError where the scenario is of another kind.
io::LoadedScenario claim_of(const Asked&);  // its ladders not yet fitted
io::LoadedRun run_of(const Asked&, const std::string& plan);
io::LoadedSearch search_of(const Asked&, const std::string& plan);
io::LoadedCompare compare_of(const Asked&, const std::vector<std::string>& more);
io::LoadedServe serve_of(const Asked&);

// "--priors top-down", "--set rent=2": what differs from the scenario's text.
std::vector<std::string> changes_of(const Asked&);
// "tenfold check NAME --set …"
std::string command_of(const Asked&, const std::string& verb,
                       const std::vector<std::string>& more = {});

}  // namespace tenfold::python
