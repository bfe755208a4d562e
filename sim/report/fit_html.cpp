// The runs, the law through them and what it leaves, as one page that loads nothing.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/fit.h"
#include "report/fit_parts.h"
#include "report/plot.h"

namespace tenfold::report {
namespace {

constexpr Frame frame;

// The golden angle keeps neighbouring budgets apart in colour.
std::string colour(std::size_t i) {
  return fmt::format("hsl({:.0f},65%,50%)", std::fmod(210 + 137.5 * static_cast<double>(i), 360));
}

std::size_t rung(const std::vector<double>& all, double budget) {
  return static_cast<std::size_t>(std::lower_bound(all.begin(), all.end(), budget) - all.begin());
}

std::string point(double x, double y, std::size_t rung_number, const std::string& label) {
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
                  const AxisScale& x, const AxisScale& y) {
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
    points +=
        fmt::format("{:.1f},{:.1f} ", x.at(n), std::clamp(y.at(told), frame.top, frame.bottom));
  }
  return fmt::format("<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>\n",
                     points, colour(number));
}

}  // namespace

std::string fit_figure(const FittedLadder& l, const FittedForm& form) {
  const AxisScale x = log_scale(l.ladder.parameters, frame.left, frame.right),
                  y = log_scale(l.ladder.loss, frame.bottom, frame.top);
  const std::vector<double> all = budgets(l.ladder);
  std::string body = x_axis(frame, x, "parameters");
  for (const double v : ticks({y.low, y.high, 0, 1, false}))  // less than a decade
    body += y_tick(frame, y.at(v), without_zeros(significant(v, 3)));
  if (l.ladder.isoflop)
    for (std::size_t b = 0; b < all.size(); ++b) body += curve(l, form.law, all[b], b, x, y);
  for (std::size_t i = 0; i < l.ladder.size(); ++i)
    body += point(x.at(l.ladder.parameters[i]), y.at(l.ladder.loss[i]),
                  rung(all, l.ladder.budget[i]), run_label(l.ladder, i));
  return svg_figure(
      frame, body,
      fmt::format("Loss over parameters{}: runs as points, {}. Colours are {}; a "
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
  const AxisScale x = log_scale(l.ladder.flops, frame.left, frame.right);
  const AxisScale y{-1.05 * most, 1.05 * most, frame.bottom, frame.top, false};
  const std::vector<double> all = budgets(l.ladder);
  std::string body = x_axis(frame, x, "training FLOPs");
  for (const double part : {-1.0, -0.5, 0.0, 0.5, 1.0})
    body += y_tick(frame, y.at(part * most), fmt::format("{:+.2f} %", 100 * part * most));
  for (std::size_t i = 0; i < residuals.size(); ++i)
    body += point(x.at(l.ladder.flops[i]), y.at(residuals[i]), rung(all, l.ladder.budget[i]),
                  fmt::format("{}, {:+.2f} %", run_label(l.ladder, i), 100 * residuals[i]));
  return svg_figure(
      frame, body,
      fmt::format("What the {} form leaves{}: ln of the loss over that of the law.",
                  name(form.law.form), l.ladder.recipe.empty() ? "" : " of " + l.ladder.recipe));
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
