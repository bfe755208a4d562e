#include "base/root.h"

#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/roots.hpp>
#include <cstdint>
#include <limits>

namespace tenfold {
namespace {

constexpr std::uintmax_t steps = 200;  // either method needs fewer; it bounds what is not smooth
constexpr int digits = std::numeric_limits<double>::digits;

}  // namespace

double root_between(const std::function<double(double)>& f, double low, double high) {
  const double at_low = f(low), at_high = f(high);
  if (at_low == 0) return low;
  if (at_high == 0) return high;
  if (!(at_low * at_high < 0)) return std::numeric_limits<double>::quiet_NaN();
  std::uintmax_t left = steps;
  const auto [a, b] = boost::math::tools::toms748_solve(
      f, low, high, at_low, at_high, boost::math::tools::eps_tolerance<double>(digits - 1), left);
  return a + (b - a) / 2;
}

double minimum_between(const std::function<double(double)>& f, double low, double high) {
  std::uintmax_t left = steps;
  return boost::math::tools::brent_find_minima(f, low, high, digits, left).first;
}

}  // namespace tenfold
