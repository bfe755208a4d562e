// A run as one page that loads nothing.
#include <fmt/format.h>

#include "base/digits.h"
#include "base/version.h"
#include "report/cited.h"
#include "report/run_figures.h"
#include "report/run_parts.h"

namespace tenfold::report {
namespace {

std::string paragraph(const std::string& lead, const std::string& words) {
  const std::string bold = lead.empty() ? "" : fmt::format("<b>{}</b> ", escaped(lead));
  return fmt::format("<p>{}{}</p>\n", bold, escaped(words));
}

std::string answer_html(const RunInput& in, const RunReport& r) {
  std::string out = fmt::format("<p class=\"answer\">{}{}</p>\n", escaped(outcome_words(r)),
                                r.step ? " " + escaped(run_words(r)) : "");
  if (!in.changed.empty()) out += paragraph("", changed_words(in));
  Section section{"THE ANSWER", "medians with 80 % intervals", {}};
  section.parts.emplace_back(answer_grid(in, r));
  return out + (r.step || r.feasibility.memory ? html(section) : "");
}

// The drawing that belongs to a section, under its table.
std::string drawing(const std::string& title, const RunInput& in, const RunReport& r) {
  if (title == "WHERE THE STEP GOES")
    return time_figure(*r.step) + timeline_figure(r.step->pipeline);
  if (title == "MEMORY") return memory_figure(r.feasibility);
  if (title == "FLOPS") return flops_figure(in, r.plan) + roofline_figure(in, r.plan);
  return {};
}

// A column of bars that the text draws with letters: the page has drawings.
Section without_bars(Section section) {
  for (auto& part : section.parts)
    if (auto* grid = std::get_if<Grid>(&part);
        grid && grid->heading.back().find_first_not_of(' ') == std::string::npos) {
      grid->heading.pop_back();
      for (auto& row : grid->rows) row.pop_back();
    }
  return section;
}

void add_inputs(std::vector<Input>& all, const std::string& owner,
                const std::map<std::string, Provenance>& provenance) {
  for (const auto& [path, p] : provenance)
    all.push_back({fmt::format("{}: {}", owner, path), "", p});
}

}  // namespace

std::string factor_words(const CostFactor& f) {
  if (f.unit != "/1000 d") return summary(f.value) + (f.unit.empty() ? "" : " " + f.unit);
  constexpr double thousand_days = 8.64e7;
  const auto told = [&](double u) { return input_number(quantile(f.value, u) * thousand_days); };
  if (is_certain(f.value)) return told(0.5) + " " + f.unit;
  return fmt::format("{} [{}, {}] {}", told(0.5), told(0.05), told(0.95), f.unit);
}

std::vector<Input> run_inputs(const RunInput& in) {
  std::vector<Input> all;
  add_inputs(all, "job", in.provenance);
  add_inputs(all, in.model.name, in.model.provenance);
  add_inputs(all, in.cluster.name, in.cluster.provenance);
  add_inputs(all, in.cluster.accelerator.name, in.cluster.accelerator.provenance);
  add_inputs(all, in.framework.name, in.framework.provenance);
  for (const CostFactor& f : factor_list(in.factors))
    all.push_back({f.name, factor_words(f), f.provenance});
  if (in.operation)
    for (const CostFactor& f : factor_list(in.operation->factors))
      all.push_back({"operation: " + f.name, factor_words(f), f.provenance});
  return all;
}

std::string run_html(const RunInput& in, const RunReport& r, const RunOrigin& from) {
  const std::string title = in.title.empty() ? in.model.name : in.title;
  std::string body;
  for (const auto& [lead, words] : run_header(in, r))
    if (lead != "Job") body += paragraph(lead, words);
  body += answer_html(in, r);
  for (const Section& s : run_sections(in, r))
    body += html(without_bars(s)) + drawing(s.title, in, r);
  body += sources_html(run_inputs(in));
  const std::string cite = fmt::format("Tenfold {}, run of \"{}\", scenario {} (sha256 {}).",
                                       version, title, from.scenario, from.sha256.substr(0, 16));
  return html_page(title, body + made_html(cite, from.command));
}

}  // namespace tenfold::report
