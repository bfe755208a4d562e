#include "fit/calibrate.h"
#include "fit/held_out.h"
#include "fit/minimise.h"

namespace tenfold {
namespace {

using Knobs = std::vector<Knob<MatmulEfficiency>>;

Knobs knobs(bool quantised) {
  using M = MatmulEfficiency;
  Knobs list{{&M::compute, 0.2, 1.2},
             {&M::memory, 0.3, 1.1},
             {&M::launch, 0.5e-6, 30e-6},
             {&M::tile_half, 1e-3, 1},
             {&M::depth_half, 1, 1000},
             {&M::wave, 1e-3, 1},
             {&M::norm, 0.8, 8},
             {&M::throttle, 1e-3, 1},
             {&M::throttle_time, 1e-4, 0.1},
             {&M::split_cost, 0.3e-6, 20e-6}};
  if (quantised) list.push_back({&M::quantise, 0.1, 1});
  return list;
}

std::vector<MatmulEfficiency> starts(NumberFormat format, bool quantised) {
  MatmulEfficiency hopper{.format = format,
                          .compute = 0.83,
                          .memory = 0.85,
                          .launch = Seconds::base(quantised ? 12e-6 : 2.5e-6),
                          .tile_half = 0.01,
                          .depth_half = 110,
                          .wave = 0.05,
                          .norm = 2.5,
                          .throttle = 0.17,
                          .throttle_time = Seconds::base(4e-3),
                          .split_cost = Seconds::base(3e-6),
                          .quantise = quantised ? 0.37 : 0};
  MatmulEfficiency ampere = hopper;
  ampere.wave = 0.5;
  ampere.tile_half = 0.15;
  ampere.throttle = 0.03;
  ampere.compute = quantised ? 0.7 : 0.8;
  return {hopper, ampere};
}

// Half of the weight on shapes of training size, so that small ones do not decide.
double loss(const std::vector<TimedMatmul>& large, const std::vector<TimedMatmul>& small,
            const Accelerator& a) {
  const auto price = [&](const TimedMatmul& t) { return matmul_time(t.shape, a).time; };
  return mean_absolute(log_errors(large, price)) + 0.5 * mean_absolute(log_errors(small, price));
}

// The accelerator with nothing but the block: a candidate is priced as a profile's would be.
Accelerator with(const Accelerator& part, const MatmulEfficiency& e) {
  Accelerator a;
  a.bf16 = part.bf16, a.fp16 = part.fp16, a.fp8 = part.fp8, a.fp4 = part.fp4;
  a.memory_bandwidth = part.memory_bandwidth;
  a.processors = part.processors;
  a.matmul = {e};
  return a;
}

}  // namespace

FittedMatmul fit_matmul(const TimedTable& table, const Accelerator& part) {
  const HeldOutSplit<TimedMatmul> rows = split(table.matmuls);
  std::vector<TimedMatmul> large, small, held;
  for (const TimedMatmul& t : rows.fit) (training_size(t) ? large : small).push_back(t);
  for (const TimedMatmul& t : rows.held)
    if (training_size(t)) held.push_back(t);
  const NumberFormat format = table.matmuls.front().shape.format;
  const bool quantised = element_bytes(format) < 2;
  const auto turned = [&](std::size_t most, int evaluations,
                          const std::vector<MatmulEfficiency>& from) {
    const auto few = sample(large, most), rest = sample(small, most);
    return fitted(from, knobs(quantised), evaluations,
                  [&](const MatmulEfficiency& e) { return loss(few, rest, with(part, e)); });
  };
  MatmulEfficiency e = turned(800, 2000, starts(format, quantised));
  e = turned(4000, 700, {e});
  const Accelerator a = with(part, e);
  const auto errors =
      log_errors(held, [&](const TimedMatmul& t) { return matmul_time(t.shape, a).time; });
  e.spread = root_mean_square(errors);
  return {e, score_of({.part = table.part,
                       .kind = "matmul",
                       .what = std::string(name(format)),
                       .system = table.system,
                       .fitted = static_cast<std::int64_t>(rows.fit.size())},
                      errors)};
}

}  // namespace tenfold
