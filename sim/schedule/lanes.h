// A number of each of many ranks, computed at once: vectors of two doubles, which SSE2, the least
// that x86-64 has, adds and compares at once. g++ and clang lower them anywhere else.
// Private to schedule/.
#pragma once

#include <cstddef>
#include <limits>
#include <utility>

namespace tenfold {

using Pair = double __attribute__((vector_size(16)));
using PairMask = decltype(Pair{} < Pair{});

template <std::size_t pairs>
struct Lanes {
  Pair of[pairs];
};

template <std::size_t pairs>
struct LaneMask {
  PairMask of[pairs];
};

template <std::size_t pairs, class Of>
[[gnu::always_inline]] inline Lanes<pairs> each_pair(Of of) {
  return [&]<std::size_t... i>(std::index_sequence<i...>) { return Lanes<pairs>{{of(i)...}}; }
  (std::make_index_sequence<pairs>{});
}

template <std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> all_lanes(double x) {
  return each_pair<pairs>([&](std::size_t) { return Pair{x, x}; });
}

template <std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> operator+(const Lanes<pairs>& a, const Lanes<pairs>& b) {
  return each_pair<pairs>([&](std::size_t i) { return a.of[i] + b.of[i]; });
}

template <std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> operator+(const Lanes<pairs>& a, double b) {
  return a + all_lanes<pairs>(b);
}

template <std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> later(const Lanes<pairs>& a, const Lanes<pairs>& b) {
  return each_pair<pairs>([&](std::size_t i) { return a.of[i] > b.of[i] ? a.of[i] : b.of[i]; });
}

template <std::size_t pairs>
[[gnu::always_inline]] inline LaneMask<pairs> at_least(const Lanes<pairs>& a, double b) {
  return [&]<std::size_t... i>(std::index_sequence<i...>) {
    return LaneMask<pairs>{{(a.of[i] >= Pair{b, b})...}};
  }
  (std::make_index_sequence<pairs>{});
}

template <std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> where(const LaneMask<pairs>& mask,
                                                 const Lanes<pairs>& yes, const Lanes<pairs>& no) {
  return each_pair<pairs>([&](std::size_t i) { return mask.of[i] ? yes.of[i] : no.of[i]; });
}

inline constexpr double never = -std::numeric_limits<double>::infinity();

// Lane i is what lane i - 1 was; the first, that it never is.
template <std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> from_before(const Lanes<pairs>& a) {
  return each_pair<pairs>([&](std::size_t i) {
    return Pair{i > 0 ? a.of[i - 1][1] : never, a.of[i][0]};
  });
}

// Lane i is what lane i + 1 was.
template <std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> from_after(const Lanes<pairs>& a) {
  return each_pair<pairs>([&](std::size_t i) {
    return Pair{a.of[i][1], i + 1 < pairs ? a.of[i + 1][0] : never};
  });
}

}  // namespace tenfold
