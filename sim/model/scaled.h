// A model of another depth and width, as a ladder of models has them.
//
// Width h to h': the size of a head stays and the number of heads goes with the width, as do
// key-value heads (multi-query attention keeps its one) and the heads of recurrences; inner widths
// of feed-forward parts and experts go with it to the nearest multiple of 128. Numbers of experts,
// ranks of latent attention, states, vocabulary and positions stay.
//
// Depth: the layers that come before a pattern repeats stay, then the pattern goes on for as long
// as needed: 3 dense layers and 58 of experts become 3 and 21 at a depth of 24.
//
// Sources: that a family keeps the size of a head and not the number of heads: Kaplan et al. 2020,
// arXiv:2001.08361, table 1, and Llama 3, arXiv:2407.21783, table 3. 128: a tile of a matrix
// product on tensor cores (NVIDIA, Matrix Multiplication Background, "Tile Quantization"), and the
// block of FP8 scales of DeepSeek-V3, arXiv:2412.19437, section 3.3. That the rank of keys and
// values stays: DeepSeek-V2-Lite has that of DeepSeek-V2, arXiv:2405.04434, appendix B.
#pragma once

#include <optional>
#include <string>

#include "model/architecture.h"

namespace tenfold {

// 0: as it is.
struct Shape {
  Size layers = 0, hidden = 0;
  bool operator==(const Shape&) const = default;
};

struct ScaledArchitecture {
  std::optional<Architecture> architecture;
  std::string reason;  // why there is none, and what would do
};
ScaledArchitecture scaled(const Architecture&, Shape);

}  // namespace tenfold
