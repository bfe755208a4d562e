// The verdict on a terminal of 80 columns. The first screen holds the claim, the readings and the
// answer; the sections below it say what they rest on.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digits.h"
#include "base/version.h"
#include "report/table.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr int first_screen = 24;         // lines
constexpr std::size_t label_width = 37;  // of a reading, before its numbers

int line_count(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, display_width(text)), ' ');
}

std::string claim_lines(const Claim& claim) {
  std::string out;
  for (const Paragraph& p : claims(claim)) out += hanging(padded(p.lead, 14) + "  ", p.text) + "\n";
  return out;
}

std::string premise_lines(const Claim& claim, const Verdict& v) {
  std::string out;
  for (const std::string& premise : premises(claim, v)) out.append(premise).append(" ");
  return wrapped(out, page_width) + "\n";
}

std::string heading(const Verdict& v) {
  return fmt::format("  {:<39} {:>6}  {:<10}{:>7} {}\n", "reading", "median", "90 %",
                     p_heading(v.claimed().claimed), "verdict");
}

// "  2 the recipe, against …   9.4  2.2 - 40      .47 undetermined"
std::string ratio_line(const Reading& r, double claimed) {
  std::string label = r.label;
  if (r.claimed != claimed) label += fmt::format(", at {}", times_text(r.claimed));
  const std::string lead = fmt::format("  {} ", r.number);
  const std::string cut = wrapped(label, label_width);
  const auto end = cut.find('\n');
  std::string out =
      fmt::format("{}{} {:>6}  {:<10}{:>7} {}\n", lead, padded(cut.substr(0, end), label_width),
                  median_text(r.ratio), interval_text(r.ratio), probability_or_dash(r.p_claim),
                  r.decision == Decision::none ? "-" : name(r.decision));
  if (end != std::string::npos) out += hanging("    ", cut.substr(end)) + "\n";
  return out;
}

// How much the first screen says, so that the answer still ends on it.
struct Detail {
  int basis_lines;  // at most, below a reading
  bool reasons;     // why a reading has no numbers
  bool gap;         // an empty line above the table
};
constexpr std::array details{
    Detail{3, true, true},  Detail{2, true, true},   Detail{2, false, true},
    Detail{2, true, false}, Detail{2, false, false}, Detail{1, true, true},
    Detail{1, false, true}, Detail{1, false, false}, Detail{0, false, false}};

std::string handle_text(const Reading& r) { return fmt::format(" [{}]", r.handle); }

// What stands below a reading's numbers.
std::string basis_lines(const Reading& r, int lines) {
  const std::string note = r.note.empty() ? "" : r.note + "; ";
  std::string full = hanging("      ", note + rests_on(r) + handle_text(r)) + "\n";
  if (line_count(full) <= lines) return full;
  if (lines == 0) return "";
  return hanging("      ", note + basis_words(r.basis) + handle_text(r)) + "\n";
}

std::string undisclosed_lines(const Verdict& v, const ReadingRow& row, bool reasons) {
  const Reading& r = v.readings[row.first];
  const std::string lead = fmt::format("  {} {}", row_number(v, row), row_label(v, row));
  const std::string line = padded(lead, 4 + label_width) + "    n/d";
  if (!reasons) return line + "  not disclosed" + handle_text(r) + "\n";
  return line + "\n" + hanging("      ", row_reason(v, row) + handle_text(r)) + "\n";
}

std::string reading_lines(const Verdict& v, const Detail& detail) {
  std::string out = heading(v);
  for (const ReadingRow& row : reading_rows(v)) {
    const Reading& r = v.readings[row.first];
    if (r.ratio)
      out += ratio_line(r, v.claimed().claimed) + basis_lines(r, detail.basis_lines);
    else
      out += undisclosed_lines(v, row, detail.reasons);
  }
  return out;
}

std::string answer_lines(const Claim& claim, const Verdict& v) {
  std::string words;
  for (const std::string& s : answer(claim, v)) words.append(s).append(" ");
  return hanging("Answer  ", words) + "\n";
}

std::string first_screen_text(const Claim& claim, const Verdict& v) {
  const std::string above = claim_lines(claim) + premise_lines(claim, v);
  const std::string below = "\n" + answer_lines(claim, v);
  std::string all;
  for (const Detail& detail : details) {
    all = fmt::format("{}{}{}{}", above, detail.gap ? "\n" : "", reading_lines(v, detail), below);
    if (line_count(all) <= first_screen) break;
  }
  return all;
}

std::string footer(const Scenario& s, const Verdict& v, const Origin& origin) {
  const std::string limits = fmt::format(
      "Warnings {}. Supported P>={}, contradicted P<={}. [n]: tenfold explain check:n {}",
      v.warnings.size(), probability_text(supported_from), probability_text(contradicted_to),
      origin.explained);
  return wrapped(inputs_by_grade(v) + ": --sources.") + "\n" + wrapped(limits) +
         fmt::format("\ntenfold {}  scenario {} {}  {} draws  seed {}\n", version, s.key,
                     origin.sha256.substr(0, 8), grouped(v.sampling.draws), v.sampling.seed);
}

// The interval moves with the median, and is told where it moves alone.
bool is_told(const Change& c, const Moved& m) {
  return m.quantity != "90 %" ||
         std::none_of(c.moved.begin(), c.moved.end(),
                      [](const Moved& other) { return other.quantity == "median"; });
}

// "reading 2   median 9.4 -> 5.6   P(>=10) .47 -> .26   undetermined"
std::string change_lines(const Change& c, std::size_t width, double claimed) {
  std::vector<std::string> parts;
  bool told = c.decision == Decision::none;
  for (const Moved& m : c.moved) {
    if (!is_told(c, m)) continue;
    const std::string what = m.quantity == "P" ? p_heading(claimed) : m.quantity;
    parts.push_back(fmt::format("{} {} -> {}", what, m.before, m.after));
    told = told || m.quantity == "verdict";
  }
  if (!told) parts.emplace_back(name(c.decision));
  std::string out, line = padded(c.what, width);
  for (const std::string& part : parts) {
    if (display_width(line + part) + 3 > page_width) {
      out += line + "\n";
      line = std::string(width, ' ');
    }
    line += "   " + part;
  }
  return out + line + "\n";
}

}  // namespace

std::string readings_text(const Verdict& v) { return reading_lines(v, {0, false, false}); }

std::string verdict_text(const Scenario& s, const Verdict& v, const Origin& origin) {
  std::string out = first_screen_text(s.claim, v);
  for (const Section& section : sections(s.claim, v)) out += "\n" + text(section);
  return printable(out + "\n" + footer(s, v, origin) + exit_line(v));
}

std::string changes_text(const Verdict& after, const std::vector<Change>& changes) {
  std::size_t widest = 0;
  for (const Change& c : changes) widest = std::max(widest, display_width(c.what));
  std::string out;
  for (const Change& c : changes) out += change_lines(c, widest, after.claimed().claimed);
  if (changes.empty()) out = "Nothing that the report prints moves.\n";
  return printable(out + exit_line(after));
}

}  // namespace tenfold::report
