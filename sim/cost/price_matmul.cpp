#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cost/price.h"
#include "cost/price_terms.h"

namespace tenfold {
namespace {

// Output tiles that GEMM libraries choose from, and into how many parts they split the inner
// extent.
struct Tile {
  double rows, columns;
};
constexpr std::array tiles{Tile{256, 128}, Tile{128, 256}, Tile{128, 128},
                           Tile{128, 64},  Tile{64, 128},  Tile{64, 64}};
constexpr std::array splits{1.0, 2.0, 4.0, 8.0, 16.0};
constexpr double unit_tile = 128 * 128;

// Accumulation into gradients of 32 bits: 0.739 / 0.704 of the peak on A100 with Megatron and TE,
// 3 % on B200 (SimuMax's measured efficiencies).
constexpr double accumulation = 1.04;

// A processor's extents in doubles, with what it reaches.
struct Work {
  double m, n, k, groups;
  double rate;  // FLOP/s of one processor at full efficiency
  double processors;
  double bandwidth;  // bytes/s that kernels reach
};

double tiled_seconds(const Work& w, Tile tile, double split, const MatmulEfficiency& e) {
  const double blocks =
      split * w.groups * std::ceil(w.m / tile.rows) * std::ceil(w.n / tile.columns);
  const double area = tile.rows * tile.columns / unit_tile;
  const double reached = e.compute * area * (1 + e.tile_half) / (area + e.tile_half);
  const double one = 2 * tile.rows * tile.columns * (w.k / split + e.depth_half);
  const double seconds = waves(blocks / w.processors, e.wave) * one / (reached * w.rate);
  if (split == 1) return seconds;
  return seconds + e.split_cost.base() + 8 * split * w.groups * w.m * w.n / w.bandwidth;
}

// Where nothing is known of processors, tiles fill the part evenly.
double even_seconds(const Work& w, const MatmulEfficiency& e) {
  return 2 * w.groups * w.m * w.n * (w.k + e.depth_half) / (e.compute * w.rate);
}

double compute_seconds(const Work& w, const MatmulEfficiency& e) {
  if (w.processors <= 0) return even_seconds(w, e);
  double best = std::numeric_limits<double>::infinity();
  for (const Tile tile : tiles)
    for (const double split : splits) {
      if (split > 1 && w.k < 128 * split) break;
      best = std::min(best, tiled_seconds(w, tile, split, e));
    }
  return best;
}

// Bytes of both operands and of the output; an output of 32 bits is read as well as written.
double moved_bytes(const MatmulShape& s, double input_bytes) {
  const double m = real(s.m), n = real(s.n), k = real(s.k);
  const double output = s.output_bytes > 2 ? 2 * s.output_bytes : s.output_bytes;
  return real(s.groups) * (input_bytes * (m * k + k * n) + output * m * n);
}

double format_peak(NumberFormat f, const Accelerator& a) {
  const auto rated = peak(a, f);
  return (rated ? *rated : peak_16bit(a).value_or(usual_peak)).base();
}

constexpr bool is_16bit(NumberFormat f) {
  return f == NumberFormat::bf16 || f == NumberFormat::fp16;
}

// Of the bandwidth, in the quantisation pass: fitted to H100 and B200, 0.31 to 0.48.
constexpr double usual_quantise = 0.4;

struct Chosen {
  MatmulEfficiency efficiency;
  double peak = 0;
};

// The block of the format; of bfloat16 with the format's own peak, where it lacks one; else what
// the parts that were measured reach, which lie within 0.69 and 0.84 of their peaks.
Chosen chosen(NumberFormat f, const Accelerator& a) {
  const MatmulEfficiency* near = nullptr;
  for (const MatmulEfficiency& e : a.matmul) {
    if (e.format == f) return {.efficiency = e, .peak = format_peak(f, a)};
    if (e.format == NumberFormat::bf16 || !near) near = &e;
  }
  MatmulEfficiency e = near ? *near : usual_matmul();
  if (!(near && is_16bit(f) && is_16bit(near->format)))
    e.spread = std::hypot(e.spread, near ? 0.15 : 0.1);
  if (element_bytes(f) < 2 && e.quantise == 0) e.quantise = usual_quantise;
  e.format = f;
  return {.efficiency = e, .peak = format_peak(f, a)};
}

double throttled(double seconds, const MatmulEfficiency& e) {
  if (e.throttle == 0) return seconds;
  return seconds * (1 + e.throttle * seconds / (seconds + e.throttle_time.base()));
}

// Reads two bytes an element of the left operand and writes one.
double quantise_seconds(const MatmulShape& s, const MatmulEfficiency& e, const Accelerator& a) {
  if (e.quantise <= 0) return 0;
  return s.cast * 3 * real(s.groups) * real(s.m) * real(s.k) /
         (e.quantise * a.memory_bandwidth.base());
}

}  // namespace

Priced matmul_time(const MatmulShape& s, const Accelerator& a) {
  if (s.m <= 0 || s.n <= 0 || s.k <= 0 || s.groups <= 0) return {};
  const auto [e, rate] = chosen(s.format, a);
  const auto processors = real(a.processors);
  const Work work{.m = real(s.m),
                  .n = real(s.n),
                  .k = real(s.k),
                  .groups = real(s.groups),
                  .rate = rate / std::max(processors, 1.0),
                  .processors = processors,
                  .bandwidth = e.memory * a.memory_bandwidth.base()};
  const double accumulated = s.output_bytes > 2 ? accumulation : 1;
  const double memory = moved_bytes(s, element_bytes(s.format)) / work.bandwidth;
  const double joined = norm_sum(accumulated * compute_seconds(work, e), memory, e.norm);
  return {.time = Seconds::base(e.launch.base() + throttled(joined, e) + quantise_seconds(s, e, a)),
          .spread = e.spread};
}

Priced grouped_matmul_time(const MatmulShape& s, const Accelerator& a, bool backward,
                           bool balanced) {
  if (s.m <= 0 || s.n <= 0 || s.k <= 0 || s.groups <= 0) return {};
  const GroupedMatmulEfficiency e = a.grouped_matmul.value_or(usual_grouped_matmul(a));
  const double rows = 64 * std::ceil(real(s.m) / 64);  // a tile's, of each expert
  const double flops = 2 * real(s.groups) * rows * real(s.n) * (real(s.k) + e.depth_half);
  const double compute = flops / (e.compute * format_peak(s.format, a));
  const double memory =
      moved_bytes(s, element_bytes(s.format)) / (e.memory * a.memory_bandwidth.base());
  const double factor = (backward ? e.backward : 1) * (balanced ? 1 : e.imbalance);
  const double seconds = e.launch.base() + factor * norm_sum(compute, memory, e.norm);
  const double other = balanced ? 0.0 : 0.5 * std::log(std::max(e.imbalance, 1.0));
  const double format = is_16bit(s.format) ? 0 : 0.15;
  return {.time = Seconds::base(seconds), .spread = std::hypot(e.spread, other, format)};
}

}  // namespace tenfold
