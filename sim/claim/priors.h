// A set of judged factors that multiply to "times less compute for the same capability".
//
// Format "priors/1": scenarios/priors/NAME.toml. Each set lists its own factors; a factor above 1
// makes the challenger's recipe cheaper. What is drawn is drawn independently; factors may still
// act on each other: where a factor's gain moves with the compute that is spent (`per_decade`), the
// compute that the others save moves it, and overlaps say what two gains are worth together.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "base/provenance.h"
#include "base/uncertain.h"
#include "base/units.h"

namespace tenfold {

// What kind of improvement a factor is; the groups of the attribution.
enum class FactorGroup : std::uint8_t {
  architecture,
  data,
  optimisation,
  allocation,
  boundary,
  yardstick,
  progress
};
template <>
inline constexpr std::array enum_names<FactorGroup>{
    std::string_view("architecture"), std::string_view("data"),
    std::string_view("optimisation"), std::string_view("allocation"),
    std::string_view("boundary"),     std::string_view("yardstick"),
    std::string_view("progress")};

struct Factor {
  std::string key;    // "data", of [factors.data]
  std::string label;  // "data curation"
  FactorGroup group = FactorGroup::architecture;
  Uncertain value;  // positive
  std::string note;
  Uncertain per_decade = Certain{0};  // added to log10 of it for ten times the challenger's compute
  std::optional<Flops> at{};          // the challenger's compute at which `value` holds
};
template <>
struct Fields<Factor> {
  static constexpr std::tuple table{
      Field{"label", &Factor::label, "as reports call it"},
      Field{"group", &Factor::group, "kind of improvement"},
      Field{"value", &Factor::value, "times less compute for the same capability"},
      Field{"note", &Factor::note, "what a reader should know", optional},
      Field{"per_decade", &Factor::per_decade,
            "added to log10 of the value for ten times the challenger's compute", optional},
      Field{"at", &Factor::at, "the challenger's compute at which the value holds", optional},
  };
};

// What gains of several factors are worth together beyond their product: below 1 where they buy
// the same thing twice.
struct Overlap {
  std::string key;  // "data+optimizer", of [overlaps.NAME]: its name
  std::vector<std::string> factors;
  Uncertain value = Certain{1};  // multiplies their product; positive
  std::string note{};
};
template <>
struct Fields<Overlap> {
  static constexpr std::tuple table{
      Field{"factors", &Overlap::factors, "two factors or more"},
      Field{"value", &Overlap::value, "what they are worth together beyond their product"},
      Field{"note", &Overlap::note, "what a reader should know", optional},
  };
};

inline constexpr std::size_t most_interacting_factors = 12;  // 2^12 subsets a draw

struct Priors {
  std::string key;    // file name without .toml: "reference"
  std::string title;  // "eight factors, judged from the literature"
  std::string set;    // when and by whom, and whether the claim was known by then
  std::string note;
  std::vector<Factor> factors;
  std::vector<Source> sources;
  std::map<std::string, Provenance> provenance;  // "factors.data.value"
  std::vector<Overlap> overlaps{};
};

// Whether some factor's gain depends on which others are there.
bool interacts(const Priors&);

// The factor of that key, or null.
const Factor* find_factor(const Priors&, std::string_view key);

}  // namespace tenfold
