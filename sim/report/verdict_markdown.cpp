// The table of readings, to paste.
#include <fmt/format.h>

#include "base/count.h"
#include "base/version.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

// Words that Markdown leaves as they are.
std::string plain(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    const bool marks = std::string_view("\\`*_|<>[]#").find(c) != std::string_view::npos;
    if (marks) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string row(const Verdict& v, const ReadingRow& r) {
  const Reading& reading = v.readings[r.first];
  const std::string verdict =
      reading.ratio ? std::string(name(reading.decision)) : row_reason(v, r);
  return fmt::format("| {} | {} | {} | {} | {} | {} |\n", row_number(v, r), plain(row_label(v, r)),
                     median_text(reading.ratio), interval_text(reading.ratio),
                     plain(probability_or_dash(reading.p_claim)), plain(verdict));
}

}  // namespace

std::string verdict_markdown(const Scenario& s, const Verdict& v, const Origin& origin) {
  std::string out;
  for (const Paragraph& p : claims(s.claim))
    out += fmt::format("**{}** {}\n\n", plain(p.lead), plain(p.text));
  for (const std::string& premise : premises(s.claim, v)) out += plain(premise) + " ";
  out.back() = '\n';
  out += fmt::format("\n| | reading | median | 90 % | {} | verdict |\n|---|---|---|---|---|---|\n",
                     plain(p_heading(v.claimed().claimed)));
  for (const ReadingRow& r : reading_rows(v)) out += row(v, r);
  std::string words;
  for (const std::string& sentence : answer(s.claim, v)) words += " " + plain(sentence);
  out += "\n>" + words + "\n";
  for (const std::string& moved : origin.moved) out += "\nChanged: " + plain(moved) + "\n";
  return out + fmt::format("\nTenfold {}, scenario {} ({}), {} draws, seed {}; `{}`\n", version,
                           plain(s.key), origin.sha256.substr(0, 8), grouped(v.sampling.draws),
                           v.sampling.seed, printable(origin.command));
}

}  // namespace tenfold::report
