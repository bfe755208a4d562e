#include <algorithm>
#include <map>

#include "fit/calibrate.h"
#include "fit/held_out.h"
#include "fit/minimise.h"

namespace tenfold {
namespace {

using G = GroupedMatmulEfficiency;

std::vector<Knob<G>> knobs() {
  return {{&G::compute, 0.1, 1.2},
          {&G::memory, 0.2, 1.1},
          {&G::launch, 1e-6, 60e-6},
          {&G::depth_half, 1, 2000},
          {&G::norm, 0.8, 8}};
}

std::vector<G> starts() {
  const G first{.compute = 0.7,
                .memory = 0.7,
                .launch = Seconds::base(15e-6),
                .depth_half = 300,
                .norm = 1.5};
  G second = first;
  second.compute = 0.4;
  second.norm = 3;
  return {first, second};
}

Accelerator with(const Accelerator& part, const G& e) {
  Accelerator a;
  a.bf16 = part.bf16, a.fp16 = part.fp16;
  a.memory_bandwidth = part.memory_bandwidth;
  a.stream = part.stream;
  a.grouped_matmul = e;
  return a;
}

// Tokens laid out by expert, gate and up in one product, the gated activation, down, and the
// weighted sum of a token's experts.
Seconds price(const TimedExperts& t, const Accelerator& a, bool balanced) {
  const Size rows = t.tokens * t.top_k;
  const Size groups = std::min(t.experts, rows);
  const Size each = (rows + groups - 1) / groups;
  const double wide = 2 * real(rows) * real(t.hidden), token = 2 * real(t.tokens * t.hidden);
  const MatmulShape up{.groups = groups, .m = each, .n = 2 * t.inner, .k = t.hidden};
  const MatmulShape down{.groups = groups, .m = each, .n = t.hidden, .k = t.inner};
  return stream_time(StreamKind::lookup, (token + wide) * byte, a).time +
         grouped_matmul_time(up, a, false, balanced).time +
         stream_time(StreamKind::activation, 6 * real(rows) * real(t.inner) * byte, a).time +
         grouped_matmul_time(down, a, false, balanced).time +
         stream_time(StreamKind::lookup, (token + wide) * byte, a).time;
}

// What uneven routing costs in one kernel: the median ratio of times of the same large layer.
double imbalance(const std::vector<TimedExperts>& rows) {
  std::map<std::uint64_t, Seconds> even;
  for (const TimedExperts& t : rows)
    if (t.balanced) even[shape_hash(t)] = t.time;
  std::vector<double> ratios;
  for (const TimedExperts& t : rows)
    if (const auto same = even.find(shape_hash(t));
        !t.balanced && t.tokens >= 4096 && same != even.end())
      ratios.push_back(t.time / same->second);
  return ratios.empty() ? 1 : std::max(1.0, quantile_of(ratios, 0.5));
}

}  // namespace

FittedExperts fit_experts(const TimedTable& table, const Accelerator& part) {
  HeldOutSplit<TimedExperts> rows = split(table.experts);
  const auto other = [](const TimedExperts& t) { return !t.balanced || !training_size(t); };
  std::erase_if(rows.fit, other);
  std::erase_if(rows.held, other);
  const auto errors_of = [&](const std::vector<TimedExperts>& of, const G& e) {
    const Accelerator a = with(part, e);
    return log_errors(of, [&](const TimedExperts& t) { return price(t, a, true); });
  };
  const auto some = sample(rows.fit, 1500);
  G e = fitted(starts(), knobs(), 3000,
               [&](const G& turned) { return mean_absolute(errors_of(some, turned)); });
  const auto errors = errors_of(rows.held, e);
  e.spread = root_mean_square(errors);
  e.imbalance = imbalance(table.experts);
  return {e, score_of({.part = table.part,
                       .kind = "experts",
                       .what = "bf16, even",
                       .system = table.system,
                       .fitted = static_cast<std::int64_t>(rows.fit.size())},
                      errors)};
}

}  // namespace tenfold
