// A median and how sure it is: quantities that err by factors, so that what spreads is their
// logarithm, normally.
#pragma once

#include <cmath>

namespace tenfold {

// 80 % of a normal distribution lie within +- z90 standard deviations.
inline constexpr double z90 = 1.2815515655446004;

// The ends of the 80 % interval are the median times this and the median over this. `spread` is the
// standard deviation of the logarithm.
inline double interval_factor(double spread) { return std::exp(z90 * spread); }

template <class Q>
struct Estimate {
  Q median{};
  double spread = 0;                                          // standard deviation of the logarithm
  Q low() const { return median / interval_factor(spread); }  // of the 80 % interval
  Q high() const { return median * interval_factor(spread); }
};

}  // namespace tenfold
