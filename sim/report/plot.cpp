#include "report/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/page.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

std::vector<double> decade_ticks(const AxisScale& s) {
  std::vector<double> all;
  const bool wide = std::log10(s.high / s.low) > 3;
  for (double decade = std::floor(std::log10(s.low)); decade <= std::log10(s.high); ++decade)
    for (const double step : {1.0, 2.0, 5.0}) {
      const double v = step * std::pow(10, decade);
      if (v >= s.low && v <= s.high && (!wide || step == 1)) all.push_back(v);
    }
  return all;
}

std::vector<double> even_ticks(const AxisScale& s) {
  const double power = std::pow(10, std::floor(std::log10(s.high - s.low)));
  const double span = (s.high - s.low) / power;  // 1 to 10
  const double step = power * (span < 2 ? 0.25 : span < 4 ? 0.5 : 1);
  std::vector<double> all;
  for (double i = std::ceil(s.low / step - 1e-9); i * step <= s.high * (1 + 1e-9); ++i)
    all.push_back(i * step);
  return all;
}

constexpr double letter = 7.8;  // width of a broad letter of 13 px

}  // namespace

double AxisScale::at(double value) const {
  const double share =
      logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  return from + share * (to - from);
}

AxisScale log_scale(const std::vector<double>& values, double from, double to) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double margin = std::pow(*high / *low, 0.05) * 1.001;
  return {*low / margin, *high * margin, from, to, true};
}

AxisScale linear_scale(const std::vector<double>& values, double from, double to) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double margin = 0.05 * (*high - *low) + 1e-3 * std::abs(*high) + 1e-12;
  return {*low - margin, *high + margin, from, to, false};
}

AxisScale scale_from_zero(double high, double from, double to) {
  return {0, high > 0 ? high : 1, from, to, false};
}

std::vector<double> ticks(const AxisScale& s) {
  return s.logarithmic ? decade_ticks(s) : even_ticks(s);
}

std::string tick_label(double value) {
  if (value == 0) return "0";
  if (value >= 1e15) return short_number(value);
  const std::string label = with_suffix(value);
  const std::size_t space = label.find(' ');
  return space == std::string::npos ? without_zeros(label)
                                    : without_zeros(label.substr(0, space)) + label.substr(space);
}

std::string label(double x, double y, const std::string& text, Anchor anchor,
                  std::string_view css) {
  constexpr std::string_view anchors[] = {"start", "middle", "end"};
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n",
                     css, x, y, anchors[static_cast<std::size_t>(anchor)], escaped(text));
}

std::string line(double x1, double y1, double x2, double y2, std::string_view css) {
  return fmt::format(
      "<line class=\"{}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n", css, x1, y1,
      x2, y2);
}

std::string x_axis(const Frame& f, const AxisScale& x, const std::string& title) {
  std::string out;
  for (const double v : ticks(x))
    out += line(x.at(v), f.top, x.at(v), f.bottom, "grid") +
           label(x.at(v), f.bottom + 18, tick_label(v), Anchor::middle, "soft");
  return out + label((f.left + f.right) / 2, f.bottom + 40, title, Anchor::middle);
}

std::string y_tick(const Frame& f, double y, const std::string& words) {
  return line(f.left, y, f.right, y, "grid") + label(f.left - 6, y + 4, words, Anchor::end, "soft");
}

std::string y_axis(const Frame& f, const AxisScale& y, const std::string& title) {
  std::string out;
  for (const double v : ticks(y)) out += y_tick(f, y.at(v), tick_label(v));
  return out + label(4, f.top - 6, title);
}

std::string svg(const Box& b) {
  return fmt::format(
      "<rect class=\"{}\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.1f}\">"
      "<title>{}</title></rect>\n",
      b.css, b.x, b.y, std::max(0.0, b.width), b.height, escaped(b.tells));
}

std::string dot(double x, double y, double radius, const std::string& css,
                const std::string& tells) {
  return fmt::format(
      "<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"><title>{}</title></circle>\n",
      css, x, y, radius, escaped(tells));
}

std::string hue(std::size_t i) { return fmt::format("hue{}", i % hues); }

Legend legend(const std::vector<std::pair<std::string, std::string>>& css_and_words, double y,
              const Frame& f) {
  Legend out{"", 22};
  double x = f.left;
  for (const auto& [css, words] : css_and_words) {
    const double width = 34 + letter * static_cast<double>(display_width(words));
    if (x + width > f.right && x > f.left) x = f.left, out.height += 22;
    const double top = y + out.height - 22;
    out.svg += svg({x, top, 14, 14, css, words}) + label(x + 20, top + 12, words);
    x += width;
  }
  return out;
}

std::string svg_figure(const Frame& f, const std::string& body, const std::string& caption) {
  return fmt::format(
      "<figure tabindex=\"0\">\n<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"{}\">\n{}</svg>\n<figcaption>{}</figcaption>\n</figure>\n",
      f.width, f.height, escaped(caption), body, escaped(caption));
}

}  // namespace tenfold::report
