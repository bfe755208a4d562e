// Quantities as files write them: a number, one space, a unit, as in "3.35 TB/s" or "2.38 M GPU-h".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"
#include "base/units.h"

namespace tenfold::io {

struct UnitName {
  std::string_view name;
  double base;  // its size in base units
};

// Units that a file may write for a dimension.
const std::vector<UnitName>& unit_names(Dimension);

// "B, GB, GiB"
std::string list_units(Dimension);

// Nothing where the text is not a finite number and a unit of this dimension.
std::optional<double> parse_in(Dimension, std::string_view text);

template <Dimension D>
std::optional<Quantity<D>> parse_quantity(std::string_view text) {
  const auto value = parse_in(D, text);
  if (!value) return std::nullopt;
  return Quantity<D>::base(*value);
}

// A finite number alone: "2.5", "1e24".
std::optional<double> parse_number(std::string_view text);

// A number, perhaps with K, M, B, T and the noun of what is counted: "22 T tokens", "42 B", "2.5".
std::optional<double> parse_scaled(std::string_view text);

// The same as an exact integer; nothing where it is not whole: "22 T tokens" is 22000000000000.
std::optional<Count> parse_scaled_count(std::string_view text);

}  // namespace tenfold::io
