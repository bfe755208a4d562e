#include "io/back_test_json.h"

#include <fmt/format.h>

#include <cmath>

#include "io/csv.h"

namespace tenfold::io {
namespace {

double gain(const Mixture& log10_gain, double p) { return std::pow(10, quantile(log10_gain, p)); }

Json parts_json(const Prediction& predicted) {
  Json parts = Json::array();
  for (const PartOfGain& part : predicted.parts)
    parts.push_back({{"factor", part.factor},
                     {"from", part.from},
                     {"p05", number(gain(part.log10_gain, 0.05))},
                     {"median", number(gain(part.log10_gain, 0.5))},
                     {"p95", number(gain(part.log10_gain, 0.95))}});
  return parts;
}

Json row_json(const PairScore& row) {
  const Prediction& p = row.predicted;
  const bool scored = row.log_score.has_value();
  return {{"id", row.pair.id},
          {"known_low", number(row.pair.low)},
          {"known_mid", number(row.pair.middle)},
          {"known_high", number(row.pair.high)},
          {"p05", number(p.p05)},
          {"p25", number(p.p25)},
          {"median", number(p.median)},
          {"p75", number(p.p75)},
          {"p95", number(p.p95)},
          {"log_score", number(row.log_score)},
          {"in50", scored ? Json(row.in50) : Json()},
          {"in90", scored ? Json(row.in90) : Json()},
          {"kind", name(p.kind)},
          {"parts", parts_json(p)}};
}

}  // namespace

std::string back_test_json(const std::vector<InputFile>& files, const BackTest& test) {
  Json rows = Json::array();
  for (const PairScore& row : test.rows) rows.push_back(row_json(row));
  const auto value = [&](double x) { return test.scored > 0 ? number(x) : Json(); };
  const Json result{{"scored", test.scored},
                    {"coverage50", value(test.coverage50)},
                    {"coverage90", value(test.coverage90)},
                    {"mean_log_score", value(test.mean_log_score)},
                    {"rows", rows}};
  return envelope_text("validate-claims/1", files, "6nd-active", result, {});
}

std::string back_test_csv(const BackTest& test) {
  std::string text = csv_line({"id", "known_low", "known_mid", "known_high", "p05", "p25", "median",
                               "p75", "p95", "log_score", "in50", "in90"});
  const auto cell = [](std::optional<double> x) { return x ? fmt::format("{}", *x) : ""; };
  const auto held = [](const PairScore& row, bool in) {
    return row.log_score ? std::string(in ? "y" : "n") : std::string();
  };
  for (const PairScore& row : test.rows) {
    const Prediction& p = row.predicted;
    text += csv_line({row.pair.id, cell(row.pair.low), cell(row.pair.middle), cell(row.pair.high),
                      cell(p.p05), cell(p.p25), cell(p.median), cell(p.p75), cell(p.p95),
                      cell(row.log_score), held(row, row.in50), held(row, row.in90)});
  }
  return text;
}

}  // namespace tenfold::io
