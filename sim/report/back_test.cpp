#include "report/back_test.h"

#include <fmt/format.h>

#include <cmath>

#include "base/digits.h"
#include "report/page.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

std::string digits(double x) { return significant(x, 2); }

std::string range(double low, double high) {
  return fmt::format("{} to {}", digits(low), digits(high));
}

std::string known(const KnownPair& pair) {
  if (!pair.middle) return "-";
  return pair.low && pair.high ? fmt::format("{} [{}, {}]", digits(*pair.middle), digits(*pair.low),
                                             digits(*pair.high))
                               : digits(*pair.middle);
}

// The narrower interval that holds the known value.
std::string held(const PairScore& row) {
  if (!row.log_score) return "-";
  if (row.in50) return "50 %";
  return row.in90 ? "90 %" : "no";
}

Section predictions(const BackTest& test) {
  Grid grid{{"pair", "known", "median", "50 %", "90 %", "log-score", "in"}, {}, {}};
  for (const PairScore& row : test.rows) {
    const Prediction& p = row.predicted;
    grid.rows.push_back({row.pair.id, known(row.pair), digits(p.median), range(p.p25, p.p75),
                         range(p.p05, p.p95),
                         row.log_score ? fmt::format("{:+.2f}", *row.log_score) : "-", held(row)});
  }
  return {"PREDICTED GAIN", "times less compute for the same capability", {grid}};
}

Section summary(const BackTest& test) {
  Section section{"CALIBRATION", fmt::format("{} pairs with a known gain", test.scored), {}};
  if (test.scored == 0) return section;
  Grid grid{{"", "found", "wanted"}, {}, {}};
  grid.rows = {{"in the 50 % interval", fmt::format("{:.0f} %", 100 * test.coverage50), "50 %"},
               {"in the 90 % interval", fmt::format("{:.0f} %", 100 * test.coverage90), "90 %"},
               {"mean log-score", fmt::format("{:+.3f}", test.mean_log_score), "higher"}};
  section.parts.emplace_back(grid);
  section.parts.emplace_back(Paragraph{
      "",
      "Log-score: ln of the predicted density of log10 of the gain at the known value; a normal "
      "of 0.4 decades scores 0.00 at its middle, -0.50 one standard deviation out. A prediction "
      "reads which factors differ, the months between, and the two models' sizes; findings that "
      "come from the pair itself are left out.",
      0});
  return section;
}

std::string gain_of(const Mixture& log10_gain) {
  const auto at = [&](double p) { return digits(std::pow(10, quantile(log10_gain, p))); };
  return fmt::format("{} [{}, {}]", at(0.5), at(0.05), at(0.95));
}

Section parts(const BackTest& test) {
  Grid grid{{"pair", "kind", "factor", "from", "gain"}, {}, {}};
  for (const PairScore& row : test.rows)
    for (const PartOfGain& part : row.predicted.parts)
      grid.rows.push_back({row.pair.id, std::string(name(row.predicted.kind)), part.factor,
                           part.from, gain_of(part.log10_gain)});
  return {"OF WHAT", "median and 90 % of each factor, for that pair", {grid}};
}

std::string stated(const GainFinding& f) {
  std::string text = f.value ? significant(*f.value, 3) : "";
  if (f.low)
    text += fmt::format("{}[{}, {}]", text.empty() ? "" : " ", significant(*f.low, 3),
                        significant(*f.high, 3));
  if (f.months) text += fmt::format(" over {:g} months", *f.months);
  if (f.sparsity) text += fmt::format(" at 1:{}", significant(*f.sparsity, 3));
  return text;
}

Section findings(const PooledPriors& priors) {
  Grid grid{{"factor", "finding", "times", "grade", "left out for"}, {}, {}};
  for (const PooledFactor& factor : priors.factors) {
    grid.rows.push_back({factor.key, factor.value ? "judged" : "what a new study would find",
                         gain_of(pooled(factor)), "", ""});
    for (const GradedFinding& g : factor.evidence)
      grid.rows.push_back(
          {"", g.finding.label, stated(g.finding), std::string(name(g.grade)), g.finding.pair});
  }
  return {"WHAT EACH PRIOR POOLS", priors.key, {grid}};
}

}  // namespace

std::string back_test_text(const BackTestReport& r) {
  std::string out = wrapped(fmt::format("{}: {} pairs, priors '{}'", printable(r.table),
                                        r.test.rows.size(), r.priors.key)) +
                    "\n";
  for (const Section& section : {predictions(r.test), summary(r.test)}) out += "\n" + text(section);
  return out;
}

std::string back_test_markdown(const BackTestReport& r) {
  std::string out;
  for (const Section& section :
       {predictions(r.test), summary(r.test), parts(r.test), findings(r.priors)})
    out += markdown_text(section);
  return out;
}

}  // namespace tenfold::report
