// What the prices of kernels share: how compute joins memory, partial waves, and what to take for a
// part whose profile has no fitted block.
#pragma once

#include <algorithm>
#include <cmath>

#include "hardware/accelerator.h"

namespace tenfold {

// (a^p + b^p)^(1/p): the larger where p is large, the sum where p is one.
inline double norm_sum(double a, double b, double p) {
  const double large = std::max(a, b), small = std::min(a, b);
  if (small <= 0) return large;
  return large * std::pow(1 + std::pow(small / large, p), 1 / p);
}

// Rounds in which processors work through `filled` times as many blocks as there are of them; the
// part `lost` of a last, partly filled round counts.
inline double waves(double filled, double lost) {
  if (filled <= 1) return 1;
  return filled + std::clamp(lost, 0.0, 1.0) * (std::ceil(filled) - filled);
}

// A part that rates no matrix peak: none in the profiles, but a price must be finite.
inline constexpr FlopRate usual_peak = 100.0 * TFLOP_per_s;

// Parameters for a part that nobody timed: the middle of those fitted to A100, H100, H200 and B200
// (docs/kernels.md). Carried from one part to another they err by 6 to 15 % in the median.
MatmulEfficiency usual_matmul();
AttentionEfficiency usual_attention();
GroupedMatmulEfficiency usual_grouped_matmul(const Accelerator&);
StreamEfficiency usual_stream();

}  // namespace tenfold
