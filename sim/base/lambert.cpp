#include "base/lambert.h"

#include <boost/math/special_functions/lambert_w.hpp>
#include <limits>
#include <numbers>

namespace tenfold {

double lambert_w0(double y) {
  constexpr double lowest = -1 / std::numbers::e;
  if (!(y >= lowest)) return std::numeric_limits<double>::quiet_NaN();
  return boost::math::lambert_w0(y);
}

}  // namespace tenfold
