// How tensor, context and expert parallelism split operators and tensors. Private to plan/ and
// serving/.
#pragma once

#include <string_view>

#include "plan/partition.h"

namespace tenfold {

// What a rank of the tensor group holds of an activation.
//   whole         all of it
//   sequence      its part of the tokens (sequence parallel)
//   width         its part of the heads, or of the feed-forward width
//   routed        rows that were sent to its experts
//   routed_width  of those rows, its part of the experts' width
enum class Split : std::uint8_t { whole, sequence, width, routed, routed_width };

// How a weight of that name is split: Megatron-LM's rules (Shoeybi et al. 2019, arXiv:1909.08053;
// Korthikanti et al. 2022, arXiv:2205.05198). columns: outputs are split, inputs are whole. rows:
// inputs are split, outputs are summed. whole: on every rank.
enum class WeightSplit : std::uint8_t { whole, columns, rows, expert_columns, expert_rows };
WeightSplit weight_split(std::string_view name);

// The residual stream between layers.
constexpr Split stream_split(const Shard& s) {
  return s.sequence_parallel && s.tensor > 1 ? Split::sequence : Split::whole;
}

// Ranks that share a tensor so split: its elements divide by them.
constexpr Size sharers(Split split, const Shard& s) {
  switch (split) {
    case Split::whole:
      return s.context;
    case Split::routed:
      return s.context * s.tensor / s.expert_tensor;
    default:
      return s.context * s.tensor;
  }
}

constexpr Size ceil_divide(Size a, Size b) { return (a + b - 1) / b; }

// A product's extents on one rank, given how its result (of columns) or its input (of rows) splits.
Extent local_extent(const Operator&, Split, const Shard&);

}  // namespace tenfold
