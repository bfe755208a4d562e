#include <algorithm>
#include <cmath>

#include "cost/listing.h"

namespace tenfold {

// The mask's share of pairs comes from the FLOPs: exact over all.
AttentionShape Listing::attention_shape(std::size_t i) const {
  const Operator& scores = g_.operators[i];
  const Extent& e = scores.extent;
  AttentionShape s;
  const Size sequences = std::max<Size>(1, local_.shard.micro_batch);
  s.sequences = std::min<Size>(sequences, std::max<Size>(1, e.groups));
  s.heads = e.groups / s.sequences;
  s.queries = e.m;
  s.keys = e.n;
  s.key_width = s.value_width = e.k;
  s.kernel = plan_.attention;
  if (scores.full_flops > 0) s.kept = real(scores.flops) / real(scores.full_flops);
  for (std::size_t j = i + 1; j < std::min(i + 8, g_.operators.size()); ++j)
    if (g_.operators[j].name == "values") s.value_width = g_.operators[j].extent.k;
  s.kv_heads = s.heads;
  const double row = double(e.k) * double(s.sequences) * double(e.m);
  if (inputs_[i].size() == 2 && row > 0)  // queries, keys: grouped where the keys have fewer heads
    s.kv_heads =
        std::clamp<Size>(std::lround(real(g_.tensors[inputs_[i][1]].elements) / row), 1, s.heads);
  return s;
}

// One product of attention where the scores reach memory: over every pair, masked ones too.
void Listing::list_batched(const Operator& op) {
  const Extent& e = op.extent;
  const bool scores = op.name != "values";
  MatmulShape s{e.groups,
                e.m,
                scores ? e.n : e.k,
                scores ? e.k : e.n,
                plan_.format <= NumberFormat::bf16 ? plan_.format : NumberFormat::bf16,
                2};
  put(op, op.pass, s, true);
}

// Scale, mask, softmax, dropout over the scores of every pair: a fused kernel reads and writes them
// once, and dropout again with a mask of a byte.
void Listing::list_softmax(const Operator& op) {
  const OpGraph& g = g_;
  const auto at = static_cast<std::size_t>(&op - g.operators.data());
  const Extent* scores = nullptr;
  for (std::size_t j = at; j > 0 && !scores; --j)
    if (g.operators[j - 1].name == "scores") scores = &g.operators[j - 1].extent;
  if (!scores) return;
  const double elements = double(scores->groups) * double(scores->m) * double(scores->n);
  const double passes = plan_.attention == AttentionKernel::unfused ? 12 : 4;
  const double dropout = framework_.dropout > 0 ? 5 : 0;
  const double bytes =
      elements * (op.pass == Pass::forward ? passes + dropout : 1.5 * passes + dropout);
  put(op, op.pass, StreamCall{StreamKind::softmax, bytes}, true);
}

void Listing::list_attention(std::size_t i) {
  const Operator& op = g_.operators[i];
  if (op.name == "index_scores") {  // an indexer's scores are a product a head
    const Extent& e = op.extent;
    return put(op, op.pass, MatmulShape{1, e.m * e.groups, e.n, e.k, plan_.format, 2}, true);
  }
  if (!is_flash(plan_.attention)) return list_batched(op);
  if (op.name != "scores") return;
  if (op.pass == Pass::forward)
    return put(op, op.pass, AttentionCall{attention_shape(i), false}, true);
  // Backward has two operators of that name, one kernel.
  if (!inputs_[i].empty() && op.of >= 0) {
    const auto forward = static_cast<std::size_t>(op.of);
    if (i > 0 && g_.operators[i - 1].name == "scores" && g_.operators[i - 1].of == op.of) return;
    put(op, op.pass, AttentionCall{attention_shape(forward), true}, true);
  }
}

}  // namespace tenfold
