// The two conversions that arithmetic on counts and enums needs, short enough to read past.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tenfold {

constexpr double real(std::int64_t count) { return static_cast<double>(count); }

template <class Enum>
constexpr std::size_t index(Enum e) {
  return static_cast<std::size_t>(e);
}

}  // namespace tenfold
