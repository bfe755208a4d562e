// The price of a matrix product against the same form written out step by step.
#include "cost/price.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace tenfold {
namespace {

// Rounds of a grid of blocks on the processors, counted one by one; of the last round, where it is
// not full, the part that counts.
double rounds(double blocks, double processors, double lost) {
  if (blocks <= processors) return 1;
  double full = 0;
  while (blocks - processors * (full + 1) >= 0) full += 1;
  const double left = (blocks - processors * full) / processors;
  if (left == 0) return full;
  return full + left + lost * (1 - left);
}

double compute_twin(const MatmulShape& s, const MatmulEfficiency& e, const Accelerator& a) {
  const double processors = real(a.processors), rate = a.bf16->base() / processors;
  const double bandwidth = e.memory * a.memory_bandwidth.base();
  double best = 1e300;
  for (const Size rows : {64, 128, 256})
    for (const Size columns : {64, 128, 256})
      for (const Size split : {1, 2, 4, 8, 16}) {
        const Size area = rows * columns;
        const bool offered =
            area <= 256 * 128 && std::max(rows, columns) <= 2 * std::min(rows, columns);
        if (!offered || (split > 1 && s.k < 128 * split)) continue;
        Size blocks = 0;
        for (Size row = 0; row < s.m; row += rows)
          for (Size column = 0; column < s.n; column += columns) blocks += split;
        const double tiles = real(area) / (128 * 128);
        const double part = e.compute * tiles * (1 + e.tile_half) / (tiles + e.tile_half);
        const double depth = real(s.k) / real(split) + e.depth_half;
        double time =
            rounds(real(blocks), processors, e.wave) * 2 * real(area) * depth / (part * rate);
        if (split > 1)
          time += e.split_cost.base() + 8 * real(split) * real(s.m) * real(s.n) / bandwidth;
        best = std::min(best, time);
      }
  return best;
}

double twin(const MatmulShape& s, const MatmulEfficiency& e, const Accelerator& a) {
  const double bytes = 2 * real(s.m * s.k + s.k * s.n + s.m * s.n);
  const double memory = bytes / (e.memory * a.memory_bandwidth.base());
  const double joined =
      std::pow(std::pow(compute_twin(s, e, a), e.norm) + std::pow(memory, e.norm), 1 / e.norm);
  const double slowed = e.throttle * joined / (joined + e.throttle_time.base());
  return e.launch.base() + joined * (1 + slowed);
}

}  // namespace

TEST_CASE("a product's price is the form's, for random shapes and parameters") {
  std::mt19937_64 random(7);
  const auto between = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() % 100001) / 100000;
  };
  for (int i = 0; i < 300; ++i) {
    Accelerator a;
    a.bf16 = between(100, 2500) * TFLOP_per_s;
    a.memory_bandwidth = between(1e12, 8e12) * byte / second;
    a.processors = static_cast<Size>(between(60, 160));
    a.matmul = {{.compute = between(0.5, 0.9),
                 .memory = between(0.5, 0.9),
                 .launch = Seconds::base(between(1e-6, 9e-6)),
                 .tile_half = between(0, 0.3),
                 .depth_half = between(0, 300),
                 .wave = between(0, 1),
                 .norm = between(1, 5),
                 .throttle = between(0, 0.4),
                 .throttle_time = Seconds::base(between(1e-4, 1e-2)),
                 .split_cost = Seconds::base(between(1e-6, 5e-6))}};
    const MatmulShape s{.m = static_cast<Size>(between(1, 5000)),
                        .n = static_cast<Size>(between(1, 5000)),
                        .k = static_cast<Size>(between(1, 20000))};
    CAPTURE(s.m);
    CAPTURE(s.n);
    CAPTURE(s.k);
    CHECK(matmul_time(s, a).time.base() == doctest::Approx(twin(s, a.matmul[0], a)).epsilon(1e-9));
  }
}

}  // namespace tenfold
