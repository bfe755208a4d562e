// The JSON and CSV of `tenfold validate` on a table of published figures.
#include <fmt/format.h>

#include <algorithm>

#include "io/csv.h"
#include "io/published.h"

namespace tenfold::io {
namespace {

Json row_json(const CampaignFigure& f) {
  const PublishedScore s = score(f);
  Json inputs = Json::object();
  for (const auto& [name, value] : f.inputs) inputs[name] = number(value);
  return {{"check", f.check},
          {"subject", f.subject},
          {"predicted", number(s.predicted)},
          {"published", number(f.published)},
          {"unit", f.unit},
          {"sense", name(f.sense)},
          {"error", number(s.error)},
          {"bar", f.bar > 0 ? Json(f.bar) : Json(nullptr)},
          {"held", f.bar > 0 ? Json(s.held) : Json(nullptr)},
          {"inputs", inputs},
          {"region", f.region.empty() ? Json(nullptr) : Json(f.region)},
          {"year", f.region.empty() ? Json(nullptr) : Json(f.year)},
          {"grade", f.grade},
          {"source", f.source},
          {"url", f.url},
          {"date", f.date},
          {"note", f.note}};
}

}  // namespace

std::string published_json(const InputFile& file, const std::vector<CampaignFigure>& figures) {
  Json rows = Json::array();
  std::size_t barred = 0, held = 0;
  for (const CampaignFigure& f : figures) {
    rows.push_back(row_json(f));
    if (f.bar <= 0) continue;
    ++barred;
    if (score(f).held) ++held;
  }
  const Json result{
      {"figures", figures.size()}, {"with_bar", barred}, {"held", held}, {"rows", rows}};
  return envelope_text("validate-published/1", {file}, "of each row", result, {});
}

std::string published_csv(const std::vector<CampaignFigure>& figures) {
  std::string text = csv_line({"check", "subject", "predicted", "published", "unit", "sense",
                               "error", "bar", "held", "grade", "source", "date"});
  for (const CampaignFigure& f : figures) {
    const PublishedScore s = score(f);
    text += csv_line({f.check, f.subject, fmt::format("{}", s.predicted),
                      fmt::format("{}", f.published), f.unit, std::string(name(f.sense)),
                      fmt::format("{}", s.error), f.bar > 0 ? fmt::format("{}", f.bar) : "",
                      f.bar > 0 ? (s.held ? "1" : "0") : "", f.grade, f.source, f.date});
  }
  return text;
}

}  // namespace tenfold::io
