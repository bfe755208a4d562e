#include "claim/random_effects.h"

#include <algorithm>
#include <cmath>

namespace tenfold {

double variance_between(const std::vector<Study>& studies) {
  if (studies.size() < 2) return 0;
  double w = 0, w2 = 0, wm = 0;
  for (const Study& s : studies) {
    const double weight = 1 / (s.error * s.error);
    w += weight;
    w2 += weight * weight;
    wm += weight * s.mean;
  }
  double q = 0;
  for (const Study& s : studies) q += std::pow((s.mean - wm / w) / s.error, 2);
  return std::max(0.0, (q - static_cast<double>(studies.size() - 1)) / (w - w2 / w));
}

}  // namespace tenfold
