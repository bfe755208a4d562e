#include <algorithm>
#include <cmath>

#include "cost/price.h"
#include "cost/price_terms.h"

namespace tenfold {
namespace {

constexpr double block = 128;          // queries of a block of a flash kernel
constexpr double backward_work = 2.5;  // five products where forward has two
// FlashAttention-1's time over FlashAttention-2's: "around 2x" (Dao 2023, arXiv:2307.08691,
// abstract), 1.6 in its figure of heads of 64 without a mask, recalled; ours lies between.
constexpr double flash_1_over_2 = 1.8;

// Keys that the longest row of a mask keeps: all of them under a causal mask, the window under a
// sliding one (kept = w/s - w^2 / 2s^2, solved for w).
double longest_row(const AttentionShape& s) {
  return real(s.keys) * (s.kept >= 0.5 ? 1.0 : 1 - std::sqrt(1 - 2 * s.kept));
}

// What starts and ends a row of queries costs, in keys, is paid once a row: it weighs on the mean
// row, which is half as long under a causal mask. FlashAttention's figures have it twice as large
// there as without a mask, counted on the longest row (docs/kernels.md).
double overhead(double length_half, const AttentionShape& s) {
  return 1 + length_half / (real(s.keys) * s.kept);
}

double forward_flops(const AttentionShape& s) {
  return 2 * real(s.sequences) * real(s.heads) * real(s.queries) * real(s.keys) * s.kept *
         real(s.key_width + s.value_width);
}

// Queries and output of every head, keys and values of every head that has its own.
double moved_bytes(const AttentionShape& s) {
  const double widths = real(s.key_width + s.value_width);
  return 2 * real(s.sequences) * widths *
         (real(s.queries) * real(s.heads) + real(s.keys) * real(s.kv_heads));
}

double forward_seconds(const AttentionShape& s, const AttentionEfficiency& e, double rate,
                       const Accelerator& a) {
  const double row = longest_row(s), processors = real(std::max<Size>(a.processors, 1));
  const double reached = e.compute * rate;
  double compute = forward_flops(s) * overhead(e.length_half, s) / reached;
  if (a.processors > 0) {
    const double filled =
        real(s.sequences) * real(s.heads) * std::ceil(real(s.queries) / block) / processors;
    compute *= waves(filled, e.wave) / filled;
    const double longest = 2 * std::min(block, real(s.queries)) * row *
                           real(s.key_width + s.value_width) * processors / reached;
    compute = std::max(compute, e.critical * longest);
  }
  const double memory = moved_bytes(s) / (e.memory * a.memory_bandwidth.base());
  return e.launch.base() + norm_sum(compute, memory, e.norm);
}

// Three kernels: the products with the output's gradient, the pass itself, the cast of the queries'
// gradient. It reads all that forward does, the output and its gradient, and writes gradients.
double backward_seconds(const AttentionShape& s, const AttentionEfficiency& e, double rate,
                        const Accelerator& a) {
  const double compute = backward_work * forward_flops(s) * overhead(e.backward_length_half, s) /
                         (e.backward_compute * rate);
  const double memory = backward_work * moved_bytes(s) / (e.memory * a.memory_bandwidth.base());
  return 2 * e.launch.base() + norm_sum(compute, memory, e.norm);
}

double generation(AttentionKernel kernel, const AttentionEfficiency& e) {
  if (kernel == AttentionKernel::flash_1) return flash_1_over_2 * e.flash_2;
  return kernel == AttentionKernel::flash_2 ? e.flash_2 : 1;
}

double flash_seconds(const AttentionShape& s, const AttentionEfficiency& e, const Accelerator& a,
                     bool backward) {
  const double rate = peak_16bit(a).value_or(usual_peak).base();
  const double seconds =
      backward ? backward_seconds(s, e, rate, a) : forward_seconds(s, e, rate, a);
  return e.launch.base() + generation(s.kernel, e) * (seconds - e.launch.base());
}

// The blocks fitted to heads just narrower and just wider, and how far towards the wider the
// logarithm of the width lies. A head's width is the mean of its keys' and its values'.
struct Between {
  const AttentionEfficiency *low = nullptr, *high = nullptr;
  double towards_high = 0;
};
Between neighbours(double width, const Accelerator& a) {
  Between found;
  for (const AttentionEfficiency& e : a.attention) {
    const double d = real(e.head_dim);
    if (d <= width && (!found.low || e.head_dim > found.low->head_dim)) found.low = &e;
    if (d >= width && (!found.high || e.head_dim < found.high->head_dim)) found.high = &e;
  }
  if (found.low && found.high && found.low != found.high)
    found.towards_high = std::log(width / real(found.low->head_dim)) /
                         std::log(real(found.high->head_dim) / real(found.low->head_dim));
  return found;
}

Priced fused_time(const AttentionShape& s, const Accelerator& a, bool backward) {
  const double width = 0.5 * real(s.key_width + s.value_width);
  const Between near = neighbours(width, a);
  if (!near.low && !near.high) {
    const AttentionEfficiency e = usual_attention();
    return {.time = Seconds::base(flash_seconds(s, e, a, backward)), .spread = e.spread};
  }
  const AttentionEfficiency& low = near.low ? *near.low : *near.high;
  const AttentionEfficiency& high = near.high ? *near.high : low;
  const double narrow = flash_seconds(s, low, a, backward);
  if (near.low && near.low == near.high)
    return {.time = Seconds::base(narrow), .spread = low.spread};
  const double wide = flash_seconds(s, high, a, backward);
  const double seconds = narrow * std::pow(wide / narrow, near.towards_high);
  return {.time = Seconds::base(seconds),
          .spread = std::hypot(std::max(low.spread, high.spread), 0.05)};
}

// Scores reach memory: two batched products forward, four backward, over every pair.
Priced unfused_time(const AttentionShape& s, const Accelerator& a, bool backward) {
  const Size groups = s.sequences * s.heads;
  const Priced scores =
      matmul_time({.groups = groups, .m = s.queries, .n = s.keys, .k = s.key_width}, a);
  const Priced values =
      matmul_time({.groups = groups, .m = s.queries, .n = s.value_width, .k = s.keys}, a);
  return {.time = (backward ? 2.0 : 1.0) * (scores.time + values.time),
          .spread = std::max(scores.spread, values.spread)};
}

}  // namespace

Priced attention_time(const AttentionShape& s, const Accelerator& a, bool backward) {
  if (s.sequences <= 0 || s.heads <= 0 || s.queries <= 0 || s.keys <= 0 || s.kept <= 0) return {};
  return is_flash(s.kernel) ? fused_time(s, a, backward) : unfused_time(s, a, backward);
}

}  // namespace tenfold
