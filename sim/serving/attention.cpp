#include "serving/attention.h"

#include <algorithm>
#include <cmath>

#include "cost/price.h"
#include "cost/price_terms.h"
#include "plan/sharding.h"
#include "serving/memory.h"

namespace tenfold {
namespace {

// Of rated bandwidth and 16-bit peak, in a decode kernel: FlashMLA's 3,000 GB/s and 580 TFLOP/s on
// H800 of 3,350 and 989 (deepseek-ai/open-infra-index, README, day 1, 2025-02-24), carried to every
// kind of attention and every part.
constexpr double decode_memory = 3000.0 / 3350, decode_compute = 580.0 / 989.4;
// FLOPs of a recurrence over the peak, as training has them (cost/block_cost.cpp).
constexpr double recurrence_compute = 0.25;

double peak_16(const Accelerator& a) { return peak_16bit(a).value_or(usual_peak).base(); }

// Keys that one query sees.
double seen(MaskKind mask, Size span, double keys) {
  switch (mask) {
    case MaskKind::sliding:
    case MaskKind::sparse:
      return std::min(keys, real(span));
    case MaskKind::chunked:  // it stands anywhere in its chunk
      return keys <= real(span) ? keys : real(span) / 2;
    default:
      return keys;
  }
}

// A kernel that reads `bytes` and computes `flops`, launched once.
double decode_kernel(double bytes, double flops, const Accelerator& a) {
  const StreamEfficiency e = a.stream.value_or(usual_stream());
  const double read = bytes / (decode_memory * a.memory_bandwidth.base());
  return e.launch.base() + norm_sum(read, flops / (decode_compute * peak_16(a)), 2);
}

struct Widths {
  double heads = 0, keys = 0, values = 0;  // query heads of the rank, width of each
};

double decode_seconds(const Widths& w, double cache_bytes, double keys, const ServingBatch& b,
                      const Accelerator& a) {
  const double flops = 2 * b.tokens() * w.heads * (w.keys + w.values) * keys;
  return decode_kernel(b.sequences * cache_bytes, flops, a);
}

double prefill_seconds(const AttentionShape& widths, MaskKind mask, Size span,
                       const ServingBatch& b, const Accelerator& a) {
  const double keys = b.before + b.fresh;
  // Of a query in the middle of the fresh tokens.
  const double pairs = seen(mask, span, b.before + b.fresh / 2);
  AttentionShape s = widths;
  s.sequences = std::max<Size>(1, std::llround(b.sequences));
  s.queries = std::max<Size>(1, std::llround(b.fresh));
  s.keys = std::max<Size>(1, std::llround(keys));
  s.kept = std::min(1.0, pairs / keys);
  s.kernel = AttentionKernel::flash_3;
  return attention_time(s, a, false).time.base();
}

double mixer(std::monostate, const ServingBatch&, const ServingUnit&, const Accelerator&) {
  return 0;
}

double mixer(const Attention& m, const ServingBatch& b, const ServingUnit& u,
             const Accelerator& a) {
  const Size heads = ceil_divide(m.heads, u.tensor), kv_heads = ceil_divide(m.kv_heads, u.tensor);
  if (!b.decode)
    return prefill_seconds(
        {.heads = heads, .kv_heads = kv_heads, .key_width = m.head_dim, .value_width = m.head_dim},
        m.mask, m.span, b, a);
  const double keys = seen(m.mask, m.span, b.before + b.fresh);
  const double bytes = 2 * real(kv_heads) * real(m.head_dim) * stored_bytes(u.cache) * keys;
  const double width = real(m.head_dim);
  return decode_seconds({real(heads), width, width}, bytes, keys, b, a);
}

// An indexer scores every key before it picks: its own heads, 8 bits an element.
double indexer_seconds(const LatentAttention& m, const ServingBatch& b, const Accelerator& a) {
  if (!m.indexer) return 0;
  const double keys = b.decode ? b.before + b.fresh : b.before + b.fresh / 2;
  const double width = real(m.indexer->head_dim);
  const double flops = 2 * b.tokens() * real(m.indexer->heads) * width * keys;
  return decode_kernel(b.sequences * width * keys, flops, a);
}

double mixer(const LatentAttention& m, const ServingBatch& b, const ServingUnit& u,
             const Accelerator& a) {
  const Size heads = ceil_divide(m.heads, u.tensor);
  if (!b.decode)
    return indexer_seconds(m, b, a) + prefill_seconds({.heads = heads,
                                                       .kv_heads = heads,
                                                       .key_width = m.nope_dim + m.rope_dim,
                                                       .value_width = m.value_dim},
                                                      m.mask, m.span, b, a);
  const double keys = seen(m.mask, m.span, b.before + b.fresh);
  const double latent = real(m.kv_rank + m.rope_dim);
  return indexer_seconds(m, b, a) + decode_seconds({real(heads), latent, real(m.kv_rank)},
                                                   latent * stored_bytes(u.cache) * keys, keys, b,
                                                   a);
}

// The state is read and written once a step, once a sequence in prefill.
template <class Linear>
double linear(const Linear& m, double flops_a_token, const ServingBatch& b, const ServingUnit& u,
              const Accelerator& a) {
  const double state = 2 * b.sequences * cache_bytes(Mixer(m), 1, u).base();
  const double flops = b.tokens() * flops_a_token / real(u.tensor);
  const Priced stream = stream_time(StreamKind::elementwise, state * byte, a);
  return stream.time.base() + flops / (recurrence_compute * peak_16(a));
}

double mixer(const Mamba2& m, const ServingBatch& b, const ServingUnit& u, const Accelerator& a) {
  return linear(m, 4 * real(m.heads) * real(m.head_dim) * real(m.state), b, u, a);
}
double mixer(const GatedDeltaNet& g, const ServingBatch& b, const ServingUnit& u,
             const Accelerator& a) {
  return linear(g, 6 * real(g.value_heads) * real(g.key_dim) * real(g.value_dim), b, u, a);
}
double mixer(const LightningAttention& l, const ServingBatch& b, const ServingUnit& u,
             const Accelerator& a) {
  return linear(l, 4 * real(l.heads) * real(l.head_dim) * real(l.head_dim), b, u, a);
}

}  // namespace

double mixer_seconds(const Mixer& m, const ServingBatch& b, const ServingUnit& u,
                     const Accelerator& a) {
  return std::visit([&](const auto& one) { return mixer(one, b, u, a); }, m);
}

}  // namespace tenfold
