// The runs, the law through them and what it leaves, as one page that loads nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/fit.h"
#include "report/fit_parts.h"

namespace tenfold::report {
namespace {

constexpr double width = 760, height = 420, left = 66, right = 740, top = 16, bottom = 372;

// A range of values and where they stand; logarithms where `logarithmic`.
struct Axis {
  double low = 0, high = 1, from = 0, to = 1;
  bool logarithmic = true;

  double share(double v) const {
    return logarithmic ? std::log(v / low) / std::log(high / low) : (v - low) / (high - low);
  }
  double at(double v) const { return from + share(v) * (to - from); }
};

Axis axis(const std::vector<double>& values, double from, double to) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double margin = std::pow(*high / *low, 0.05) * 1.001;
  return {*low / margin, *high * margin, from, to, true};
}

// Round values on a logarithmic axis: 1, 2 and 5 of each decade, or decades alone where those are
// many.
std::vector<double> ticks(const Axis& a) {
  std::vector<double> all;
  const bool wide = std::log10(a.high / a.low) > 3;
  for (double decade = std::floor(std::log10(a.low)); decade <= std::log10(a.high); ++decade)
    for (const double step : {1.0, 2.0, 5.0}) {
      const double v = step * std::pow(10, decade);
      if (v >= a.low && v <= a.high && (!wide || step == 1)) all.push_back(v);
    }
  return all;
}

// Four to nine round values, evenly apart: losses span less than a decade.
std::vector<double> even_ticks(const Axis& a) {
  const double power = std::pow(10, std::floor(std::log10(a.high - a.low)));
  const double span = (a.high - a.low) / power;  // 1 to 10
  const double step = power * (span < 2 ? 0.25 : span < 4 ? 0.5 : 1);
  std::vector<double> all;
  for (double i = std::ceil(a.low / step); i * step <= a.high; ++i) all.push_back(i * step);
  return all;
}

// "2 B", "1e20"
std::string tick_label(double v) {
  if (v >= 1e15) return short_number(v);
  const std::string label = with_suffix(v);
  const std::size_t space = label.find(' ');
  return space == std::string::npos ? without_zeros(label)
                                    : without_zeros(label.substr(0, space)) + label.substr(space);
}

std::string x_axis(const Axis& x, const std::string& title) {
  std::string out;
  for (const double v : ticks(x))
    out += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1:.0f}\" y2=\"{2:.0f}\"/>"
        "<text class=\"soft\" x=\"{0:.1f}\" y=\"{3:.0f}\" text-anchor=\"middle\">{4}</text>\n",
        x.at(v), top, bottom, bottom + 18, escaped(tick_label(v)));
  return out + fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"middle\">{}</text>\n",
                           (left + right) / 2, bottom + 40, escaped(title));
}

std::string y_tick(double y, const std::string& label) {
  return fmt::format(
      "<line class=\"grid\" x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
      "<text class=\"soft\" x=\"{3:.0f}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
      left, right, y, left - 6, y + 4, escaped(label));
}

// The golden angle keeps neighbouring budgets apart in colour.
std::string colour(std::size_t i) {
  return fmt::format("hsl({:.0f},65%,50%)", std::fmod(210 + 137.5 * static_cast<double>(i), 360));
}

std::size_t rung(const std::vector<double>& all, double budget) {
  return static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), budget) - all.begin());
}

std::string dot(double x, double y, std::size_t rung_number, const std::string& label) {
  return fmt::format(
      "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"{}\" fill-opacity=\".7\">"
      "<title>{}</title></circle>\n",
      x, y, colour(rung_number), escaped(label));
}

std::string run_label(const Ladder& l, std::size_t i) {
  return fmt::format("{} parameters, {} tokens, {} FLOPs: loss {}", with_suffix(l.parameters[i]),
                     with_suffix(l.tokens[i]), significant(l.flops[i], 3),
                     significant(l.loss[i], 4));
}

// The law along a budget, over the sizes of its runs.
std::string curve(const FittedLadder& l, const LadderLaw& law, double budget, std::size_t number,
                  const Axis& x, const Axis& y) {
  double low = 0, high = 0;
  for (std::size_t i = 0; i < l.ladder.size(); ++i) {
    if (l.ladder.budget[i] != budget) continue;
    const double n = l.ladder.parameters[i];
    low = low > 0 ? std::min(low, n) : n;
    high = std::max(high, n);
  }
  constexpr int pieces = 60;
  std::string points;
  for (int p = 0; p <= pieces; ++p) {
    const double n = low * std::pow(high / low, static_cast<double>(p) / pieces);
    const double told = loss(law, n, budget / (6 * n));
    points += fmt::format("{:.1f},{:.1f} ", x.at(n), std::clamp(y.at(told), top, bottom));
  }
  return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>\n",
                     points, colour(number));
}

std::string figure(const std::string& body, const std::string& caption) {
  return fmt::format(
      "<figure>\n<svg viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n"
      "<figcaption>{}</figcaption>\n</figure>\n",
      width, height, escaped(caption), body, escaped(caption));
}

}  // namespace

std::string fit_figure(const FittedLadder& l, const FittedForm& form) {
  const Axis x = axis(l.ladder.parameters, left, right), y = axis(l.ladder.loss, bottom, top);
  const std::vector<double> all = budgets(l.ladder);
  std::string body = x_axis(x, "parameters");
  for (const double v : even_ticks(y)) body += y_tick(y.at(v), without_zeros(significant(v, 3)));
  if (l.ladder.isoflop)
    for (std::size_t b = 0; b < all.size(); ++b) body += curve(l, form.law, all[b], b, x, y);
  for (std::size_t i = 0; i < l.ladder.size(); ++i)
    body += dot(x.at(l.ladder.parameters[i]), y.at(l.ladder.loss[i]), rung(all, l.ladder.budget[i]),
                run_label(l.ladder, i));
  return figure(
      body, fmt::format("Loss over parameters{}: runs as points, {}. Colours are {}; a "
                        "point tells its run where the pointer rests on it.",
                        l.ladder.recipe.empty() ? "" : " of " + l.ladder.recipe,
                        l.ladder.isoflop ? fmt::format("the {} form as lines", name(form.law.form))
                                         : std::string("which have no common budgets"),
                        l.ladder.isoflop ? "budgets" : "half-decades of compute"));
}

std::string residual_figure(const FittedLadder& l, const FittedForm& form) {
  std::vector<double> residuals;
  double most = 0.001;
  for (std::size_t i = 0; i < l.ladder.size(); ++i) {
    residuals.push_back(
        std::log(l.ladder.loss[i] / loss(form.law, l.ladder.parameters[i], l.ladder.tokens[i])));
    most = std::max(most, std::abs(residuals.back()));
  }
  const Axis x = axis(l.ladder.flops, left, right);
  const Axis y{-1.05 * most, 1.05 * most, bottom, top, false};
  const std::vector<double> all = budgets(l.ladder);
  std::string body = x_axis(x, "training FLOPs");
  for (const double part : {-1.0, -0.5, 0.0, 0.5, 1.0})
    body += y_tick(y.at(part * most), fmt::format("{:+.2f} %", 100 * part * most));
  for (std::size_t i = 0; i < residuals.size(); ++i)
    body += dot(x.at(l.ladder.flops[i]), y.at(residuals[i]), rung(all, l.ladder.budget[i]),
                fmt::format("{}, {:+.2f} %", run_label(l.ladder, i), 100 * residuals[i]));
  return figure(body, fmt::format("What the {} form leaves{}: ln of the loss over that of the law.",
                                  name(form.law.form),
                                  l.ladder.recipe.empty() ? "" : " of " + l.ladder.recipe));
}

std::string fit_html(const FitReport& r) {
  std::string body;
  for (const FittedLadder& l : r.ladders) body += fit_figure(l, best_form(l));
  for (const FittedLadder& l : r.ladders)
    for (const FittedForm& f : l.forms) body += residual_figure(l, f);
  for (const Section& section : fit_sections(r)) body += html(section);
  return html_page(fit_title(r), body);
}

}  // namespace tenfold::report
