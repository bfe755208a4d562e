#include "report/run.h"

#include <fmt/format.h>

#include "base/digits.h"
#include "base/version.h"
#include "model/parameters.h"
#include "report/run_parts.h"
#include "report/table.h"
#include "report/words.h"

namespace tenfold::report {

std::string model_words(const RunInput& in) {
  const auto count = model_parameters(*in.model.architecture).text;
  return fmt::format("{}, {} parameters ({} active), sequences of {} tokens", in.model.name,
                     with_suffix(real(count.total)), with_suffix(real(count.active)),
                     grouped(Count{in.sequence_length}));
}

std::string cluster_words(const RunInput& in) {
  const Cluster& c = in.cluster;
  const std::string where = c.name == c.accelerator.name ? "in its usual cluster" : c.name;
  return fmt::format("{} {}, {}; {}", grouped(Count{c.accelerators}), c.accelerator.name, where,
                     in.framework.name);
}

std::vector<std::pair<std::string, std::string>> run_header(const RunInput& in,
                                                            const RunReport& r) {
  std::vector<std::pair<std::string, std::string>> lines;
  if (!in.title.empty()) lines.emplace_back("Job", in.title);
  lines.emplace_back("Model", model_words(in));
  lines.emplace_back("On", cluster_words(in));
  lines.emplace_back("Plan", plan_words(r.plan) + (r.plan_by_rule ? " (by rule)" : ""));
  if (!r.without_effect.empty())
    lines.emplace_back("", fmt::format("no effect: {}", fmt::join(r.without_effect, "; ")));
  return lines;
}

std::string run_words(const RunReport& r) {
  const std::string lead =
      r.outcome == RunOutcome::out_of_memory ? "As if the memory were there: " : "";
  if (!r.cost) return lead + "no tokens are told, so no days and dollars (--set tokens=\"15 T\").";
  return fmt::format("{}{} tokens in {} steps of {}{}.", lead, with_suffix(real(r.cost->tokens)),
                     grouped(r.cost->steps), r.ramp.empty() ? "" : "up to ",
                     with_suffix(real(r.tokens_of_step)));
}

std::string changed_words(const RunInput& in) {
  if (in.changed.empty()) return "";
  return fmt::format(
      "Another run than the scenario's, by {}: its title and published figures are "
      "left out.",
      listed(in.changed));
}

std::string footer(const RunOrigin& from) {
  std::string changed;
  for (const std::string& s : from.settings) changed += " " + s;
  return wrapped(
             fmt::format("tenfold {}  scenario {} {}{}", version, from.scenario,
                         from.sha256.substr(0, 8), changed.empty() ? "" : " changed by" + changed),
             page_width, 2) +
         "\n";
}

Grid answer_grid(const RunInput& in, const RunReport& r) {
  Grid grid{{"", "", "80 % interval", "rests on"}, {}, {}};
  for (const AnswerLine& l : answer_lines(in, r))
    grid.rows.push_back({l.what, l.value, l.interval, l.rests_on});
  return grid;
}

namespace {

// The last column stands left.
std::string answer_text(const RunInput& in, const RunReport& r) {
  std::string out = fmt::format("  {:<20}{:>12}  {:<17} {}\n", "", "", "80 % interval", "");
  for (const AnswerLine& l : answer_lines(in, r)) {
    std::string text =
        fmt::format("  {:<20}{:>12}  {:<17} {}", l.what, l.value, l.interval, l.rests_on);
    while (text.back() == ' ') text.pop_back();
    if (display_width(text) > page_width)  // numbers too long for their columns
      text = fmt::format("  {} {}  {} {}", l.what, l.value, l.interval, l.rests_on);
    out += text + "\n";
  }
  while (out.find(" \n") != std::string::npos) out.erase(out.find(" \n"), 1);
  return out;
}

}  // namespace

std::string run_text(const RunInput& in, const RunReport& r, const RunOrigin& from) {
  std::string out;
  for (const auto& [lead, words] : run_header(in, r))
    out += hanging(fmt::format("{:<7}", lead), words) + "\n";
  out += "\n" + wrapped(outcome_words(r)) + "\n";
  if (r.step) out += wrapped(run_words(r)) + "\n";
  if (!in.changed.empty()) out += wrapped(changed_words(in)) + "\n";
  if (r.step || r.feasibility.memory) out += answer_text(in, r);
  for (const Section& s : run_sections(in, r)) out += "\n" + text(s);
  return printable(out + "\n" + footer(from));
}

std::string run_markdown(const RunInput& in, const RunReport& r, const RunOrigin& from) {
  std::string out = fmt::format("# {}\n\n", in.title.empty() ? in.model.name : in.title);
  for (const auto& [lead, words] : run_header(in, r))
    if (lead != "Job")
      out += fmt::format("- {}{}\n", lead.empty() ? "" : "**" + lead + "** ", words);
  out += "\n" + outcome_words(r) + " " + (r.step ? run_words(r) : "") + "\n\n";
  if (!in.changed.empty()) out += changed_words(in) + "\n\n";
  const Grid grid = answer_grid(in, r);
  if (!grid.rows.empty()) out += markdown_text(grid) + "\n";
  for (const Section& s : run_sections(in, r)) out += markdown_text(s);
  return printable(out + footer(from));
}

}  // namespace tenfold::report
