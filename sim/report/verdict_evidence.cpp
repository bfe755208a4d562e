// Priors and evidence side by side, the test of parity, and which unknown matters most.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "claim/handles.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

std::vector<std::string> weighed_row(const std::string& label, const Weighed& w) {
  return {label, median_text(w.ratio), interval_text(w.ratio), probability_or_dash(w.p_claim),
          w.decision == Decision::none ? "-" : std::string(name(w.decision))};
}

Grid weighing_grid(const Reading& r) {
  Grid grid{
      {fmt::format("reading {}", r.number), "median", "90 %", p_heading(r.claimed), "verdict"},
      {},
      {}};
  grid.rows = {weighed_row("priors alone", r.weighing->prior),
               weighed_row("evidence alone", r.weighing->evidence),
               weighed_row("both", r.weighing->combined)};
  return grid;
}

// A form that never reaches the level has no gain to tell.
std::string gain_text(const FormGain& g) {
  if (!(g.median > 1e-11 && g.median < 1e11)) return g.form + " never reaches it";
  return fmt::format("{} {} [{} - {}]", g.form, times_text(g.median), ratio_text(g.p05),
                     ratio_text(g.p95));
}

// Taken at another compute than the claim's, and one number to go by.
bool weighed_elsewhere(const Claim& claim, const LadderGain& gain) {
  const auto own = own_pretraining(claim.baseline);
  return own && !gain.form_dependent && gain.at > 0 &&
         std::abs(std::log10(*own / gain.at)) > 0.05 && !interacts(priors_in_use(claim));
}

// "Marin ladders at 3e20 FLOPs: additive 4.9 x [3.9 - 5.9], coupled 3.7 x …"
std::string ladder_words(const Claim& claim, const LadderEvidence& ladder) {
  const LadderGain& gain = *ladder.gain;
  std::vector<std::string> forms;
  for (const FormGain& g : gain.forms) forms.push_back(gain_text(g));
  const std::string at = gain.at > 0 ? fmt::format(" at {} FLOPs", flops_text(gain.at)) : "";
  std::string words = fmt::format("{}{}: {}", ladder.label, at, fmt::join(forms, ", "));
  if (weighed_elsewhere(claim, gain))
    words += fmt::format(" (an error of {} a decade up to the claim's compute is added)",
                         input_number(drift_per_decade));
  if (gain.decades_beyond > 0)
    words += fmt::format("; {:.1f} decades beyond the runs", gain.decades_beyond);
  if (gain.form_dependent)
    words += ": form-dependent, no single number is given and none is weighed";
  return words + ".";
}

std::string weighing_words(const Reading& r) {
  std::string words = fmt::format("Evidence: {}.", r.weighing->combined.of);
  if (r.weighing->surprise > 2)
    words += fmt::format(" It lies {:.1f} standard deviations from what the priors expect.",
                         r.weighing->surprise);
  return words;
}

// What a claim of a recipe could rest on and does not.
std::string missing_words(const Claim& claim) {
  std::vector<std::string> missing;
  const Evidence& e = claim.evidence;
  if (e.ladders.empty()) missing.emplace_back("ladders of small runs of both recipes");
  if (e.benchmarks.empty())
    missing.emplace_back("scores of both models with their numbers of questions");
  if (e.compute.empty() && !claim.challenger.model.training.accelerator_time)
    missing.emplace_back(fmt::format("hours or cost of {}", claim.challenger.model.name));
  return missing.empty() ? "" : fmt::format("Missing: {}.", listed(missing));
}

std::vector<std::string> parity_cells(const ParityRow& row) {
  const std::string of =
      row.benchmarks > 1 ? fmt::format(", {} benchmarks", row.benchmarks) : std::string();
  return {row.label + of + (row.selected ? " (vendor's choice)" : ""),
          fmt::format("{:+.1f}", row.difference), fmt::format("{:.1f}", row.error),
          std::string(name(row.finding))};
}

std::string share_text(const VarianceShare& s) {
  if (s.error == 0) return percent_text(s.value);
  return fmt::format("{:.0f}\u00B1{:.0f}{}%", 100 * s.value, std::ceil(100 * s.error), nbsp);
}

// ">= 4.1 x (.02)": from which value, and the chance of one.
std::string turn_text(const std::optional<Turn>& turn) {
  if (!turn) return "-";
  return fmt::format("{}{}{} ({})", turn->above ? ">=" : "<=", nbsp, ratio_text(turn->factor),
                     probability_text(turn->chance));
}

Grid influence_grid(const Sensitivity& s) {
  Grid grid{{"factor known", "P 5 - 95 %", "settles", "supported", "contradicted"}, {}, {}};
  if (!s.exact) grid.heading.insert(grid.heading.begin() + 1, {"alone", "in all"});
  for (const Influence& i : s.factors) {
    std::vector<std::string> cells{
        i.label,
        fmt::format("{} - {}", probability_text(i.low.p_claim), probability_text(i.high.p_claim)),
        probability_text(i.settles), turn_text(i.supported), turn_text(i.contradicted)};
    if (!s.exact) cells.insert(cells.begin() + 1, {share_text(i.first), share_text(i.total)});
    grid.rows.push_back(std::move(cells));
  }
  return grid;
}

std::string value_words(const Sensitivity& s) {
  const Influence& first = s.factors.front();
  const std::string now =
      fmt::format("Called today by its better side the claim is called wrongly with chance {}",
                  probability_text(s.error_now));
  const std::string then = s.error_now - first.error_left < 0.005
                               ? "; no single factor, once known, would make that less."
                               : fmt::format("; with \"{}\" known, {}: resolve it first.",
                                             first.label, probability_text(first.error_left));
  return now + then +
         " Settles: chance that the value alone gives P of .90 or .10; then the values from which "
         "it would, and their chance.";
}

}  // namespace

Section evidence_section(const Claim& claim, const Verdict& v) {
  Section section{
      "EVIDENCE",
      fmt::format("beside the priors; the exit code follows {} [{}]",
                  v.basing == Basing::combined ? "both" : "the priors", evidence_handle),
      {}};
  for (const Reading& r : v.readings)
    if (r.weighing) {
      section.parts.emplace_back(weighing_grid(r));
      section.parts.emplace_back(Paragraph{"", weighing_words(r)});
    }
  for (const LadderEvidence& ladder : claim.evidence.ladders)
    if (ladder.gain) section.parts.emplace_back(Paragraph{"", ladder_words(claim, ladder)});
  if (const std::string missing = missing_words(claim);
      !missing.empty() && (!section.parts.empty() || !v.what_ifs.empty()))
    section.parts.emplace_back(Paragraph{"", missing});
  return section;
}

Section parity_section(const Claim&, const Verdict& v) {
  if (!v.parity) return {};
  const ParityTest& test = *v.parity;
  Grid grid{{"challenger - baseline", "points", "error", "finding"}, {}, {}};
  for (const ParityRow& row : test.benchmarks) grid.rows.push_back(parity_cells(row));
  if (test.categories.size() > 1)
    for (const ParityRow& row : test.categories) grid.rows.push_back(parity_cells(row));
  if (test.benchmarks.size() > 1) grid.rows.push_back(parity_cells(*test.pooled));
  if (test.unselected) grid.rows.push_back(parity_cells(*test.unselected));
  return {"PARITY",
          fmt::format("two one-sided tests, equal within {} points, 5 % each [{}]",
                      input_number(test.margin), parity_handle),
          {grid}};
}

Section sensitivity_section(const Claim&, const Verdict& v) {
  if (!v.sensitivity || v.sensitivity->factors.empty()) return {};
  return {"WHICH UNKNOWN MATTERS MOST",
          fmt::format("reading {} [{}]", v.sensitivity->reading, sensitivity_handle),
          {influence_grid(*v.sensitivity), Paragraph{"", value_words(*v.sensitivity)}}};
}

}  // namespace tenfold::report
