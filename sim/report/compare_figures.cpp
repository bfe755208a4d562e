#include "report/compare_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/compare_parts.h"
#include "report/plot.h"

namespace tenfold::report {
namespace {

constexpr double million = 1e6, row_height = 30, a_day = 86400;

// A quantity of each offer that has it.
struct Ranged {
  std::string name;
  Range80 range;
  std::size_t offer = 0;
};

std::string whiskers(const Ranged& r, const AxisScale& x, double y, const std::string& unit) {
  return line(x.at(r.range.low), y, x.at(r.range.high), y, "range") +
         dot(x.at(r.range.mid), y, 6, hue(r.offer),
             fmt::format("{}: {} {}", r.name, range_text(r.range, 1, 3), unit));
}

// A row an offer, from zero, and a line where `limit` is above 0.
std::string range_figure(const std::vector<Ranged>& all, const std::string& unit, double limit,
                         const std::string& limit_words, const std::string& caption) {
  if (all.empty()) return {};
  Frame f{.left = 150, .right = 640, .top = 24};
  f.bottom = f.top + row_height * static_cast<double>(all.size());
  f.height = f.bottom + 48;
  double most = limit;
  for (const Ranged& r : all) most = std::max(most, r.range.high);
  const AxisScale x = scale_from_zero(1.02 * most, f.left, f.right);
  std::string body = x_axis(f, x, unit);
  if (limit > 0)
    body += line(x.at(limit), f.top - 4, x.at(limit), f.bottom, "limit") +
            label(x.at(limit), f.top - 8, limit_words, Anchor::end);
  double y = f.top + row_height / 2;
  for (const Ranged& r : all) {
    body += label(f.left - 10, y + 4, r.name, Anchor::end) + whiskers(r, x, y, unit) +
            label(f.right + 8, y + 4, range_text(r.range, 1), Anchor::start, "soft");
    y += row_height;
  }
  return svg_figure(f, body, caption);
}

Range80 scaled(const Range80& r, double unit) {
  return {r.mid / unit, r.low / unit, r.high / unit};
}

// From a run's start: the only limit that its days can be set against.
double limit_of(const ComparedJob& job) { return job.deadline ? job.deadline->base() / a_day : 0; }

struct Point {
  std::string name;
  Range80 days, dollars;  // millions
  bool on_front = false;
  std::size_t offer = 0;
};

std::vector<Point> points_of(const CompareReport& r) {
  std::vector<Point> all;
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    if (const OfferReport& o = r.offers[i]; o.cost && o.cost->dollars)
      all.push_back({o.name, o.cost->days, scaled(*o.cost->dollars, million), o.on_front, i});
  return all;
}

std::string front_line(std::vector<Point> all, const AxisScale& x, const AxisScale& y) {
  std::erase_if(all, [](const Point& p) { return !p.on_front; });
  std::sort(all.begin(), all.end(),
            [](const Point& a, const Point& b) { return a.days.mid < b.days.mid; });
  std::string out;
  for (std::size_t i = 1; i < all.size(); ++i)
    out += line(x.at(all[i - 1].days.mid), y.at(all[i - 1].dollars.mid), x.at(all[i].days.mid),
                y.at(all[i].dollars.mid), "curve");
  return out;
}

// A bar from where the dollars were to where they come.
struct Fall {
  std::string label;
  double from = 0, to = 0;
  std::string css, tells;
};

std::vector<Fall> falls(const OfferReport& base, const OfferReport& o) {
  double at = base.cost->dollars->mid / million;
  std::vector<Fall> all{{base.name, 0, at, "none", fmt::format("{} M USD", significant(at, 3))}};
  for (const GapStep& g : o.cost->gap) {
    const double by = g.dollars / million;
    if (std::abs(by) >= 0.005)
      all.push_back({std::string(name(g.cause)), at, at + by, by > 0 ? "contradicted" : "supported",
                     fmt::format("{:+.2f} M USD", by)});
    at += by;
  }
  const double end = o.cost->dollars->mid / million;
  all.push_back({o.name, 0, end, "none", fmt::format("{} M USD", significant(end, 3))});
  return all;
}

// `most`: the end of the axis, in millions.
std::string waterfall(const OfferReport& base, const OfferReport& o, double most) {
  const std::vector<Fall> all = falls(base, o);
  Frame f{.left = 150, .right = 640, .top = 8};
  f.bottom = f.top + row_height * static_cast<double>(all.size());
  f.height = f.bottom + 48;
  const AxisScale x = scale_from_zero(most, f.left, f.right);
  std::string body = x_axis(f, x, "million USD");
  double y = f.top + 6;
  for (const Fall& b : all) {
    const double from = x.at(std::min(b.from, b.to)), to = x.at(std::max(b.from, b.to));
    body += label(f.left - 10, y + 13, b.label, Anchor::end) +
            svg({from, y, std::max(1.0, to - from), 18, b.css, b.label + ": " + b.tells}) +
            label(f.right + 8, y + 13, b.tells, Anchor::start, "soft");
    y += row_height;
  }
  return svg_figure(f, body,
                    fmt::format("Why {} costs other than {}: at medians, one input after the other "
                                "exchanged from the baseline's to the offer's. Another order would "
                                "give other parts.",
                                o.name, base.name));
}

std::string tornado(const OfferReport& o) {
  const OfferCost& c = *o.cost;
  const double mid = c.dollars->mid / million;
  Frame f{.left = 190, .right = 640, .top = 8};
  f.bottom = f.top + row_height * static_cast<double>(c.swings.size());
  f.height = f.bottom + 48;
  std::vector<double> ends{mid};
  for (const Swing& s : c.swings) ends.insert(ends.end(), {s.low / million, s.high / million});
  const AxisScale x = linear_scale(ends, f.left, f.right);
  std::string body = x_axis(f, x, "million USD; the axis does not start at zero");
  double y = f.top + 6;
  for (const Swing& s : c.swings) {
    const double from = x.at(std::min(s.low, s.high) / million),
                 to = x.at(std::max(s.low, s.high) / million);
    const std::string ends_words =
        fmt::format("{} to {}", significant(s.low / million, 3), significant(s.high / million, 3));
    body += label(f.left - 10, y + 13, std::string(s.what), Anchor::end) +
            svg({from, y, std::max(1.0, to - from), 18, hue(0),
                 fmt::format("{}: {} M USD", s.what, ends_words)}) +
            label(f.right + 8, y + 13, ends_words, Anchor::start, "soft");
    y += row_height;
  }
  body += line(x.at(mid), f.top, x.at(mid), f.bottom, "claim");
  return svg_figure(f, body,
                    fmt::format("What moves the dollars of {}: one input at its 10 and 90 % point, "
                                "the others at their medians.",
                                o.name));
}

}  // namespace

std::string offers_figure(const CompareInput& in, const CompareReport& r) {
  std::vector<Ranged> days, dollars;
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const OfferReport& o = r.offers[i];
    if (!o.cost) continue;
    days.push_back({o.name, o.cost->days, i});
    if (o.cost->dollars) dollars.push_back({o.name, scaled(*o.cost->dollars, million), i});
  }
  return range_figure(days, "days", limit_of(in.job), "deadline",
                      "Days that the run takes from its start: median and 80 % interval.") +
         range_figure(dollars, "million USD", 0, "",
                      "Dollars that the run uses: median and 80 % interval. Offers share much of "
                      "what is uncertain: intervals that overlap may still be told apart, which "
                      "P(cheaper) says.");
}

std::string days_dollars_figure(const CompareReport& r) {
  const std::vector<Point> all = points_of(r);
  if (all.size() < 2) return {};
  Frame f{.top = 30};
  double days = 0, dollars = 0;
  std::vector<std::pair<std::string, std::string>> words;
  for (const Point& p : all) {
    days = std::max(days, p.days.high), dollars = std::max(dollars, p.dollars.high);
    words.emplace_back(hue(p.offer), p.name);
  }
  const AxisScale x = scale_from_zero(1.05 * days, f.left, f.right);
  const AxisScale y = scale_from_zero(1.05 * dollars, f.bottom, f.top);
  const Legend colours = legend(words, f.bottom + 54, f);
  f.height = f.bottom + 58 + colours.height;
  std::string body =
      x_axis(f, x, "days") + y_axis(f, y, "million USD") + front_line(all, x, y) + colours.svg;
  for (const Point& p : all) {
    const double px = x.at(p.days.mid), py = y.at(p.dollars.mid);
    body += line(x.at(p.days.low), py, x.at(p.days.high), py, "range") +
            line(px, y.at(p.dollars.low), px, y.at(p.dollars.high), "range") +
            dot(px, py, 7, hue(p.offer),
                fmt::format("{}: {} days, {} M USD", p.name, range_text(p.days, 1, 3),
                            range_text(p.dollars, 1, 3)));
  }
  return svg_figure(f, body,
                    "Days against dollars, medians with 80 % intervals. The line joins offers that "
                    "no other beats in both: left and low is better.");
}

// All on one axis, so that they can be set beside each other.
std::string gap_figures(const CompareReport& r) {
  const OfferReport& base = r.offers[r.baseline];
  if (!base.cost || !base.cost->dollars) return {};
  std::vector<const OfferReport*> shown;
  double most = 0;
  for (const OfferReport& o : r.offers) {
    if (&o == &base || !o.cost || !o.cost->dollars || o.cost->gap.empty()) continue;
    shown.push_back(&o);
    for (const Fall& f : falls(base, o)) most = std::max({most, f.from, f.to});
  }
  std::string out;
  for (const OfferReport* o : shown) out += waterfall(base, *o, 1.02 * most);
  return out;
}

std::string swing_figures(const CompareReport& r) {
  std::string out;
  for (const OfferReport& o : r.offers)
    if (o.cost && o.cost->dollars && !o.cost->swings.empty()) out += tornado(o);
  return out;
}

}  // namespace tenfold::report
