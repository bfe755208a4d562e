// The words by which files and reports name the values of an enum: one table an enum.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/numbers.h"

namespace tenfold {

// Specialised beside each enum, in the enum's order:
//   template <> inline constexpr std::array enum_names<Grade>{"disclosed", …};
template <class Enum>
inline constexpr std::array<std::string_view, 0> enum_names{};

template <class Enum>
constexpr std::string_view name(Enum e) {
  return enum_names<Enum>[index(e)];
}

template <class Enum>
constexpr std::optional<Enum> named(std::string_view text) {
  for (std::size_t i = 0; i < enum_names<Enum>.size(); ++i)
    if (enum_names<Enum>[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

// "causal, sliding, chunked"
template <class Enum>
std::string list_names() {
  std::string list;
  for (const std::string_view n : enum_names<Enum>)
    list += (list.empty() ? "" : ", ") + std::string(n);
  return list;
}

}  // namespace tenfold
