#include <fmt/format.h>

#include "report/table.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

std::string source_text(const Cited& cited, std::size_t number) {
  const Source& s = cited.source;
  std::string out = hanging(fmt::format("{:>3}  ", number), citation(s)) + "\n";
  if (!s.url.empty()) out += "     " + s.url + "\n";
  if (!s.quote.empty()) out += hanging("     ", "\"" + s.quote + "\"") + "\n";
  if (!s.note.empty()) out += hanging("     ", "Note: " + s.note) + "\n";
  for (const Input* input : cited.inputs)
    out += hanging("     - ", fmt::format("{} = {} ({})", input->path, input->value,
                                          name(input->provenance.grade))) +
           "\n";
  return out;
}

}  // namespace

std::vector<Cited> cited_sources(const Claim& claim, const Verdict& v) {
  std::vector<Cited> all;
  for (const Statement& s : claim.statements)
    if (!s.source.title.empty()) cited_as(s.source, all);
  for (const Input& input : v.inputs)
    if (!input.provenance.source.title.empty())
      cited_as(input.provenance.source, all).inputs.push_back(&input);
  for (const Source& s : claim.sources) cited_as(s, all);
  return all;
}

std::string inputs_by_grade(const Verdict& v) {
  std::string grades;
  int sum = 0;
  for (std::size_t i = 0; i < v.inputs_by_grade.size(); ++i) {
    const int count = v.inputs_by_grade[i];
    sum += count;
    if (count > 0)
      grades += fmt::format("{}{} {}", grades.empty() ? "" : ", ", count, enum_names<Grade>[i]);
  }
  return fmt::format("{} inputs: {}", sum, grades.empty() ? "none" : grades);
}

std::string sources_text(const Scenario& s, const Verdict& v) {
  const std::vector<Cited> all = cited_sources(s.claim, v);
  std::string out =
      wrapped(fmt::format("{} sources behind {}; {}", all.size(), s.key, inputs_by_grade(v))) +
      "\n";
  for (std::size_t i = 0; i < all.size(); ++i) out += "\n" + source_text(all[i], i + 1);
  std::string judged;
  for (const Input& input : v.inputs)
    if (input.provenance.source.title.empty())
      judged += hanging("     - ",
                        fmt::format("{} = {} ({}): {}", input.path, input.value,
                                    name(input.provenance.grade), input.provenance.reasoning)) +
                "\n";
  if (!judged.empty()) out += "\n     Without a source, by our own reasoning:\n" + judged;
  return printable(out + "\n" + exit_line(v));
}

}  // namespace tenfold::report
