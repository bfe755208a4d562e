#include "io/validate_json.h"

#include <fmt/format.h>

#include "io/csv.h"

namespace tenfold::io {
namespace {

bool on_side(const RowScore& row, std::optional<Side> side) { return !side || row.side == *side; }

bool is_time(const RowScore& row) {
  return row.scored && !is_memory(*row.metric) && *row.metric != Metric::out_of_memory;
}

Json row_json(const MeasuredRun& run, const RowScore& row) {
  Json j{{"id", run.id},
         {"family", run.family},
         {"quantity", run.quantity},
         {"side", name(row.side)},
         {"scored", row.scored},
         {"predicted", nullptr},
         {"measured", row.measured},
         {"error", nullptr},
         {"interval80", nullptr},
         {"reason", row.scored ? Json(nullptr) : Json(row.reason)}};
  if (!row.scored) return j;
  j["predicted"] = number(row.predicted);
  j["error"] = number(row.error);
  if (*row.metric != Metric::out_of_memory)
    j["interval80"] = {number(row.interval80[0]), number(row.interval80[1])};
  if (is_time(row)) {
    j["predicted_step_s"] = number(row.predicted_step);
    j["measured_step_s"] = number(row.measured_step);
    if (!row.basis.empty()) j["flops_counted"] = row.basis;
  } else if (is_memory(*row.metric)) {
    j["memory_kind"] = name(row.memory_kind);
  }
  j["memory_fraction"] = number(row.memory_fraction);
  j["framework"] = row.framework;
  j["assumed"] = row.assumed;
  return j;
}

Json errors_json(const ErrorSummary& e) {
  const auto value = [&e](double x) { return e.n > 0 ? Json(x) : Json(nullptr); };
  return {{"n", e.n},
          {"rows", e.rows},
          {"mean_abs", value(e.mean_abs)},
          {"median_abs", value(e.median_abs)},
          {"p90_abs", value(e.p90_abs)},
          {"bias", value(e.bias)},
          {"coverage80", value(e.coverage80)}};
}

Json families_json(const std::vector<FamilySummary>& families) {
  Json list = Json::array();
  for (const FamilySummary& f : families) {
    Json j{{"family", f.family}};
    j.update(errors_json(f.errors));
    list.push_back(j);
  }
  return list;
}

Json overall_json(const TimeSummary& t) {
  Json j = errors_json(t.pooled);
  j["families"] = t.families.size();
  j["macro_mean_abs"] = t.families.empty() ? Json(nullptr) : Json(t.macro_mean_abs);
  j["macro_median_abs"] = t.families.empty() ? Json(nullptr) : Json(t.macro_median_abs);
  return j;
}

Json fit_json(const FitSummary& f) {
  const auto value = [](std::size_t n, double x) { return n > 0 ? Json(x) : Json(nullptr); };
  return {{"n_oom", f.n_oom},
          {"n_fits", f.n_fits},
          {"accuracy", value(f.n_oom + f.n_fits, f.accuracy)},
          {"oom_recall", value(f.n_oom, f.oom_recall)},
          {"fits_recall", value(f.n_fits, f.fits_recall)}};
}

Json curve_json(const std::vector<FitPoint>& curve) {
  Json list = Json::array();
  for (const FitPoint& p : curve) {
    Json j{{"margin", p.margin}};
    j.update(fit_json(p.summary));
    list.push_back(j);
  }
  return list;
}

// The headline of one side, for whoever reads both.
Json side_json(const Scores& scores, Side side) {
  const Summary s = summarise(scores, side);
  return {{"overall", overall_json(s.time)},
          {"memory", errors_json(s.memory)},
          {"out_of_memory", fit_json(s.fit)}};
}

}  // namespace

std::string validate_json(const InputFile& file, const Scores& scores, const Summary& s,
                          std::optional<Side> side) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < scores.rows.size(); ++i)
    if (on_side(scores.rows[i], side)) rows.push_back(row_json(scores.runs[i], scores.rows[i]));
  Json unscored = Json::array();
  for (const auto& [reason, count] : s.unscored)
    unscored.push_back({{"reason", reason}, {"rows", count}});
  Json worst = Json::array();
  for (std::size_t i = 0; i < s.worst.size() && i < 20; ++i)
    worst.push_back({{"id", scores.runs[s.worst[i]].id}, {"error", scores.rows[s.worst[i]].error}});
  Json memory = errors_json(s.memory);
  memory["allocated"] = errors_json(s.allocated);
  memory["families"] = families_json(s.memory_families);
  Json fit = fit_json(s.fit);
  fit["curve"] = curve_json(s.fit_curve);
  Json result{{"side", side ? Json(name(*side)) : Json("both")},
              {"overall", overall_json(s.time)},
              {"families", families_json(s.time.families)},
              {"memory", memory},
              {"out_of_memory", fit}};
  if (!side)
    result["sides"] = {{"fit", side_json(scores, Side::fit)},
                       {"read", side_json(scores, Side::read)}};
  result["worst"] = worst;
  result["not_scored"] = unscored;
  result["rows"] = rows;
  return envelope_text("validate/1", {file}, "of each row", result, {});
}

std::string validate_csv(const Scores& scores, std::optional<Side> side) {
  std::string text =
      csv_line({"id", "family", "quantity", "side", "scored", "predicted", "measured", "error",
                "interval80_low", "interval80_high", "predicted_step_s", "measured_step_s",
                "memory_fraction", "framework", "assumed", "reason"});
  const auto cell = [](bool there, double x) { return there ? fmt::format("{}", x) : ""; };
  for (std::size_t i = 0; i < scores.rows.size(); ++i) {
    const MeasuredRun& run = scores.runs[i];
    const RowScore& row = scores.rows[i];
    if (!on_side(row, side)) continue;
    const bool time = is_time(row), spread = row.scored && *row.metric != Metric::out_of_memory;
    text +=
        csv_line({run.id, run.family, run.quantity, std::string(name(row.side)),
                  row.scored ? "1" : "0", cell(row.scored, row.predicted), cell(true, row.measured),
                  cell(row.scored, row.error), cell(spread, row.interval80[0]),
                  cell(spread, row.interval80[1]), cell(time, row.predicted_step),
                  cell(time, row.measured_step), cell(row.scored, row.memory_fraction),
                  row.framework, fmt::format("{}", fmt::join(row.assumed, "; ")), row.reason});
  }
  return text;
}

}  // namespace tenfold::io
