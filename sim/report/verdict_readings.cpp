// The table of readings, as text and Markdown see it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digits.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {

std::string p_heading(double claimed) { return fmt::format("P(>={})", threshold_text(claimed)); }

std::vector<ReadingRow> reading_rows(const Verdict& v) {
  std::vector<ReadingRow> rows;
  for (std::size_t i = 0; i < v.readings.size(); ++i) {
    const bool joins = i > 0 && !v.readings[i].ratio && !v.readings[i - 1].ratio &&
                       v.readings[i].currency != Currency::flops &&
                       v.readings[i - 1].currency != Currency::flops;
    if (joins)
      rows.back().last = i;
    else
      rows.push_back({i, i});
  }
  return rows;
}

std::string row_number(const Verdict& v, const ReadingRow& row) {
  const int first = v.readings[row.first].number, last = v.readings[row.last].number;
  return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

std::string row_label(const Verdict& v, const ReadingRow& row) {
  std::vector<std::string> labels;
  for (std::size_t i = row.first; i <= row.last; ++i) labels.push_back(v.readings[i].label);
  return listed(labels);
}

std::string row_reason(const Verdict& v, const ReadingRow& row) {
  std::vector<std::string> reasons;
  std::vector<std::vector<std::string>> labels;
  for (std::size_t i = row.first; i <= row.last; ++i) {
    const Reading& r = v.readings[i];
    const auto known = std::find(reasons.begin(), reasons.end(), r.reason);
    const auto place = static_cast<std::size_t>(known - reasons.begin());
    if (known == reasons.end()) reasons.push_back(r.reason);
    labels.resize(reasons.size());
    labels[place].push_back(r.label);
  }
  if (reasons.size() == 1) return reasons.front();
  std::string text;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", listed(labels[i]), reasons[i]);
  return text;
}

std::string basis_words(Basis basis) {
  constexpr std::array words{"by disclosed numbers", "by computation", "by judgement",
                             "by where a prior was cut off"};
  return words[index(basis)];
}

std::string rests_on(const Reading& r) {
  return basis_words(r.basis) + (r.rests_on.empty() ? "" : ": " + r.rests_on);
}

const Reading* factored_reading(const Verdict& v) {
  const auto has_factors = [](const Reading& r) { return !r.attribution.empty() && r.ratio; };
  if (has_factors(v.claimed())) return &v.claimed();
  const auto found = std::find_if(v.readings.begin(), v.readings.end(), has_factors);
  return found == v.readings.end() ? nullptr : &*found;
}

int exit_code(Decision decision) {
  constexpr std::array codes{0, 1, 3, 3};
  return codes[index(decision)];
}

std::string exit_line(const Verdict& v) {
  const Reading& r = v.claimed();
  const Decision decision = v.decision();
  const std::string outcome = decision == Decision::none ? "no verdict can be given on it"
                                                         : fmt::format("it is {}", name(decision));
  const bool both = v.basing == Basing::combined && r.weighing;
  return fmt::format("Exit {}: the scenario's claim is reading {}{} {}.\n", exit_code(decision),
                     r.number, both ? "; with evidence" : ", and",
                     v.scores_worse() ? outcome + ": scores are worse" : outcome);
}

}  // namespace tenfold::report
