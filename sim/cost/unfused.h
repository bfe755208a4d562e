// What a norm and rotary positions move where a framework has no kernel for them. Private to cost/.
#pragma once

#include "graph/op_graph.h"

namespace tenfold {

// An operator that a framework writes as several kernels, each of which reads its input from memory
// and writes its result there: traffic over that of one fused kernel, and how many they are. `sums`
// is the part of it that sums rows or columns, at a norm's rate; the rest is elementwise.
struct Unfused {
  double traffic = 1, launches = 1;
  double sums = 0, sum_launches = 0;
};

// Bytes an element in 16 bits. LLaMA's RMSNorm casts to 32 bits (6), squares (8), takes the mean
// (4), multiplies by the root (8), casts back (6) and multiplies by the weight (4): 36 of a fused
// kernel's 4. Its backward: of the weight's product (4) and of the weight, summed over tokens (8),
// the cast (6), the product (8) and its sum over the width (16), mean and square (28), their sum
// (12), the cast (6): 88 of 6.
constexpr Unfused unfused_norm(Pass pass) {
  return pass == Pass::forward ? Unfused{32. / 4, 5, 4. / 4, 1} : Unfused{64. / 6, 10, 24. / 6, 2};
}
// x cos + rotated(x) sin: a half negated (2), joined (4), two products (8), their sum (6): 20 of a
// fused kernel's 4. Backward as much.
inline constexpr Unfused unfused_rotary{20. / 4, 5};

}  // namespace tenfold
