#include "base/quantile.h"

#include <algorithm>
#include <cmath>

namespace tenfold {

double quantile_of(std::vector<double> values, double fraction) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double at = fraction * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, values.size() - 1);
  return std::lerp(values[low], values[high], at - std::floor(at));
}

}  // namespace tenfold
