#include "plan/sharding.h"

#include <algorithm>
#include <array>

namespace tenfold {
namespace {

using enum WeightSplit;

struct NamedSplit {
  std::string_view name;
  WeightSplit split;
};
constexpr std::array splits{NamedSplit{"q", columns},
                            NamedSplit{"k", columns},
                            NamedSplit{"v", columns},
                            NamedSplit{"q_up", columns},
                            NamedSplit{"kv_up", columns},
                            NamedSplit{"qkv", columns},
                            NamedSplit{"qkvz", columns},
                            NamedSplit{"beta_alpha", columns},
                            NamedSplit{"input", columns},
                            NamedSplit{"relative", columns},
                            NamedSplit{"output_gate", columns},
                            NamedSplit{"output", rows},
                            NamedSplit{"gate", columns},
                            NamedSplit{"up", columns},
                            NamedSplit{"down", rows},
                            NamedSplit{"shared.gate", columns},
                            NamedSplit{"shared.up", columns},
                            NamedSplit{"shared.down", rows},
                            NamedSplit{"residual.gate", columns},
                            NamedSplit{"residual.up", columns},
                            NamedSplit{"residual.down", rows},
                            NamedSplit{"experts.gate", expert_columns},
                            NamedSplit{"experts.up", expert_columns},
                            NamedSplit{"experts.down", expert_rows},
                            NamedSplit{"table", columns},
                            NamedSplit{"head", columns}};

// Heads that a rank has: at least one, so that fewer heads than ranks are copied.
Size local_units(Size whole, Size units, Size ranks) {
  if (units <= 0) return ceil_divide(whole, ranks);
  return whole / units * ceil_divide(units, ranks);
}

Extent local_attention(const Operator& op, const Shard& s) {
  Extent e = op.extent;
  const Size heads = std::max<Size>(e.units, 1);
  const Size ranks = s.context_kind == ContextKind::ulysses ? s.tensor * s.context : s.tensor;
  e.groups = e.groups / heads * ceil_divide(heads, ranks);
  if (s.context_kind != ContextKind::ulysses) e.m = ceil_divide(e.m, s.context);
  return e;
}

}  // namespace

WeightSplit weight_split(std::string_view name) {
  const auto found = std::find_if(splits.begin(), splits.end(),
                                  [&](const NamedSplit& n) { return n.name == name; });
  return found == splits.end() ? whole : found->split;
}

Extent local_extent(const Operator& op, Split split, const Shard& s) {
  if (op.kind == OperatorKind::attention) return local_attention(op, s);
  Extent e = op.extent;
  if (e.m == 0) return e;
  const WeightSplit weight = weight_split(op.name);
  const bool routed = weight == expert_columns || weight == expert_rows;
  if (routed) {
    e.groups = ceil_divide(e.groups, s.expert);
    e.m = ceil_divide(e.m * s.expert_tensor, s.context * s.tensor);
    (weight == expert_columns ? e.n : e.k) =
        ceil_divide(weight == expert_columns ? e.n : e.k, s.expert_tensor);
    return e;
  }
  e.m = ceil_divide(e.m, split == Split::sequence ? s.context * s.tensor : s.context);
  if (weight == columns) e.n = local_units(e.n, e.units, s.tensor);
  if (weight == rows) e.k = local_units(e.k, e.units, s.tensor);
  return e;
}

}  // namespace tenfold
