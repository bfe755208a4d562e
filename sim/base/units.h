// Quantities that carry their dimension in their type.
//
// Every physical number in the simulator is a Quantity: a double in base units (FLOP, byte,
// second, joule, US dollar) whose dimension the compiler checks. `Flops / Seconds` is a
// FlopRate; `Flops + Bytes` does not compile. A ratio of like quantities is a plain double.
//
//   Seconds t = 312e12 * flop / (989.4 * tera * flop / second);   // 0.315 s
//
// Exactness: integers are exact up to 2^53 (9.0e15), so tests on small shapes compare with ==.
// Counts (layers, heads, ranks, parameters) are std::int64_t, never Quantities.
#pragma once

#include <compare>

namespace tenfold {

struct Dimension {
  int flop = 0, byte = 0, second = 0, joule = 0, usd = 0;
  bool operator==(const Dimension&) const = default;
};

constexpr Dimension operator+(Dimension a, Dimension b) {
  return {a.flop + b.flop, a.byte + b.byte, a.second + b.second, a.joule + b.joule, a.usd + b.usd};
}
constexpr Dimension operator-(Dimension a) {
  return {-a.flop, -a.byte, -a.second, -a.joule, -a.usd};
}

template <Dimension D>
class Quantity {
 public:
  constexpr Quantity() = default;
  static constexpr Quantity base(double value) { return Quantity(value); }  // value in base units

  // The number of `unit`s in this quantity: `memory.in(GiB)`.
  constexpr double in(Quantity unit) const { return value_ / unit.value_; }
  constexpr double base() const { return value_; }

  constexpr Quantity& operator+=(Quantity q) {
    value_ += q.value_;
    return *this;
  }
  constexpr Quantity& operator-=(Quantity q) {
    value_ -= q.value_;
    return *this;
  }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
  friend constexpr Quantity operator*(double x, Quantity q) { return Quantity(x * q.value_); }
  friend constexpr Quantity operator*(Quantity q, double x) { return x * q; }
  friend constexpr Quantity operator/(Quantity q, double x) { return Quantity(q.value_ / x); }
  auto operator<=>(const Quantity&) const = default;

 private:
  constexpr explicit Quantity(double value) : value_(value) {}
  double value_ = 0;
};

template <Dimension A, Dimension B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  if constexpr (A + B == Dimension{})
    return a.base() * b.base();
  else
    return Quantity<A + B>::base(a.base() * b.base());
}
template <Dimension A, Dimension B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  if constexpr (A == B)
    return a.base() / b.base();
  else
    return Quantity<A + -B>::base(a.base() / b.base());
}

using Flops = Quantity<Dimension{.flop = 1}>;
using Bytes = Quantity<Dimension{.byte = 1}>;
using Seconds = Quantity<Dimension{.second = 1}>;
using FlopRate = Quantity<Dimension{.flop = 1, .second = -1}>;
using Bandwidth = Quantity<Dimension{.byte = 1, .second = -1}>;
using Watts = Quantity<Dimension{.second = -1, .joule = 1}>;
using Joules = Quantity<Dimension{.joule = 1}>;
using Dollars = Quantity<Dimension{.usd = 1}>;
using Rent = Quantity<Dimension{.second = -1, .usd = 1}>;
using EnergyPrice = Quantity<Dimension{.joule = -1, .usd = 1}>;
using Frequency = Quantity<Dimension{.second = -1}>;

inline constexpr Flops flop = Flops::base(1);
inline constexpr Bytes byte = Bytes::base(1);
inline constexpr Seconds second = Seconds::base(1);
inline constexpr double kilo = 1e3, mega = 1e6, giga = 1e9, tera = 1e12, peta = 1e15;
inline constexpr Bytes GiB = 1073741824.0 * byte;
inline constexpr Bytes GB = giga * byte;
inline constexpr FlopRate TFLOP_per_s = tera * flop / second;

}  // namespace tenfold
