#include "cost/price.h"
#include "cost/price_terms.h"

namespace tenfold {
namespace {

double fraction(StreamKind kind, const StreamEfficiency& e) {
  switch (kind) {
    case StreamKind::elementwise:
      return e.elementwise;
    case StreamKind::activation:
      return e.activation;
    case StreamKind::norm:
      return e.norm;
    case StreamKind::softmax:
      return e.softmax;
    case StreamKind::lookup:
      return e.lookup;
    case StreamKind::optimizer:
      return e.optimizer;
  }
  return e.elementwise;
}

}  // namespace

MatmulEfficiency usual_matmul() {
  return {.compute = 0.78,
          .memory = 0.82,
          .launch = Seconds::base(2.5e-6),
          .tile_half = 0.1,
          .depth_half = 110,
          .wave = 0.2,
          .norm = 2.4,
          .throttle = 0.1,
          .throttle_time = Seconds::base(4e-3),
          .split_cost = Seconds::base(3e-6),
          .spread = 0.15,
          .basis = FitBasis::transferred};
}

AttentionEfficiency usual_attention() {
  return {.compute = 0.58,
          .memory = 0.4,
          .launch = Seconds::base(12e-6),
          .norm = 1.3,
          .critical = 0.8,
          .backward_compute = 0.5,
          .backward_length_half = 150,
          .spread = 0.2,
          .basis = FitBasis::transferred};
}

// A product of experts reaches about three quarters of what a plain one does (docs/kernels.md).
GroupedMatmulEfficiency usual_grouped_matmul(const Accelerator& a) {
  const double plain = a.matmul.empty() ? usual_matmul().compute : a.matmul.front().compute;
  return {.compute = 0.75 * plain,
          .memory = 0.6,
          .launch = Seconds::base(15e-6),
          .depth_half = 240,
          .norm = 1.5,
          .backward = 1.1,
          .imbalance = 1.06,
          .spread = 0.3,
          .basis = FitBasis::transferred};
}

// Fractions: Vidur's tables of A100 and H100, in the mean (docs/methods.md).
StreamEfficiency usual_stream() { return {.launch = Seconds::base(2e-6)}; }

Priced stream_time(StreamKind kind, Bytes moved, const Accelerator& a) {
  if (moved.base() <= 0) return {};
  const StreamEfficiency e = a.stream.value_or(usual_stream());
  return {.time = e.launch + moved / (fraction(kind, e) * a.memory_bandwidth), .spread = e.spread};
}

}  // namespace tenfold
