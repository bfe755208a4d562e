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

std::string input_html(const Input& i) {
  return fmt::format("<br><span class=\"note\">{} = {} ({})</span>", escaped(i.path),
                     escaped(i.value), name(i.provenance.grade));
}

std::string source_html(const Cited& cited) {
  const Source& s = cited.source;
  std::string out = "<li>" + escaped(citation(s));
  if (!s.url.empty()) out += fmt::format("<br><code>{}</code>", escaped(s.url));
  if (!s.quote.empty()) out += fmt::format("<blockquote>{}</blockquote>", escaped(s.quote));
  if (!s.note.empty()) out += fmt::format("<br><span class=\"note\">{}</span>", escaped(s.note));
  for (const Input* input : cited.inputs) out += input_html(*input);
  return out + "</li>\n";
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
  std::string out = "<section>\n<h2>SOURCES</h2>\n" +
                    fmt::format("<p class=\"aside\">{}</p>\n<ol>\n", escaped(inputs_by_grade(v)));
  for (const Cited& cited : cited_sources(claim, v)) out += source_html(cited);
  out += "</ol>\n";
  std::string judged;
  for (const Input& input : v.inputs)
    if (input.provenance.source.title.empty())
      judged +=
          fmt::format("<li>{} = {} ({}): {}</li>\n", escaped(input.path), escaped(input.value),
                      name(input.provenance.grade), escaped(input.provenance.reasoning));
  if (!judged.empty())
    out += "<p>Without a source, by our own reasoning:</p>\n<ul>\n" + judged + "</ul>\n";
  return out + "</section>\n";
}

}  // namespace tenfold::report
