// The step's pipeline played out: a row a rank, a box an operation.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digits.h"
#include "report/plot.h"
#include "report/run_figures.h"
#include "schedule/timeline.h"

namespace tenfold::report {
namespace {

constexpr std::size_t most_boxes = 2400;     // a page of half a megabyte
constexpr double most_operations = 400'000;  // that are worth playing for a drawing
constexpr Size most_ranks = 64;

struct Look {
  std::string css, word;
};
// By SlotKind; sends are not drawn.
const std::array<Look, 4>& looks() {
  static const std::array<Look, 4> all{Look{hue(0), "forward"}, Look{hue(1), "backward"},
                                       Look{hue(8), "backward of weights"},
                                       Look{hue(3), "backward of inputs"}};
  return all;
}

const Look* look(SlotKind kind) {
  switch (kind) {
    case SlotKind::forward:
      return &looks()[0];
    case SlotKind::backward:
      return &looks()[1];
    case SlotKind::backward_weight:
      return &looks()[2];
    case SlotKind::backward_input:
      return &looks()[3];
    default:
      return nullptr;
  }
}

std::vector<Slot> computed(const Timeline& line) {
  std::vector<Slot> all;
  for (const Slot& s : line.slots)
    if (look(s.kind)) all.push_back(s);
  return all;
}

// How long from the start, or to the end, the boxes of that share of all fit the page.
double window(const std::vector<Slot>& slots, double makespan) {
  if (slots.size() <= most_boxes) return makespan;
  return makespan * static_cast<double>(most_boxes) / 2 / static_cast<double>(slots.size());
}

struct Part {
  double from = 0, to = 0;  // seconds
};

std::string boxes(const std::vector<Slot>& slots, const Part& part, const Frame& f, double height) {
  const AxisScale x{part.from, part.to, f.left, f.right, false};
  std::string out;
  for (const Slot& s : slots) {
    if (s.end <= part.from || s.start >= part.to) continue;
    const double from = std::max(s.start, part.from), to = std::min(s.end, part.to);
    const Look& l = *look(s.kind);
    out +=
        svg({x.at(from), f.top + real(s.rank) * height, x.at(to) - x.at(from), height - 2, l.css,
             fmt::format("rank {}: {} of micro-batch {}, chunk {}, {} to {} s", s.rank, l.word,
                         s.micro_batch, s.chunk, significant(s.start, 4), significant(s.end, 4))});
  }
  return out;
}

std::string panel(const PipelineProblem& p, const std::vector<Slot>& slots, const Part& part,
                  bool whole) {
  const double height = p.stages > 24 ? 12 : 20;
  Frame f{.left = 66, .right = 740, .top = 10};
  f.bottom = f.top + height * real(p.stages);
  std::vector<std::pair<std::string, std::string>> words;
  for (const SlotKind kind :
       {SlotKind::forward, SlotKind::backward, SlotKind::backward_input, SlotKind::backward_weight})
    if (std::any_of(slots.begin(), slots.end(), [&](const Slot& s) { return s.kind == kind; }))
      words.emplace_back(look(kind)->css, look(kind)->word);
  const Legend colours = legend(words, f.bottom + 54, f);
  f.height = f.bottom + 58 + colours.height;
  std::string body = x_axis(f, {part.from, part.to, f.left, f.right, false}, "seconds");
  for (Size r = 0; r < p.stages; r += std::max<Size>(1, p.stages / 16))
    body += label(f.left - 8, f.top + height * (real(r) + 0.5) + 4, fmt::format("rank {}", r),
                  Anchor::end);
  body += boxes(slots, part, f, height) + colours.svg;
  return svg_figure(
      f, body,
      fmt::format("The pipeline of {} ranks over {} of a step: what is empty is bubble, or waits "
                  "for sends.",
                  p.stages,
                  whole            ? "the passes"
                  : part.from == 0 ? "the first part of the passes"
                                   : "the last part of the passes"));
}

}  // namespace

std::string timeline_figure(const PipelineProblem& p) {
  const double operations = real(p.stages) * real(p.virtual_stages) * real(p.micro_batches) * 3;
  if (p.stages < 2 || p.stages > most_ranks || operations > most_operations) return {};
  const Timeline line = play(p);
  const std::vector<Slot> slots = computed(line);
  const double end = line.makespan, shown = window(slots, end);
  if (shown >= end) return panel(p, slots, {0, end}, true);
  return panel(p, slots, {0, shown}, false) + panel(p, slots, {end - shown, end}, false);
}

}  // namespace tenfold::report
