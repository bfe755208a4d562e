// Axes, boxes and points of the SVG drawings that stand in a page. Private to report/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenfold::report {

// Where values stand along an axis, in a drawing's units.
struct AxisScale {
  double low = 0, high = 1, from = 0, to = 1;
  bool logarithmic = false;
  double at(double value) const;
};
// That hold all values, with a little room; of logarithms all must be above 0.
AxisScale log_scale(const std::vector<double>& values, double from, double to);
AxisScale linear_scale(const std::vector<double>& values, double from, double to);
AxisScale scale_from_zero(double high, double from, double to);

// Round values on a scale: 1, 2 and 5 of each decade, or four to nine evenly apart.
std::vector<double> ticks(const AxisScale&);

// "2 B", "1e20", "0.25": without zeros at the end.
std::string tick_label(double value);

// The part of a drawing that axes enclose.
struct Frame {
  double width = 760, height = 420, left = 66, right = 740, top = 16, bottom = 372;
};
std::string x_axis(const Frame&, const AxisScale&, const std::string& title);
std::string y_axis(const Frame&, const AxisScale&, const std::string& title);
std::string y_tick(const Frame&, double y, const std::string& label);

enum class Anchor { start, middle, end };
std::string label(double x, double y, const std::string& text, Anchor = Anchor::start,
                  std::string_view css = "");

// A box or a dot that tells `tells` where the pointer rests on it.
struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  std::string css, tells;
};
std::string svg(const Box&);
std::string dot(double x, double y, double radius, const std::string& css,
                const std::string& tells);
std::string line(double x1, double y1, double x2, double y2, std::string_view css);

// The class of the i-th of a few kinds that one drawing tells apart: "hue0" to "hue9".
inline constexpr std::size_t hues = 10;
std::string hue(std::size_t i);

// What colours mean, in rows from y on; `height` is what they take.
struct Legend {
  std::string svg;
  double height = 0;
};
Legend legend(const std::vector<std::pair<std::string, std::string>>& css_and_words, double y,
              const Frame&);

// The drawing with its caption, which a reader who does not see it hears.
std::string svg_figure(const Frame&, const std::string& body, const std::string& caption);

}  // namespace tenfold::report
