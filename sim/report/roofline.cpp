// Rates of forward kernels over their arithmetic intensity.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/digits.h"
#include "cost/rank_work.h"
#include "report/plot.h"
#include "report/run_figures.h"

namespace tenfold::report {
namespace {

struct Work {
  double flops = 0, bytes = 0;
};

Work work_of(const MatmulShape& s) {
  const double m = real(s.m), n = real(s.n), k = real(s.k), groups = real(s.groups);
  return {2 * groups * m * n * k,
          groups * (element_bytes(s.format) * (m * k + k * n) + s.output_bytes * m * n)};
}
Work work_of(const GroupedCall& c) { return work_of(c.shape); }
// Scores stay on chip (arXiv:2205.14135).
Work work_of(const AttentionCall& c) {
  const AttentionShape& s = c.shape;
  const double widths = real(s.key_width + s.value_width) * real(s.sequences);
  return {2 * widths * real(s.heads) * real(s.queries) * real(s.keys) * s.kept,
          2 * widths * (real(s.queries) * real(s.heads) + real(s.keys) * real(s.kv_heads))};
}
Work work_of(const RecurrenceCall& c) { return {c.flops, c.bytes}; }
Work work_of(const StreamCall&) { return {}; }  // memory alone
Work work_of(const Transfer&) { return {}; }

struct Point {
  std::string name;
  double intensity = 0, rate = 0;  // FLOP/byte, FLOP/s
  std::size_t hue = 0;
};

// Kernels of the same name and work once.
std::vector<Point> points(const RankWork& work) {
  std::map<std::pair<std::string, double>, Point> all;
  for (std::size_t i = 0; i < work.kernels.size(); ++i) {
    const Kernel& k = work.kernels[i];
    const Work w = std::visit([](const auto& call) { return work_of(call); }, k.call);
    const double seconds = work.compute[i].total();
    if (k.pass != Pass::forward || w.flops <= 0 || w.bytes <= 0 || seconds <= 0) continue;
    all[{std::string(k.name), w.flops}] = {std::string(k.name), w.flops / w.bytes,
                                           w.flops / seconds, 0};
  }
  std::vector<Point> list;
  for (auto& [key, point] : all) list.push_back(point);
  std::stable_sort(list.begin(), list.end(),
                   [](const Point& a, const Point& b) { return a.intensity < b.intensity; });
  for (std::size_t i = 0; i < list.size(); ++i) list[i].hue = i;
  return list;
}

// The rated peak of the plan's products, under the rated bandwidth.
struct Roof {
  double peak = 0, bandwidth = 0;
  double at(double intensity) const { return std::min(peak, intensity * bandwidth); }
};

std::string roof_svg(const Roof& roof, const AxisScale& x, const AxisScale& y) {
  const double ridge = std::clamp(roof.peak / roof.bandwidth, x.low, x.high);
  return line(x.at(x.low), y.at(roof.at(x.low)), x.at(ridge), y.at(roof.at(ridge)), "curve") +
         line(x.at(ridge), y.at(roof.at(ridge)), x.at(x.high), y.at(roof.at(x.high)), "curve");
}

std::string points_svg(const std::vector<Point>& all, const Roof& roof, const AxisScale& x,
                       const AxisScale& y) {
  std::string out;
  for (const Point& p : all)
    out += dot(x.at(p.intensity), y.at(p.rate), 6, hue(p.hue),
               fmt::format("{}: {} FLOP a byte, {} TFLOP/s, {:.0f} % of its roof", p.name,
                           significant(p.intensity, 3), significant(p.rate / 1e12, 3),
                           100 * p.rate / roof.at(p.intensity)));
  return out;
}

}  // namespace

std::string roofline_figure(const RunInput& in, const ParallelPlan& plan) {
  const auto rate = peak(in.cluster.accelerator, plan.format);
  if (!rate || in.cluster.accelerator.memory_bandwidth.base() <= 0) return {};
  const RankWork work = rank_work(distinct_layers(*in.model.architecture), plan, in.sequence_length,
                                  in.cluster, in.framework);
  const std::vector<Point> all = points(work);
  if (all.empty()) return {};
  const Roof roof{rate->base(), in.cluster.accelerator.memory_bandwidth.base()};
  Frame f{.height = 0, .left = 76, .top = 26};
  std::vector<double> intensities{roof.peak / roof.bandwidth / 4, roof.peak / roof.bandwidth * 4},
      rates{roof.peak * 1.2};
  std::vector<std::pair<std::string, std::string>> words;
  for (const Point& p : all) {
    intensities.push_back(p.intensity), rates.push_back(p.rate);
    words.emplace_back(hue(p.hue), p.name == "scores" ? "attention" : p.name);
  }
  const AxisScale x = log_scale(intensities, f.left, f.right);
  rates.push_back(roof.at(x.low));
  const AxisScale y = log_scale(rates, f.bottom, f.top);
  const AxisScale told{y.low / 1e12, y.high / 1e12, f.bottom, f.top, true};
  const Legend colours = legend(words, f.bottom + 54, f);
  f.height = f.bottom + 58 + colours.height;
  return svg_figure(
      f,
      x_axis(f, x, "arithmetic intensity, FLOP a byte") + y_axis(f, told, "TFLOP/s") +
          roof_svg(roof, x, y) + points_svg(all, roof, x, y) + colours.svg,
      fmt::format(
          "Roofline of {}: rates that forward kernels of a rank reach, by what is measured "
          "of such kernels, under its rated {} TFLOP/s of {} and {} TB/s. Kernels of one shape "
          "are one point.",
          in.cluster.accelerator.name, significant(roof.peak / 1e12, 4), name(plan.format),
          significant(roof.bandwidth / 1e12, 3)));
}

}  // namespace tenfold::report
