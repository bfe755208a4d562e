#include "report/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/page.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double width = 760, left = 20, right = 740, top = 34, row_height = 46;

// The decades that hold all bars and the claimed ratio.
struct Axis {
  double low = 0, high = 1;  // log10
  double x(double ratio) const {
    const double share = (std::log10(std::max(ratio, 1e-300)) - low) / (high - low);
    return left + std::clamp(share, 0.0, 1.0) * (right - left);
  }
};

Axis axis(const std::vector<Bar>& bars, double claimed) {
  double low = std::log10(claimed), high = low;
  for (const Bar& bar : bars) {
    low = std::min(low, std::log10(std::max(bar.ratio.p05, 1e-12)));
    high = std::max(high, std::log10(std::max(bar.ratio.p95, 1e-12)));
  }
  return {std::floor(low), std::max(std::ceil(high), std::floor(low) + 1)};
}

std::string ticks(const Axis& a, double bottom) {
  std::string out;
  for (double decade = a.low; decade <= a.high + 0.5; ++decade) {
    const double ratio = std::pow(10, decade);
    out += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.0f}\" y2=\"{2:.0f}\"/>"
        "<text class=\"soft\" x=\"{0:.1f}\" y=\"{3:.0f}\" text-anchor=\"middle\">{4} x</text>\n",
        a.x(ratio), top, bottom, bottom + 18, size_text(ratio));
  }
  return out;
}

std::string bar_svg(const Bar& bar, const Axis& a, double y) {
  return fmt::format(
      "<text x=\"{:.0f}\" y=\"{:.1f}\">{}: {} [{}]</text>\n"
      "<line class=\"bar {}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
      "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"6\"/>\n",
      left, y + 14, escaped(bar.label), ratio_text(bar.ratio.median), interval_text(bar.ratio),
      name(bar.decision), a.x(bar.ratio.p05), a.x(bar.ratio.p95), y + 29, y + 29,
      name(bar.decision), a.x(bar.ratio.median), y + 29);
}

}  // namespace

std::string interval_figure(const std::vector<Bar>& bars, double claimed,
                            const std::string& caption) {
  if (bars.empty()) return {};
  const Axis a = axis(bars, claimed);
  const double bottom = top + row_height * static_cast<double>(bars.size()) + 6;
  std::string out =
      fmt::format("<figure>\n<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n",
                  width, bottom + 26, escaped(caption));
  out += ticks(a, bottom);
  out += fmt::format(  // before the labels, which stand on it

      "<line class=\"claim\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.0f}\" y2=\"{2:.0f}\"/>"
      "<text class=\"claimed\" x=\"{0:.1f}\" y=\"{3:.0f}\" text-anchor=\"middle\">claimed {4} "
      "x</text>\n",
      a.x(claimed), top, bottom, top - 8, size_text(claimed));
  double y = top;
  for (const Bar& bar : bars) {
    out += bar_svg(bar, a, y);
    y += row_height;
  }
  return out + fmt::format("</svg>\n<figcaption>{}</figcaption>\n</figure>\n", escaped(caption));
}

}  // namespace tenfold::report
