#include <algorithm>
#include <cmath>
#include <set>

#include "fit/calibrate.h"
#include "fit/held_out.h"
#include "fit/minimise.h"

namespace tenfold {
namespace {

using A = AttentionEfficiency;

// The tables time a call of a serving engine, which also lays queries and output out (`passes` over
// their bytes) and writes keys and values to a cache in pages (`cache`): work that training does
// not have. Where blocks fill less than `cut_below` of the processors, engines cut the keys into
// `splits` at most (num_splits_heuristic in hopper/heuristics.h of Dao-AILab/flash-attention, with
// 0.8); training calls do not. Where figures of the kernel itself hold the compute in place, the
// engine's machine may run at another clock.
struct Served : AttentionEfficiency {
  double passes = 1, cache = 1, splits = 1, cut_below = 0.8, clock = 1;
};
constexpr double block_queries = 128;

// What a fit may turn beside forward: the clock and both passes where figures hold the compute, and
// what engines cut below.
struct Turned {
  bool clock = false, backward = false, cut_below = false;
};

std::vector<Knob<Served>> knobs(Turned turned) {
  std::vector<Knob<Served>> list{{&A::compute, 0.2, 1.2},    {&A::memory, 0.7, 0.9},
                                 {&A::launch, 1e-6, 40e-6},  {&A::length_half, 1, 3000},
                                 {&A::wave, 1e-3, 1},        {&A::norm, 0.8, 6},
                                 {&A::critical, 1e-2, 3},    {&Served::passes, 1e-2, 10},
                                 {&Served::cache, 1e-2, 30}, {&Served::splits, 1, 16}};
  if (turned.cut_below) list.push_back({&Served::cut_below, 0.2, 6});
  if (turned.clock) list.push_back({&Served::clock, 0.7, 1.4});
  if (!turned.backward) return list;
  list.push_back({&A::backward_compute, 0.1, 1.2});
  list.push_back({&A::backward_length_half, 1, 3000});
  return list;
}

std::vector<Knob<A>> backward_knobs() {
  return {{&A::backward_compute, 0.1, 1.2}, {&A::backward_length_half, 1, 3000}};
}

std::vector<Served> starts(std::int64_t width) {
  Served first;
  static_cast<A&>(first) = {.head_dim = width,
                            .compute = 0.65,
                            .memory = 0.8,
                            .launch = Seconds::base(12e-6),
                            .length_half = 50,
                            .wave = 0.4,
                            .norm = 1.2,
                            .critical = 0.75,
                            .backward_compute = 0.45,
                            .backward_length_half = 30};
  Served second = first;
  second.length_half = 500;
  second.wave = 0.9;
  second.norm = 1.6;
  second.critical = 1.2;
  second.splits = 6;
  return {first, second};
}

Accelerator with(const Accelerator& part, const A& e) {
  Accelerator a;
  a.bf16 = part.bf16, a.fp16 = part.fp16;
  a.memory_bandwidth = part.memory_bandwidth;
  a.processors = part.processors;
  a.attention = {e};
  return a;
}

Seconds price(const TimedAttention& t, const Accelerator& a) {
  const Seconds forward = attention_time(t.shape, a, false).time;
  return t.backward ? forward + attention_time(t.shape, a, true).time : forward;
}

double loss(const std::vector<TimedAttention>& rows, const Accelerator& a) {
  return mean_absolute(log_errors(rows, [&](const TimedAttention& t) { return price(t, a); }));
}

// The kernel with the longest block's keys cut, where few blocks are.
Seconds split_price(const TimedAttention& t, const Served& e, const Accelerator& a) {
  const AttentionShape& s = t.shape;
  const double filled = real(s.sequences * s.heads) * std::ceil(real(s.queries) / block_queries) /
                        real(std::max<Size>(a.processors, 1));
  if (filled >= e.cut_below) return price(t, a);
  Accelerator cut = a;
  cut.attention.front().critical /= std::min(e.splits, e.cut_below / 0.8 / filled);
  return price(t, cut);
}

Seconds served(const TimedAttention& t, const Served& e, const Accelerator& a) {
  const AttentionShape& s = t.shape;
  const double heads = e.passes * real(s.heads) + e.cache * real(s.kv_heads);
  const double bytes =
      2 * real(s.sequences * s.queries) * heads * real(s.key_width + s.value_width);
  return e.clock * split_price(t, e, a) + bytes * byte / a.memory_bandwidth;
}

std::vector<double> served_errors(const std::vector<TimedAttention>& rows, const Accelerator& part,
                                  const Served& e) {
  const Accelerator a = with(part, e);
  return log_errors(rows, [&](const TimedAttention& t) { return served(t, e, a); });
}

bool windowed(const TimedAttention& t) { return t.shape.kept < 0.5; }

// Rows of the figures with the kernel, the pass and the width asked for.
std::vector<TimedAttention> figures_of(const std::vector<TimedTable>& tables,
                                       const std::string& part, const std::string& library,
                                       bool backward, std::int64_t width) {
  std::vector<TimedAttention> found;
  for (const TimedTable& table : tables)
    for (const TimedAttention& t : table.attentions)
      if (table.part == part && table.system == "figures of " + library && t.backward == backward &&
          t.shape.key_width == width)
        found.push_back(t);
  return found;
}

// The figures of the part's newest kernel, which is what training calls: of forward on Hopper, of
// both passes on Ampere.
std::vector<TimedAttention> newest_figures(const std::vector<TimedTable>& tables,
                                           const std::string& part, std::int64_t width) {
  auto found = figures_of(tables, part, "FA3", false, width);
  return found.empty() && part == "A100" ? figures_of(tables, part, "FA2", true, width) : found;
}

// H200 has H100's processors at H100's clocks.
std::string figures_part(const std::string& part) { return part == "H200" ? "H100" : part; }

// Backward is never nearer to the peak than forward: it recomputes scores and adds atomically.
// FlashAttention-2 reaches 73 % of A100's peak forward and 63 % backward (arXiv:2307.08691).
constexpr double backward_over_forward = 0.8;  // where no figure tells: 0.86 there, 0.69 on B200
double backward_excess(const A& e) {
  return std::max(0.0, std::log(e.backward_compute / (0.86 * e.compute)));
}

constexpr double kernel_weight =
    2;  // of the figures: they alone time the kernel that training calls

struct Rows {
  std::vector<TimedAttention> large, small, held, windows;
  std::int64_t fitted = 0;
};

// Those without a window: a window is not fitted, but priced by the same parameters.
Rows rows_of(const TimedTable& table, std::int64_t width) {
  HeldOutSplit<TimedAttention> rows = split(table.attentions);
  Rows found;
  for (const TimedAttention& t : rows.held)
    if (t.shape.key_width == width && windowed(t) && training_size(t)) found.windows.push_back(t);
  const auto other = [&](const TimedAttention& t) {
    return t.shape.key_width != width || windowed(t);
  };
  std::erase_if(rows.fit, other);
  std::erase_if(rows.held, other);
  found.fitted = static_cast<std::int64_t>(rows.fit.size());
  for (const TimedAttention& t : rows.fit)
    (training_size(t) ? found.large : found.small).push_back(t);
  for (const TimedAttention& t : rows.held)
    if (training_size(t)) found.held.push_back(t);
  found.large = sample(found.large, 1500), found.small = sample(found.small, 700);
  return found;
}

// The part of a width that is fitted, to rows of the engine and figures of the kernel.
Served fitted_blocks(const Rows& rows, const std::vector<TimedAttention>& kernel,
                     std::int64_t width, const Accelerator& part, bool cut_below, int evaluations) {
  const bool both = !kernel.empty() && kernel.front().backward;
  const Turned turned{.clock = !kernel.empty(), .backward = both, .cut_below = cut_below};
  return fitted(starts(width), knobs(turned), evaluations, [&](const Served& e) {
    return mean_absolute(served_errors(rows.large, part, e)) +
           0.4 * mean_absolute(served_errors(rows.small, part, e)) +
           kernel_weight * loss(kernel, with(part, e)) + (both ? backward_excess(e) : 0);
  });
}

// The mean error of rows fitted of training size, each left out of one of four fits. Rows held out
// are not seen.
double left_out_error(const Rows& all, const std::vector<TimedAttention>& kernel,
                      std::int64_t width, const Accelerator& part, bool cut_below) {
  const auto fold = [](const TimedAttention& t) { return shape_hash(t) / 5 % 4; };
  std::vector<double> errors;
  for (std::uint64_t out = 0; out < 4; ++out) {
    Rows rows;
    rows.large = sample(all.large, 600), rows.small = sample(all.small, 250);
    std::vector<TimedAttention> left = rows.large;
    std::erase_if(left, [&](const TimedAttention& t) { return fold(t) != out; });
    for (auto* some : {&rows.large, &rows.small})
      std::erase_if(*some, [&](const TimedAttention& t) { return fold(t) == out; });
    const Served e = fitted_blocks(rows, kernel, width, part, cut_below, 1500);
    const auto some = served_errors(left, part, e);
    errors.insert(errors.end(), some.begin(), some.end());
  }
  return mean_absolute(errors);
}

FittedAttention fit_width(const TimedTable& table, std::int64_t width,
                          const std::vector<TimedTable>& figures, const Accelerator& part) {
  const Rows rows = rows_of(table, width);
  const auto kernel = newest_figures(figures, figures_part(table.part), width);
  const bool both = !kernel.empty() && kernel.front().backward;
  const bool cut_below = left_out_error(rows, kernel, width, part, true) <
                         0.9 * left_out_error(rows, kernel, width, part, false);
  Served e = fitted_blocks(rows, kernel, width, part, cut_below, 3000);
  const auto errors = served_errors(rows.held, part, e);
  e.spread = root_mean_square(errors);
  if (!both) e.backward_compute = backward_over_forward * e.compute;
  FitScore named{.part = table.part,
                 .kind = "attention",
                 .what = "forward d" + std::to_string(width),
                 .system = table.system,
                 .fitted = rows.fitted};
  FittedAttention found{static_cast<const A&>(e), score_of(named, errors), {}};
  named.what = "window d" + std::to_string(width);
  named.fitted = 0;
  if (!rows.windows.empty()) found.windows = score_of(named, served_errors(rows.windows, part, e));
  return found;
}

// The block of a width, made from that of 128 where the width has none.
A& block_of(std::vector<A>& blocks, std::int64_t width) {
  for (A& block : blocks)
    if (block.head_dim == width) return block;
  A made = blocks.front();
  for (const A& block : blocks)
    if (block.head_dim == 128) made = block;
  made.head_dim = width;
  made.basis = FitBasis::transferred;
  made.spread = std::max(made.spread, 0.15);
  blocks.push_back(made);
  return blocks.back();
}

}  // namespace

std::vector<FittedAttention> fit_attention(const TimedTable& table,
                                           const std::vector<TimedTable>& figures,
                                           const Accelerator& part) {
  std::set<std::int64_t> widths;
  for (const TimedAttention& t : table.attentions)
    if (!windowed(t)) widths.insert(t.shape.key_width);
  std::vector<FittedAttention> list;
  for (const std::int64_t width : widths) list.push_back(fit_width(table, width, figures, part));
  return list;
}

std::vector<FitScore> fit_attention_figures(const std::vector<TimedTable>& tables,
                                            const Accelerator& part, const std::string& part_name,
                                            std::vector<A>& blocks) {
  std::vector<FitScore> scores;
  if (blocks.empty()) return scores;
  for (const std::int64_t width : {64, 128, 256}) {
    const std::string of = figures_part(part_name);
    const auto older = figures_of(tables, of, "FA2", false, width);
    const auto both = figures_of(tables, of, "FA2", true, width);
    if (both.empty() && older.empty()) continue;
    A& block = block_of(blocks, width);
    if (!older.empty()) {
      const Accelerator a = with(part, block);
      block.flash_2 = std::exp(-quantile_of(
          log_errors(older, [&](const TimedAttention& t) { return price(t, a); }), 0.5));
    }
    if (both.empty()) continue;
    const auto backward = [&](const std::vector<TimedAttention>& rows) {
      A start = block;
      start.backward_length_half = 100;
      return fitted<A>({start}, backward_knobs(), 1000, [&](const A& turned) {
        return loss(rows, with(part, turned)) + backward_excess(turned);
      });
    };
    // So few rows are each held out once.
    std::vector<double> errors;
    for (std::size_t i = 0; i < both.size(); ++i) {
      std::vector<TimedAttention> rest = both;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
      const Accelerator a = with(part, backward(rest));
      errors.push_back(std::log(price(both[i], a) / both[i].time));
    }
    block = backward(both);
    scores.push_back(score_of({.part = part_name,
                               .kind = "attention",
                               .what = "both d" + std::to_string(width),
                               .system = "figures of FA2",
                               .fitted = static_cast<std::int64_t>(both.size() - 1)},
                              errors));
  }
  return scores;
}

}  // namespace tenfold
