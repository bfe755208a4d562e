#include "serving/memory.h"

#include <algorithm>

#include "plan/partition.h"
#include "plan/sharding.h"
#include "serving/products.h"

namespace tenfold {
namespace {

constexpr double state_bytes = 4;  // of a recurrence's state: 32 bits in released kernels
constexpr double index_bytes = 1;  // of an indexer's keys: 8 bits (DeepSeek-V3.2)

double on_rank(Size heads, const ServingUnit& u) { return real(ceil_divide(heads, u.tensor)); }

double kept_tokens(MaskKind mask, Size span, double length) {
  const bool bounded = mask == MaskKind::sliding || mask == MaskKind::chunked;
  return bounded ? std::min(length, real(span)) : length;
}

double cache_of(std::monostate, double, const ServingUnit&) { return 0; }
double cache_of(const Attention& a, double length, const ServingUnit& u) {
  return 2 * on_rank(a.kv_heads, u) * real(a.head_dim) * stored_bytes(u.cache) *
         kept_tokens(a.mask, a.span, length);
}
double cache_of(const LatentAttention& a, double length, const ServingUnit& u) {
  const double indexed = a.indexer ? real(a.indexer->head_dim) * index_bytes : 0;
  return (real(a.kv_rank + a.rope_dim) * stored_bytes(u.cache) + indexed) *
         kept_tokens(a.mask, a.span, length);
}
double cache_of(const Mamba2& m, double, const ServingUnit& u) {
  return on_rank(m.heads, u) * real(m.head_dim) * real(m.state) * state_bytes;
}
double cache_of(const GatedDeltaNet& g, double, const ServingUnit& u) {
  return on_rank(g.value_heads, u) * real(g.key_dim) * real(g.value_dim) * state_bytes;
}
double cache_of(const LightningAttention& l, double, const ServingUnit& u) {
  return on_rank(l.heads, u) * real(l.head_dim) * real(l.head_dim) * state_bytes;
}

}  // namespace

Bytes cache_bytes(const Mixer& mixer, double length, const ServingUnit& u) {
  return std::visit([&](const auto& m) { return cache_of(m, length, u); }, mixer) * byte;
}

Bytes cache_bytes(const Architecture& a, double length, const ServingUnit& u) {
  Bytes sum;
  for (const Block& b : a.layers) sum += cache_bytes(b.mixer, length, u);
  if (u.drafted > 0 && a.multi_token_prediction)
    sum += cache_bytes(a.multi_token_prediction->block.mixer, length, u);
  return sum;
}

Bytes weight_bytes(const Architecture& a, const ServingUnit& u) {
  LocalElements sum;
  const auto add = [&](const Block& b, double layers) {
    const LocalElements e = local_elements(b, a.hidden, a.norm, u);
    sum.matrix += layers * e.matrix;
    sum.other += layers * e.other;
  };
  const DistinctLayers d = distinct_layers(a);
  for (std::size_t i = 0; i < d.count.size(); ++i) add(d.architecture.layers[i], real(d.count[i]));
  if (u.drafted > 0 && a.multi_token_prediction) add(a.multi_token_prediction->block, 1);
  const double tables = a.tied_embeddings || !a.has_head ? 1 : 2;
  sum.other += tables * real(ceil_divide(a.vocabulary, u.tensor)) * real(embedding_width(a));
  return (sum.matrix * stored_bytes(u.weights) + 2 * sum.other) * byte;
}

ServingMemory serving_memory(const Architecture& a, const ServingUnit& u, const Accelerator& on,
                             const Requests& r) {
  return {.capacity = u.memory_share * usable_memory(on),
          .weights = weight_bytes(a, u),
          .sequence = cache_bytes(a, r.mean_length(), u)};
}

ServingUnit unit_by_rule(const Architecture& a, const Cluster& c) {
  ServingUnit u;
  const bool routed = std::any_of(a.layers.begin(), a.layers.end(), [](const Block& b) {
    return std::holds_alternative<MixtureOfExperts>(b.feed_forward);
  });
  const auto crowded = [&] {
    const Bytes memory = u.memory_share * usable_memory(c.accelerator);
    return weight_bytes(a, u) > 0.5 * memory;
  };
  while (crowded() && 2 * u.accelerators <= c.accelerators) {
    u.accelerators *= 2;
    if (!routed || u.accelerators <= std::max<Size>(1, c.node_size)) u.tensor = u.accelerators;
  }
  return u;
}

}  // namespace tenfold
