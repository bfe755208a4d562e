// A set of judged factors that multiply to "times less compute for the same capability".
//
// Format "priors/1": scenarios/priors/NAME.toml. Each set lists its own factors; a factor above 1
// makes the challenger's recipe cheaper. Factors are independent of each other.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "base/provenance.h"
#include "base/uncertain.h"

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
};
template <>
struct Fields<Factor> {
  static constexpr std::tuple table{
      Field{"label", &Factor::label, "as reports call it"},
      Field{"group", &Factor::group, "kind of improvement"},
      Field{"value", &Factor::value, "times less compute for the same capability"},
      Field{"note", &Factor::note, "what a reader should know", optional},
  };
};

struct Priors {
  std::string key;    // file name without .toml: "reference"
  std::string title;  // "eight factors, judged from the literature"
  std::string set;    // when and by whom, and whether the claim was known by then
  std::string note;
  std::vector<Factor> factors;
  std::vector<Source> sources;
  std::map<std::string, Provenance> provenance;  // "factors.data.value"
};

// The factor of that key, or null.
const Factor* find_factor(const Priors&, std::string_view key);

}  // namespace tenfold
