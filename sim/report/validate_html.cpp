// Predicted over measured step times as one page that loads nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "base/digits.h"
#include "report/validate_parts.h"

namespace tenfold::report {
namespace {

constexpr double size = 720, margin = 60;

struct Point {
  double measured = 0, predicted = 0;  // seconds
  std::string label;
  double hue = 0;  // degrees, by family
};

std::vector<Point> points(const ValidateReport& r) {
  std::map<std::string, double> hues;
  for (const FamilySummary& f : chosen(r).time.families) hues[f.family] = 0;
  double hue = 0;
  // The golden angle keeps neighbours in the list apart in colour.
  for (auto& [family, value] : hues) value = hue = std::fmod(hue + 137.5, 360);
  std::vector<Point> all;
  for (std::size_t i = 0; i < r.scores.rows.size(); ++i) {
    const RowScore& row = r.scores.rows[i];
    const MeasuredRun& run = r.scores.runs[i];
    if (!row.scored || row.measured_step <= 0 || (r.side && row.side != *r.side)) continue;
    all.push_back({row.measured_step, row.predicted_step,
                   fmt::format("{}, row {}: measured {} s, predicted {} s, {:+.1f} %",
                               run_label(run), run.id, significant(row.measured_step, 3),
                               significant(row.predicted_step, 3), 100 * row.error),
                   hues[run.family]});
  }
  return all;
}

// Decades that hold every point; both axes are the same.
struct Decades {
  double low = -1, high = 1;
  double x(double seconds) const {
    return margin + (std::log10(seconds) - low) / (high - low) * (size - 2 * margin);
  }
  double y(double seconds) const { return size - x(seconds); }
};

Decades decades(const std::vector<Point>& all) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Point& p : all)
    for (const double seconds : {p.measured, p.predicted}) {
      low = std::min(low, std::log10(seconds));
      high = std::max(high, std::log10(seconds));
    }
  if (all.empty()) return {};
  return {std::floor(low), std::max(std::ceil(high), std::floor(low) + 1)};
}

std::string grid_svg(const Decades& d) {
  std::string out;
  const double end = size - margin;
  for (double decade = d.low; decade <= d.high + 0.5; ++decade) {
    const double x = d.x(std::pow(10, decade)), y = size - x;
    out += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{2:.1f}\" y2=\"{3:.1f}\"/>"
        "<line class=\"grid\" x1=\"{2:.1f}\" x2=\"{3:.1f}\" y1=\"{1:.1f}\" y2=\"{1:.1f}\"/>"
        "<text class=\"soft\" x=\"{0:.1f}\" y=\"{4:.1f}\" text-anchor=\"middle\">{5} s</text>"
        "<text class=\"soft\" x=\"{6:.1f}\" y=\"{7:.1f}\" text-anchor=\"end\">{5} s</text>\n",
        x, y, margin, end, end + 20, short_number(std::pow(10, decade)), margin - 6, y + 4);
  }
  return out + fmt::format(
                   "<line class=\"claim\" x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{1:.1f}\" "
                   "y2=\"{0:.1f}\"/>\n",
                   margin, end);
}

std::string scatter(const ValidateReport& r) {
  const std::vector<Point> all = points(r);
  const Decades d = decades(all);
  const std::string caption = fmt::format(
      "Predicted (upwards) over measured (rightwards) step time of {} rows; on the line they "
      "agree. Colours are families; a point tells its run where the pointer rests on it.",
      all.size());
  std::string out = fmt::format(
      "<figure>\n<svg viewBox=\"0 0 {0:.0f} {0:.0f}\" role=\"img\" "
      "aria-label=\"{1}\">\n",
      size, escaped(caption));
  out += grid_svg(d);
  for (const Point& p : all)
    out += fmt::format(
        "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\" fill=\"hsl({:.0f},65%,50%)\" "
        "fill-opacity=\".6\"><title>{}</title></circle>\n",
        d.x(p.measured), d.y(p.predicted), p.hue, escaped(p.label));
  return out + fmt::format("</svg>\n<figcaption>{}</figcaption>\n</figure>\n", escaped(caption));
}

}  // namespace

std::string validate_html(const ValidateReport& r) {
  std::string body = scatter(r);
  for (const Section& section : validate_sections(r)) body += html(section);
  return html_page(validate_title(r), body);
}

}  // namespace tenfold::report
