#include "report/calibration.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/table.h"

namespace tenfold::report {
namespace {

struct Section {
  std::string_view kind, title;
};
constexpr std::array sections{
    Section{"matmul", "Matrix products, of training size (m, n, k from 1,024)"},
    Section{"attention", "Attention, sequences from 1,024"},
    Section{"experts", "Products of routed experts, from 64 tokens an expert"},
    Section{"collective, inside", "Collectives inside a node"},
    Section{"collective, across", "Collectives across nodes"},
    Section{"exchange", "Tokens to experts in a node, from 1,024: a check, nothing fitted"}};

std::string percent(double fraction) { return fmt::format("{:.1f} %", 100 * fraction); }

std::string bar(const FitScore& s) {
  if (s.bar_median <= 0) return "";
  return fmt::format("{:.0f}/{:.0f}", 100 * s.bar_median, 100 * s.bar_p90);
}

std::string verdict(const FitScore& s) {
  if (s.bar_median <= 0) return "";
  return s.met() ? "ok" : "missed";
}

std::string cut(const std::string& words, std::size_t width) {
  return words.size() <= width ? words : words.substr(0, width - 1) + "~";
}

std::vector<FitScore> of_kind(const Calibration& c, std::string_view kind) {
  std::vector<FitScore> found;
  std::copy_if(c.scores.begin(), c.scores.end(), std::back_inserter(found),
               [&](const FitScore& s) { return s.kind == kind; });
  return found;
}

std::string tally(const Calibration& c) {
  const auto barred = std::count_if(c.scores.begin(), c.scores.end(),
                                    [](const FitScore& s) { return s.bar_median > 0; });
  const auto met = std::count_if(c.scores.begin(), c.scores.end(),
                                 [](const FitScore& s) { return s.bar_median > 0 && s.met(); });
  return fmt::format("{} of {} bars met", met, barred);
}

}  // namespace

std::string text(const Calibration& c) {
  std::string out;
  for (const Section& section : sections) {
    const std::vector<FitScore> scores = of_kind(c, section.kind);
    if (scores.empty()) continue;
    Table table{.heading = {"part", "what", "timed by", "fit", "held", "median", "p90", "bar", ""},
                .rows = {},
                .left = 3};
    for (const FitScore& s : scores)
      table.rows.push_back({s.part, cut(s.what, 14), cut(s.system, 18), fmt::format("{}", s.fitted),
                            fmt::format("{}", s.held_out), percent(s.median), percent(s.p90),
                            bar(s), verdict(s)});
    out += fmt::format("{}\n{}\n", section.title, text(table));
  }
  return out + "Errors are of shapes held out, one in five. " + tally(c) + ".\n";
}

std::string markdown(const Calibration& c, const std::string& command) {
  std::string out = fmt::format("Made by `{}`; {}.\n", command, tally(c));
  for (const Section& section : sections) {
    const std::vector<FitScore> scores = of_kind(c, section.kind);
    if (scores.empty()) continue;
    out += fmt::format(
        "\n## {}\n\n| part | what | timed by | fitted | held out | median | p90 | bar | |\n"
        "|---|---|---|--:|--:|--:|--:|--:|---|\n",
        section.title);
    for (const FitScore& s : scores)
      out +=
          fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", s.part, s.what, s.system,
                      s.fitted, s.held_out, percent(s.median), percent(s.p90), bar(s), verdict(s));
  }
  return out;
}

}  // namespace tenfold::report
