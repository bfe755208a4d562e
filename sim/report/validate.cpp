#include "report/validate.h"

#include <fmt/format.h>

#include "base/digits.h"
#include "report/page.h"
#include "report/table.h"
#include "report/validate_parts.h"

namespace tenfold::report {
namespace {

std::string percent(const ErrorSummary& e, double part) {
  return e.n > 0 ? fmt::format("{:.1f}", 100 * part) : "-";
}

std::string signed_percent(double part) { return fmt::format("{:+.1f}", 100 * part); }

std::vector<std::string> error_cells(const std::string& what, const ErrorSummary& e) {
  return {what,
          fmt::format("{}", e.n),
          percent(e, e.mean_abs),
          percent(e, e.median_abs),
          percent(e, e.p90_abs),
          e.n > 0 ? signed_percent(e.bias) : "-",
          percent(e, e.coverage80)};
}

const std::vector<std::string> error_heading{"",     "n",      "mean %", "median %",
                                             "90 %", "bias %", "in 80 %"};

Grid family_grid(const std::vector<FamilySummary>& families) {
  Grid grid{error_heading, {}, {}};
  grid.heading[0] = "family";
  for (const FamilySummary& f : families) grid.rows.push_back(error_cells(f.family, f.errors));
  return grid;
}

Section headline(const ValidateReport& r) {
  Grid grid{error_heading, {}, {}};
  grid.heading[0] = "side";
  grid.heading.insert(grid.heading.begin() + 1, "macro %");
  const auto add = [&grid](const char* side, const Summary& s) {
    std::vector<std::string> cells = error_cells(side, s.time.pooled);
    cells.insert(cells.begin() + 1, percent(s.time.pooled, s.time.macro_mean_abs));
    grid.rows.push_back(cells);
  };
  add("read", r.read);
  add("fit", r.fit);
  add("both", r.both);
  Section section{"STEP TIME", "absolute errors, predicted over measured less one", {grid}};
  section.parts.emplace_back(Paragraph{
      "",
      "Macro: mean over families. n: configurations; rows of one configuration count once. "
      "Constants may be fitted to the fit side only; the read side is the test. In 80 %: how often "
      "the 80 % interval holds the measured value.",
      0});
  return section;
}

Section memory(const Summary& s) {
  Grid grid = family_grid(s.memory_families);
  grid.heading[0] = "peak memory";
  grid.rows.push_back(error_cells("all", s.memory));
  grid.rows.push_back(error_cells("allocated alone", s.allocated));
  return {"MEMORY", "", {grid}};
}

std::vector<std::string> fit_cells(const std::string& what, const FitSummary& f) {
  const auto part = [](std::size_t n, double x) {
    return n > 0 ? fmt::format("{:.1f}", 100 * x) : std::string("-");
  };
  return {what,
          fmt::format("{}", f.n_oom),
          fmt::format("{}", f.n_fits),
          part(f.n_oom + f.n_fits, f.accuracy),
          part(f.n_oom, f.oom_recall),
          part(f.n_fits, f.fits_recall)};
}

// Also where the border is moved: a plan may take less or more of the memory than there is.
Section does_it_fit(const ValidateReport& r) {
  const std::vector<std::string> heading{"",           "did not fit", "fitted",
                                         "accuracy %", "OOM found %", "fits found %"};
  Grid sides{heading, {}, {}}, curve{heading, {}, {}};
  sides.heading[0] = "side";
  curve.heading[0] = "of the memory";
  sides.rows = {fit_cells("read", r.read.fit), fit_cells("fit", r.fit.fit),
                fit_cells("both", r.both.fit)};
  for (const FitPoint& p : chosen(r).fit_curve)
    curve.rows.push_back(fit_cells(fmt::format("{:.2f}", p.margin), p.summary));
  return {"DOES IT FIT", "", {sides, curve}};
}

Section worst(const ValidateReport& r) {
  constexpr std::size_t shown = 20;
  Grid grid{{"run", "row", "measured s", "predicted s", "error %"}, {}, {}};
  const std::vector<std::size_t>& rows = chosen(r).worst;
  for (std::size_t i = 0; i < rows.size() && i < shown; ++i) {
    const MeasuredRun& run = r.scores.runs[rows[i]];
    const RowScore& row = r.scores.rows[rows[i]];
    grid.rows.push_back({run_label(run), run.id, significant(row.measured_step, 3),
                         significant(row.predicted_step, 3), signed_percent(row.error)});
  }
  return {"WORST", "step times, one row a configuration", {grid}};
}

Section unscored(const Summary& s) {
  Grid grid{{"not scored", "rows"}, {}, {}};
  for (const auto& [reason, count] : s.unscored)
    grid.rows.push_back({reason, fmt::format("{}", count)});
  return {"NOT SCORED", "", {grid}};
}

}  // namespace

const Summary& chosen(const ValidateReport& r) {
  if (!r.side) return r.both;
  return *r.side == Side::fit ? r.fit : r.read;
}

std::string run_label(const MeasuredRun& run) {
  std::string plan;
  const auto add = [&plan](const char* what, const std::optional<Size>& degree) {
    if (degree && *degree > 1) plan += fmt::format(" {}{}", what, *degree);
  };
  add("tp", run.tp);
  add("pp", run.pp);
  add("cp", run.cp);
  add("ep", run.ep);
  add("mb", run.micro_batch);
  return fmt::format("{}: {} on {} {}{}", run.family, run.model, run.accelerators.value_or(0),
                     run.accelerator, plan);
}

std::vector<Section> validate_sections(const ValidateReport& r) {
  const Summary& s = chosen(r);
  Section families{"BY FAMILY", r.side ? fmt::format("{} side", name(*r.side)) : "both sides", {}};
  families.parts.emplace_back(family_grid(s.time.families));
  return {headline(r), families, memory(s), does_it_fit(r), worst(r), unscored(s)};
}

std::string validate_title(const ValidateReport& r) {
  std::size_t scored = 0;
  for (const RowScore& row : r.scores.rows) scored += row.scored ? 1 : 0;
  return fmt::format("{}: {} of {} rows scored", printable(r.table), scored, r.scores.rows.size());
}

std::string validate_text(const ValidateReport& r) {
  std::string out = wrapped(validate_title(r)) + "\n";
  for (const Section& section : validate_sections(r)) out += "\n" + text(section);
  return out;
}

std::string validate_markdown(const ValidateReport& r) {
  std::string out;
  for (const Section& section : validate_sections(r)) out += markdown_text(section);
  return out;
}

std::string validate_rows_text(const ValidateReport& r) {
  Grid grid{{"run", "row", "measured", "predicted", "error %"}, {}, {}};
  for (std::size_t i = 0; i < r.scores.rows.size(); ++i) {
    const MeasuredRun& run = r.scores.runs[i];
    const RowScore& row = r.scores.rows[i];
    if (r.side && row.side != *r.side) continue;
    const std::string what = fmt::format("{}, {}", run_label(run), run.quantity);
    grid.rows.push_back({row.scored ? what : fmt::format("{}: not scored, {}", what, row.reason),
                         run.id, significant(row.measured, 3),
                         row.scored ? significant(row.predicted, 3) : "-",
                         row.scored ? signed_percent(row.error) : "-"});
  }
  return "\n" + text(Section{"ROWS", "", {grid}});
}

}  // namespace tenfold::report
