#include "report/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/table.h"

namespace tenfold::report {
namespace {

// Four digits, thousands apart: "8,603", "1.289 M", "0.2254".
std::string amount(double x) {
  if (x >= 1e6) return fmt::format("{:.3f} M", x / 1e6);
  if (x >= 10000) return fmt::format("{:.1f} K", x / 1e3);
  if (x >= 1000) return fmt::format("{:.0f}", x);
  return fmt::format("{:.4g}", x);
}

// "+2.9", "kept" of a bound, with a mark where the bar is missed.
std::string error_of(const CampaignFigure& f, const PublishedScore& s) {
  const bool kept = f.sense == Sense::at_least && s.error == 0;
  return (kept ? std::string("kept") : fmt::format("{:+.1f}", 100 * s.error)) +
         (s.held ? "" : " !");
}

std::string bar_of(const CampaignFigure& f) {
  if (f.bar == 0) return "shown";
  return f.sense == Sense::at_least ? "bound" : fmt::format("{:g}", 100 * f.bar);
}

std::vector<std::string> cells(const CampaignFigure& f) {
  const PublishedScore s = score(f);
  const std::string bound = f.sense == Sense::at_least ? "over " : "";
  return {f.subject, amount(s.predicted), bound + amount(f.published),
          f.unit,    error_of(f, s),      bar_of(f)};
}

std::vector<std::string> kinds_in_order(const std::vector<CampaignFigure>& figures) {
  std::vector<std::string> kinds;
  for (const CampaignFigure& f : figures)
    if (std::find(kinds.begin(), kinds.end(), f.check) == kinds.end()) kinds.push_back(f.check);
  return kinds;
}

std::string summary(const std::vector<CampaignFigure>& figures) {
  const auto barred = std::count_if(figures.begin(), figures.end(),
                                    [](const CampaignFigure& f) { return f.bar > 0; });
  const auto held = std::count_if(figures.begin(), figures.end(), [](const CampaignFigure& f) {
    return f.bar > 0 && score(f).held;
  });
  return fmt::format("{} figures; {} of {} with a bar hold it, {} are only shown.", figures.size(),
                     held, barred, std::ssize(figures) - barred);
}

}  // namespace

std::string published_text(const std::vector<CampaignFigure>& figures) {
  std::string out = "Published figures of whole runs\n";
  for (const std::string& kind : kinds_in_order(figures)) {
    Table t{{kind, "predicted", "published", "", "error %", "bar %"}, {}, 1, "  "};
    for (const CampaignFigure& f : figures)
      if (f.check == kind) t.rows.push_back(cells(f));
    out += "\n" + text(t);
  }
  return out + "\n" + summary(figures) + "\n";
}

std::string published_markdown(const std::vector<CampaignFigure>& figures) {
  std::string out =
      "| check | of | predicted | published | unit | error % | bar % | grade | source |\n"
      "|---|---|---:|---:|---|---:|---:|---|---|\n";
  for (const CampaignFigure& f : figures)
    out += fmt::format("| {} | {} | {} |\n", f.check, fmt::join(cells(f), " | "),
                       f.grade + " | " + f.source + ", " + f.date);
  return out + "\n" + summary(figures) + "\n";
}

}  // namespace tenfold::report
