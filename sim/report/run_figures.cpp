#include "report/run_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "base/digits.h"
#include "graph/lower.h"
#include "ledger/ledger.h"
#include "report/plot.h"

namespace tenfold::report {
namespace {

constexpr double row_height = 26, bar_height = 16;

// A bar of a list, and what stands beside it.
struct ListedBar {
  std::string label, value, tells;
  double size = 0;
  std::size_t hue = 0;
};

Frame list_frame(std::size_t rows, double left) {
  Frame f{.left = left, .right = 630, .top = 8};
  f.bottom = f.top + row_height * static_cast<double>(rows);
  f.height = f.bottom + 8;
  return f;
}

// Bars from one line, as long as what they tell is large.
std::string bar_list(const std::vector<ListedBar>& bars, const std::string& caption) {
  if (bars.empty()) return {};
  const Frame f = list_frame(bars.size(), 170);
  double most = 0;
  for (const ListedBar& b : bars) most = std::max(most, b.size);
  const AxisScale x = scale_from_zero(most, f.left, f.right);
  std::string body;
  double y = f.top;
  for (const ListedBar& b : bars) {
    body += label(f.left - 8, y + 13, b.label, Anchor::end) +
            svg({f.left, y, x.at(b.size) - f.left, bar_height, hue(b.hue), b.tells}) +
            label(x.at(b.size) + 8, y + 13, b.value, Anchor::start, "soft");
    y += row_height;
  }
  return svg_figure(f, body, caption);
}

// Of many stages evenly some, the first, the last and the fullest among them.
std::vector<std::size_t> drawn_stages(const Footprint& f) {
  constexpr std::size_t most = 16;
  std::vector<std::size_t> drawn;
  const std::size_t n = f.stages.size(), shown = std::min(n, most);
  for (std::size_t i = 0; i < shown; ++i)
    drawn.push_back(shown > 1 ? i * (n - 1) / (shown - 1) : 0);
  if (std::find(drawn.begin(), drawn.end(), f.fullest) == drawn.end()) {
    drawn.push_back(f.fullest);
    std::sort(drawn.begin(), drawn.end());
  }
  return drawn;
}

std::string stage_bar(const StageFootprint& s, std::size_t number, double y, const AxisScale& x) {
  std::string out;
  double from = 0;
  for (std::size_t use = 0; use < memory_uses; ++use) {
    const double to = from + s.bytes[use];
    if (s.bytes[use] > 0)
      out += svg({x.at(from), y, x.at(to) - x.at(from), bar_height, hue(use),
                  fmt::format("stage {}: {} {}", number, enum_names<MemoryUse>[use],
                              memory_text(Bytes::base(s.bytes[use])))});
    from = to;
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> used_categories(const Footprint& f) {
  std::vector<std::pair<std::string, std::string>> used;
  for (std::size_t use = 0; use < memory_uses; ++use)
    if (std::any_of(f.stages.begin(), f.stages.end(),
                    [&](const StageFootprint& s) { return s.bytes[use] > 0; }))
      used.emplace_back(hue(use), std::string(enum_names<MemoryUse>[use]));
  return used;
}

}  // namespace

std::string time_figure(const StepCost& s) {
  std::vector<std::size_t> order(causes);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return s.by_cause[a] > s.by_cause[b]; });
  std::vector<ListedBar> bars;
  for (const std::size_t i : order)
    if (s.by_cause[i] > 0) {
      const std::string value = fmt::format("{} s, {:.1f} %", significant(s.by_cause[i], 3),
                                            100 * s.by_cause[i] / s.seconds);
      const std::string_view cause = enum_names<Cause>[i];
      bars.push_back(
          {std::string(cause), value, fmt::format("{}: {}", cause, value), s.by_cause[i], 0});
    }
  return bar_list(bars, fmt::format("Where the {} s of a step go, of the rank that is busiest. "
                                    "Traffic is what no compute hides.",
                                    significant(s.seconds, 3)));
}

std::string memory_figure(const Feasibility& feasible) {
  const Footprint& f = *feasible.memory;
  const std::vector<std::size_t> drawn = drawn_stages(f);
  const MemoryUnit unit = memory_unit(std::max(feasible.peak, feasible.capacity));
  Frame frame{.left = 80, .right = 720, .top = 26};
  frame.bottom = frame.top + row_height * static_cast<double>(drawn.size());
  const Legend colours = legend(used_categories(f), frame.bottom + 56, frame);
  frame.height = frame.bottom + 60 + colours.height;
  const double most = std::max(feasible.peak, feasible.capacity).base() / unit.bytes * 1.04;
  const AxisScale told = scale_from_zero(most, frame.left, frame.right);
  const AxisScale bytes = scale_from_zero(most * unit.bytes, frame.left, frame.right);
  std::string body = x_axis(frame, told, fmt::format("{} an accelerator", unit.name));
  double y = frame.top + 5;
  for (const std::size_t s : drawn) {
    body += label(frame.left - 8, y + 13, fmt::format("stage {}", s), Anchor::end) +
            stage_bar(f.stages[s], s, y, bytes);
    y += row_height;
  }
  const double limit = bytes.at(feasible.capacity.base());
  body += line(limit, frame.top - 4, limit, frame.bottom, "limit") +
          label(limit, frame.top - 10, "capacity " + memory_text(feasible.capacity), Anchor::end);
  return svg_figure(
      frame, body + colours.svg,
      fmt::format("Memory at the peak by category{}; the line is what programs can allocate.",
                  drawn.size() < f.stages.size()
                      ? fmt::format(", of {} of {} stages", drawn.size(), f.stages.size())
                      : ""));
}

std::string flops_figure(const RunInput& in, const ParallelPlan& plan) {
  const Step step{.sequence_length = in.sequence_length, .sequences = plan.global_batch};
  const Ledger ledger = account(lower(*in.model.architecture, step));
  const auto all = total(ledger, Convention::exact);
  std::vector<LedgerRow> rows = by_operator(ledger);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const LedgerRow& a, const LedgerRow& b) { return a.flops() > b.flops(); });
  constexpr std::size_t most = 14;
  std::vector<std::string> blocks;
  std::vector<ListedBar> bars;
  double shown = 0;
  for (const LedgerRow& row : rows) {
    const double share = real(row.flops()) / real(*all);
    if (bars.size() == most || share < 5e-4) break;
    if (std::find(blocks.begin(), blocks.end(), row.block) == blocks.end())
      blocks.push_back(row.block);
    const auto block = std::find(blocks.begin(), blocks.end(), row.block) - blocks.begin();
    const std::string value = fmt::format("{:.1f} %", 100 * share);
    bars.push_back({fmt::format("{} {}", row.block, row.name), value,
                    fmt::format("{} {}: {} FLOPs a step", row.block, row.name,
                                significant(real(row.flops()), 4)),
                    share, static_cast<std::size_t>(block)});
    shown += share;
  }
  return bar_list(
      bars, fmt::format("Exact FLOPs of a step by operator, forward and backward: the largest {}, "
                        "{:.1f} % of {}. A colour is a block.",
                        bars.size(), 100 * shown, significant(real(*all), 4)));
}

}  // namespace tenfold::report
