#include "report/explain.h"

#include <fmt/format.h>

#include <sstream>

#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

std::string indented(const std::string& text) {
  std::istringstream lines(text);
  std::string out, line;
  while (std::getline(lines, line)) {
    const auto start = line.find_first_not_of(' ');
    if (start != std::string::npos)
      out += hanging("  " + line.substr(0, start), line.substr(start)) + "\n";
  }
  return out;
}

std::string source_lines(const Source& s) {
  std::string out = hanging("      ", citation(s)) + "\n";
  if (!s.url.empty()) out += "      " + s.url + "\n";
  if (!s.quote.empty()) out += hanging("      ", "\"" + s.quote + "\"") + "\n";
  if (!s.note.empty()) out += hanging("      ", "note: " + s.note) + "\n";
  return out;
}

std::string input_lines(const Input& input) {
  const Provenance& p = input.provenance;
  std::string out =
      hanging("    ", fmt::format("{} = {} ({})", input.path, input.value, name(p.grade))) + "\n";
  if (!p.reasoning.empty()) out += hanging("      ", p.reasoning) + "\n";
  if (!p.source.title.empty()) out += source_lines(p.source);
  if (!p.file.empty()) out += fmt::format("      {}:{}\n", p.file, p.line);
  return out;
}

}  // namespace

std::string handle_text(const Handle& h) {
  std::string out = hanging(fmt::format("[{}] ", h.number), h.label) + "\n";
  out += hanging("    = ", h.value) + "\n\n  How\n" + indented(h.formula);
  if (!h.inputs.empty()) out += "\n  From\n";
  for (const Input& input : h.inputs) out += input_lines(input);
  return printable(out);
}

std::string handle_list(const Verdict& v) {
  std::string out;
  for (const Handle& h : v.handles) out += fmt::format("  check:{:<3} {}\n", h.number, h.label);
  return printable(out);
}

}  // namespace tenfold::report
