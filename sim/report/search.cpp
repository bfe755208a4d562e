#include "report/search.h"

#include <fmt/format.h>

#include "base/digits.h"
#include "report/run_parts.h"
#include "report/search_parts.h"
#include "report/table.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

std::string part_words(const SearchInput& in, const SearchReport& r) {
  if (in.parts == 1) return "";
  return fmt::format(" (part {} of {}: numbers {} to {})", in.part + 1, in.parts,
                     grouped(Count{r.range.first}), grouped(Count{r.range.last - 1}));
}

std::string tried_words(const SearchInput& in, const SearchReport& r, bool timed) {
  const Tried& f = r.tried;
  if (f.plans_total == 0) return "no plan at all.";
  if (f.plans_feasible == 0)
    return fmt::format("{} plans{}: none runs and fits.", grouped(Count{f.plans_total}),
                       part_words(in, r));
  const std::string time = timed ? fmt::format(" in {} s", significant(r.seconds, 2)) : "";
  const std::string rate =
      timed ? fmt::format(", {} a second", with_suffix(real(f.plans_costed) / r.seconds)) : "";
  return fmt::format("{} plans{}{}: {} run and fit ({}), costed in full{}.",
                     grouped(Count{f.plans_total}), part_words(in, r), time,
                     grouped(Count{f.plans_feasible}),
                     share_text(real(f.plans_feasible) / real(f.plans_total)), rate);
}

std::string cluster_words_of(const SearchInput& in) {
  std::string words = cluster_words(in.run);
  if (!sizes_differ(in)) return words;
  std::vector<std::string> sizes;
  for (const Size n : in.space.accelerators) sizes.push_back(grouped(Count{n}));
  return words + "; tried on " + listed(sizes);
}

}  // namespace

Lines search_header(const SearchInput& in, const SearchReport& r, bool timed) {
  Lines lines;
  if (!in.run.title.empty()) lines.emplace_back("Job", in.run.title);
  lines.emplace_back("Model", model_words(in.run));
  lines.emplace_back("On", cluster_words_of(in));
  lines.emplace_back("Tried", tried_words(in, r, timed));
  if (!r.rungs.empty()) lines.emplace_back("Ladder", ladder_words(r));
  return lines;
}

namespace {

// What the shell joins again: a line that ends in a backslash goes on at the first column.
std::string shell_lines(const std::string& command, std::size_t width) {
  std::string out, line;
  std::size_t start = 0;
  while (start < command.size()) {
    const auto end = std::min(command.find_first_of(", ", start), command.size() - 1) + 1;
    const std::string piece = command.substr(start, end - start);
    if (!line.empty() && line.size() + piece.size() + 1 > width) {
      out += line + "\\\n";
      line.clear();
    }
    line += piece;
    start = end;
  }
  return out + line;
}

bool is_of_run(const std::string& setting) {
  return setting.rfind("--set ", 0) == 0 && setting.rfind("--set search.", 0) != 0 &&
         setting.rfind("--set plan.", 0) != 0;
}

}  // namespace

std::string fastest_command(const SearchReport& r, const SearchOrigin& origin) {
  const RankedPlan& best = r.best.front();
  std::string words = "tenfold run " + origin.scenario;
  for (const std::string& s : origin.from.settings)
    if (is_of_run(s)) words += " " + s;
  // The scenario's own plan needs no settings.
  return best.settings.empty() ? words : words + fmt::format(" --plan \"{}\"", best.settings);
}

std::vector<Section> all_sections(const SearchInput& in, const SearchReport& r) {
  std::vector<Section> all;
  if (!r.best.empty()) all.push_back(fastest_section(in, r));
  for (Section& s : search_sections(in, r)) all.push_back(std::move(s));
  return all;
}

std::string search_text(const SearchInput& in, const SearchReport& r, const SearchOrigin& origin) {
  std::string out;
  for (const auto& [lead, words] : search_header(in, r, true))
    out += hanging(fmt::format("{:<7}", lead), words) + "\n";
  out += "\n";
  if (!r.rungs.empty()) out += text(ladder_section(r)) + "\n";
  for (const auto& [lead, words] : search_answer(in, r))
    out += hanging(fmt::format("{:<10}", lead), words) + "\n";
  for (const Section& s : all_sections(in, r)) out += "\n" + text(s);
  if (!r.best.empty())
    out += "\nTO RUN THE FASTEST\n" + shell_lines(fastest_command(r, origin), page_width) + "\n";
  return printable(out + "\n" + footer(origin.from));
}

std::string search_markdown(const SearchInput& in, const SearchReport& r,
                            const SearchOrigin& origin) {
  std::string out =
      fmt::format("# {}\n\n", in.run.title.empty() ? in.run.model.name : in.run.title);
  for (const auto& [lead, words] : search_header(in, r, false))
    if (lead != "Job") out += fmt::format("- **{}** {}\n", lead, words);
  out += "\n";
  if (!r.rungs.empty()) out += markdown_text(ladder_section(r)) + "\n";
  for (const auto& [lead, words] : search_answer(in, r))
    out += lead.empty() ? fmt::format("  {}\n", words) : fmt::format("- **{}** {}\n", lead, words);
  out += "\n";
  for (const Section& s : all_sections(in, r)) out += markdown_text(s);
  if (!r.best.empty()) out += "\n```\n" + fastest_command(r, origin) + "\n```\n\n";
  return printable(out + footer(origin.from));
}

}  // namespace tenfold::report
