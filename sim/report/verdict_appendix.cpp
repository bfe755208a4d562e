// What only the page has room for: every what-if, the counts, the matrix and the sources in full.
#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

Section what_if_section(const Verdict& v) {
  Grid grid{{"if this factor were 1", "median", "90 %", "P", "verdict"}, {}, {}};
  for (const WhatIf& w : v.what_ifs)
    grid.rows.push_back({w.label, ratio_text(w.ratio.median), interval_text(w.ratio),
                         probability_text(w.p_claim), std::string(name(w.decision))});
  if (grid.rows.empty()) return {};
  return {"WHAT IF ONE FACTOR WERE WORTH NOTHING", "", {grid}};
}

std::string remark(const ConventionCount& c) {
  std::string words = c.assumption.empty() ? "" : "assumes " + c.assumption;
  if (c.range)
    words += fmt::format("; {} to {}", flops_text(c.range->first), flops_text(c.range->second));
  if (!c.reason.empty()) words += (words.empty() ? "" : "; ") + c.reason;
  return words;
}

Section count_section(const ModelCounts& m) {
  Grid grid{{"convention", "FLOPs", "remark"}, {}, {}};
  for (const ConventionCount& c : m.counts) {
    grid.rows.push_back({c.label, flops_text(c.flops), remark(c)});
    grid.handles.push_back(c.handle);
  }
  if (grid.rows.empty()) return {};
  return {"FLOPS UNDER EVERY CONVENTION", m.model + ", own pretraining", {grid}};
}

std::string cell_text(const Reading& r) {
  if (!r.ratio) return "n/d";
  return fmt::format("{} [{}], P {}", ratio_text(r.ratio->median), interval_text(r.ratio),
                     probability_or_dash(r.p_claim));
}

// Boundaries down, conventions across.
Section matrix_section(const Verdict& v) {
  Grid grid{{"boundary"}, {}, {}};
  for (const Reading& r : v.matrix) {
    const std::string convention(r.convention ? name(*r.convention) : "-");
    if (std::find(grid.heading.begin(), grid.heading.end(), convention) == grid.heading.end())
      grid.heading.push_back(convention);
    const auto found = std::find_if(grid.rows.begin(), grid.rows.end(),
                                    [&](const auto& row) { return row.front() == r.boundary; });
    if (found == grid.rows.end())
      grid.rows.push_back({r.boundary, cell_text(r)});
    else
      found->push_back(cell_text(r));
  }
  if (grid.rows.empty()) return {};
  return {"THE SHIPPED PAIR UNDER EVERY CONVENTION AND BOUNDARY",
          "n/d where one side is not disclosed or the convention bears no verdict",
          {grid}};
}

}  // namespace

std::vector<Section> appendices(const Claim&, const Verdict& v) {
  std::vector<Section> all;
  for (Section section : {what_if_section(v), count_section(v.baseline),
                          count_section(v.challenger), matrix_section(v)})
    if (!section.parts.empty()) all.push_back(std::move(section));
  return all;
}

std::string sources_html(const Claim& claim, const Verdict& v) {
  return sources_html(cited_sources(claim, v), v.inputs, inputs_by_grade(v));
}

}  // namespace tenfold::report
