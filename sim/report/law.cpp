#include "report/law.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/page.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

using laws::Answer;
using laws::LawEntry;
using laws::LawFunction;
using laws::LawValue;
using laws::Query;
using laws::Variable;
using laws::Variant;

constexpr auto margin = "    ";

std::string without_spaces(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

std::string heading(const std::string& title) { return fmt::format("\n  {}\n", title); }

std::string bullets(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += hanging("  - ", item) + "\n";
  return out;
}

std::string flags(const LawFunction& f) {
  std::string out;
  for (const Variable v : f.needs) out += fmt::format(" --{}", name(v));
  for (const Variable v : f.may) out += fmt::format(" [--{}]", name(v));
  return out.substr(1);
}

std::string answer_lines(const Answer& answer) {
  std::string out;
  for (const laws::AnswerPart& part : answer.parts) {
    out += fmt::format("    {}\n", part.answers);
    for (const LawValue& v : part.quantities)
      out += hanging(fmt::format("      {:<10} {:>9}  ", v.symbol, value_text(v)),
                     v.unit.empty() ? v.meaning : fmt::format("{}, {}", v.meaning, v.unit)) +
             "\n";
  }
  return out;
}

std::string warning_lines(const Answer& answer) {
  std::string out;
  for (const std::string& warning : answer.warnings)
    out += hanging("    warning: ", warning) + "\n";
  return out;
}

// What is said of all coefficients alike is said once.
std::string common_note(const Variant& variant) {
  const auto& all = variant.coefficients;
  const bool alike = all.size() > 1 && std::all_of(all.begin(), all.end(), [&](const auto& c) {
                       return c.note == all.front().note;
                     });
  return alike ? all.front().note : "";
}

std::string coefficient_lines(const Variant& variant) {
  const std::string common = common_note(variant);
  std::size_t symbol = 0, value = 0;
  for (const laws::Coefficient& c : variant.coefficients) {
    symbol = std::max(symbol, display_width(c.symbol));
    value = std::max(value, display_width(c.value));
  }
  std::string out;
  for (const laws::Coefficient& c : variant.coefficients)
    out += hanging(fmt::format("    {:<{}}  {:<{}}  {:<11} ", c.symbol, symbol, c.value, value,
                               name(c.evidence)),
                   common.empty() ? c.note : "") +
           "\n";
  return out + (common.empty() ? "" : hanging(margin, "all: " + common) + "\n");
}

std::string variant_lines(const LawEntry& law) {
  std::size_t width = 0;
  for (const Variant& v : law.variants) width = std::max(width, v.key.size());
  std::string out = heading("Variants (--variant NAME; the first unless named)");
  for (const Variant& v : law.variants)
    out += hanging(fmt::format("    {:<{}}  ", v.key, width), v.what) + "\n";
  return out;
}

std::string range_lines(const LawEntry& law) {
  std::string out = heading("Range of the fit");
  for (const laws::Range& range : law.ranges)
    out += fmt::format("    {:<20}  {}\n", name(range.variable), range_text(range));
  return out + (law.ranges.empty() ? "    not on file: no answer is warned about\n" : "");
}

std::string question_lines(const Variant& variant) {
  std::string out = heading("Asked with");
  for (const LawFunction& f : variant.functions)
    out += hanging(margin, flags(f)) + "\n" + hanging("      ", f.answers) + "\n";
  return out;
}

std::string example_lines(const LawEntry& law) {
  std::string out = heading(law.examples.size() == 1 ? "Example" : "Examples");
  for (const laws::Example& example : law.examples) {
    const Variant& variant = *find_variant(law, example.variant);
    const Answer answer = ask(law, variant, example.query);
    out += hanging("    $ ", law_command(law, variant, example.query)) + "\n" +
           answer_lines(answer) + warning_lines(answer);
  }
  return out;
}

}  // namespace

std::string value_text(const LawValue& v) {
  if (!std::isfinite(v.value)) return "none";
  if (v.variable) return laws::value_text(*v.variable, v.value);
  return laws::number_text(v.value);
}

std::string citation(const laws::LawSource& s) {
  std::string out = fmt::format("{} {}, \"{}\"", s.authors, s.year, s.title);
  if (!s.arxiv.empty()) out += ", arXiv:" + s.arxiv;
  if (!s.place.empty()) out += ", " + s.place;
  return out;
}

std::string law_command(const LawEntry& law, const Variant& variant, const Query& query) {
  std::string out = "tenfold explain law " + law.key;
  if (variant.key != law.variants.front().key) out += " --variant " + variant.key;
  for (const auto& [variable, value] : query)
    out +=
        fmt::format(" --{} {}", name(variable),
                    without_spaces(variable == Variable::loss ? fmt::format("{}", value)
                                                              : laws::value_text(variable, value)));
  return out;
}

std::string law_list(const std::vector<LawEntry>& all) {
  std::string out, group;
  for (const LawEntry& law : all) {
    if (law.group != group) out += fmt::format("{}{}\n", group.empty() ? "" : "\n", law.group);
    group = law.group;
    out += hanging(fmt::format("  {:<17} {}  ", law.key, law.source.year), law.title) + "\n";
  }
  return out + "\nOne of them: tenfold explain law NAME\n";
}

std::string law_text(const LawEntry& law, const Variant& variant) {
  std::string out = fmt::format("{}: {}\n", law.key, law.title) +
                    hanging("  ", citation(law.source)) + "\n" + heading("Equations");
  for (const std::string& line : law.equations) out += margin + line + "\n";
  out += heading(law.variants.size() == 1 ? "Coefficients" : "Coefficients of " + variant.key);
  out += coefficient_lines(variant);
  if (!variant.warning.empty()) out += hanging("    warning: ", variant.warning) + "\n";
  if (law.variants.size() > 1) out += variant_lines(law);
  if (!variant.functions.empty())
    out += range_lines(law) + question_lines(variant) + example_lines(law);
  return printable(out + heading("Limits") + bullets(law.limits));
}

std::string answer_text(const LawEntry& law, const Variant& variant, const Query& query,
                        const Answer& answer) {
  std::string asked;
  for (const auto& [variable, value] : query)
    asked += fmt::format("{}{} {}", asked.empty() ? "" : ", ", name(variable),
                         laws::value_text(variable, value));
  std::string out =
      fmt::format("{}: {}\n", law.key, law.title) + hanging("  ", citation(law.source)) + "\n";
  out += hanging("  coefficients: ", fmt::format("{} ({})", variant.what, name(weakest(variant)))) +
         "\n";
  out += hanging("  asked: ", asked) + "\n\n" + answer_lines(answer);
  if (!answer.warnings.empty()) out += "\n" + warning_lines(answer);
  return printable(out);
}

}  // namespace tenfold::report
