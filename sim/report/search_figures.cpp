// Time against memory of the plans that none beats.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/digits.h"
#include "report/plot.h"
#include "report/search_parts.h"

namespace tenfold::report {
namespace {

// A step's seconds; of plans with different batches those of a million tokens.
struct Clock {
  bool of_tokens = false;
  double operator()(const CostedPlan& c) const {
    return of_tokens ? 1e6 * c.token_seconds() : c.seconds;
  }
  std::string words() const { return of_tokens ? "seconds a million tokens" : "seconds a step"; }
};

double gibibytes(const CostedPlan& c) { return c.peak_bytes / GiB.base(); }

std::string tells(const std::string& what, const CostedPlan& c, const std::string& settings) {
  return fmt::format("{}{}: {} s a step, {:.1f} GiB, MFU {:.1f} %, {} accelerators. {}", what,
                     grouped(Count{c.index}), significant(c.seconds, 4), gibibytes(c), 100 * c.mfu,
                     grouped(Count{c.accelerators}), settings);
}

struct Axes {
  Frame frame;
  AxisScale x, y;
  Clock clock;
};

Axes axes_of(const SearchInput& in, const SearchReport& r) {
  Axes a{.frame = {.top = 30}, .x = {}, .y = {}, .clock = {batches_differ(in)}};
  std::vector<double> times, memory{r.capacity.base() / GiB.base()};
  const auto add = [&](const CostedPlan& c) {
    times.push_back(a.clock(c)), memory.push_back(gibibytes(c));
  };
  for (const RankedPlan& p : r.front) add(p.cost);
  for (const RankedPlan& p : r.best) add(p.cost);
  if (r.own && r.own->cost) add(*r.own->cost);
  a.x = log_scale(times, a.frame.left, a.frame.right);
  if (a.x.high / a.x.low < 3) a.x = linear_scale(times, a.frame.left, a.frame.right);
  a.y = scale_from_zero(1.05 * *std::max_element(memory.begin(), memory.end()), a.frame.bottom,
                        a.frame.top);
  return a;
}

// The front of one number of accelerators: a step down at each plan.
std::string stairs(const std::vector<const RankedPlan*>& front, const Axes& a, std::size_t hue_of) {
  std::string out;
  for (std::size_t i = 0; i < front.size(); ++i) {
    const double x = a.x.at(a.clock(front[i]->cost)), y = a.y.at(gibibytes(front[i]->cost));
    if (i > 0) {
      const double before = a.y.at(gibibytes(front[i - 1]->cost));
      out += line(a.x.at(a.clock(front[i - 1]->cost)), before, x, before, "range") +
             line(x, before, x, y, "range");
    }
    out += dot(x, y, 3.5, hue(hue_of), tells("plan ", front[i]->cost, front[i]->settings));
  }
  return out;
}

struct Drawn {
  std::string svg;
  std::vector<std::pair<std::string, std::string>> legend;
};

Drawn fronts(const SearchReport& r, const Axes& a) {
  std::set<Size> sizes;
  for (const RankedPlan& p : r.front) sizes.insert(p.cost.accelerators);
  Drawn out;
  for (const Size n : sizes) {
    std::vector<const RankedPlan*> of;
    for (const RankedPlan& p : r.front)
      if (p.cost.accelerators == n) of.push_back(&p);
    const std::size_t i = out.legend.size();
    out.svg += stairs(of, a, i);
    out.legend.emplace_back(
        hue(i), sizes.size() > 1 ? fmt::format("none beats it, {} accelerators", grouped(Count{n}))
                                 : std::string("none beats it in both"));
  }
  return out;
}

}  // namespace

std::string front_figure(const SearchInput& in, const SearchReport& r) {
  if (r.best.empty()) return {};
  Axes a = axes_of(in, r);
  Drawn d = fronts(r, a);
  const std::string on_top = std::move(d.svg);  // its dots are the smaller ones
  d.svg.clear();
  const std::size_t fast = d.legend.size(), own = fast + 1;
  for (std::size_t i = 0; i < r.best.size(); ++i)
    d.svg +=
        dot(a.x.at(a.clock(r.best[i].cost)), a.y.at(gibibytes(r.best[i].cost)), 6, hue(fast),
            tells(fmt::format("fastest {}, plan ", i + 1), r.best[i].cost, r.best[i].settings));
  d.legend.emplace_back(hue(fast), fmt::format("the {} fastest", r.best.size()));
  if (r.own && r.own->cost) {
    d.svg += dot(a.x.at(a.clock(*r.own->cost)), a.y.at(gibibytes(*r.own->cost)), 7, hue(own),
                 tells("the job's own plan, ", *r.own->cost, ""));
    d.legend.emplace_back(hue(own), "the job's own plan");
  }
  const Legend colours = legend(d.legend, a.frame.bottom + 54, a.frame);
  a.frame.height = a.frame.bottom + 58 + colours.height;
  const double limit = a.y.at(r.capacity.base() / GiB.base());
  return svg_figure(a.frame,
                    x_axis(a.frame, a.x, a.clock.words()) +
                        y_axis(a.frame, a.y, "GiB at the peak, an accelerator") +
                        line(a.frame.left, limit, a.frame.right, limit, "limit") +
                        label(a.frame.right, limit - 6, "capacity", Anchor::end) + d.svg + on_top +
                        colours.svg,
                    "Time against memory. A line joins plans that none beats in both: left and "
                    "low is better. A point tells its plan where the pointer rests on it.");
}

}  // namespace tenfold::report
