// How much compute the baseline took: under every convention, within every boundary, and against
// its published hours.
#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

const ConventionCount* count_under(const ModelCounts& counts, Convention convention) {
  const auto found =
      std::find_if(counts.counts.begin(), counts.counts.end(),
                   [=](const ConventionCount& c) { return c.convention == convention && c.flops; });
  return found == counts.counts.end() ? nullptr : &*found;
}

// Numbers of the readings that count FLOPs.
std::vector<std::string> counting_readings(const Verdict& v) {
  std::vector<std::string> numbers;
  for (const Reading& r : v.readings)
    if (r.ratio && r.convention) numbers.push_back(fmt::format("{}", r.number));
  return numbers;
}

std::string readings_words(const std::vector<std::string>& numbers) {
  return fmt::format("reading{} {}", numbers.size() == 1 ? "" : "s", listed(numbers));
}

// The count that the readings rest on.
Paragraph used_count(const Verdict& v, const ConventionCount& c) {
  const auto users = counting_readings(v);
  std::string words = fmt::format("{} FLOPs, {}", flops_text(c.flops), c.label);
  if (!users.empty()) words += fmt::format("; {}, both sides", readings_words(users));
  return {"Used", words, c.handle};
}

Paragraph exact_count(const ConventionCount& c) {
  std::string words = flops_text(c.flops);
  if (c.range)
    words += fmt::format(" ({} - {})", flops_text(c.range->first), flops_text(c.range->second));
  if (!c.assumption.empty()) words += fmt::format(" if {}", c.assumption);
  return {"Exact", words, c.handle};
}

// "Left out: 6nd-total, 5.29e25 (most experts idle on each token)."
std::string left_out(const Verdict& v) {
  std::vector<std::string> out;
  for (const ConventionCount& c : v.baseline.counts)
    if (c.flops && !c.verdict)
      out.push_back(fmt::format("{}, {} ({}) [{}]", name(c.convention), flops_text(c.flops),
                                c.reason, c.handle));
  return out.empty() ? "" : " Left out: " + listed(out) + ".";
}

// All conventions in one range; the matrix is in the JSON and on the page.
Paragraph convention_range(const Verdict& v) {
  std::vector<std::string> names;
  for (const ConventionCount& c : v.baseline.counts)
    if (c.flops && c.verdict &&
        std::find(names.begin(), names.end(), name(c.convention)) == names.end())
      names.emplace_back(name(c.convention));
  const auto [low, high] = *v.baseline.range;
  const std::string words = fmt::format("{} to {} over {}: {}.", flops_text(low), flops_text(high),
                                        listed(names), times_text(high / low));
  return {"Range", words + left_out(v)};
}

// "2.38M hours"
std::string hours_text(const RateCheck& r) {
  constexpr double hour = 3600;
  return significant(r.accelerator_time.in(second) / hour / mega, 3) + "M hours of " +
         r.accelerator;
}

// Of the peak that leaves the run the most room.
std::string fastest_peak_words(const RateCheck& r) {
  if (r.of_fp8_peak) return percent_text(*r.of_fp8_peak) + " of FP8 peak";
  return percent_text(r.of_16bit_peak.value_or(0)) + " of 16-bit peak";
}

std::string peak_words(const RateCheck& r) {
  std::vector<std::string> parts;
  if (r.of_16bit_peak) parts.push_back(percent_text(*r.of_16bit_peak) + " of 16-bit peak");
  if (r.of_fp8_peak) parts.push_back(percent_text(*r.of_fp8_peak) + " of FP8 peak");
  return listed(parts);
}

Paragraph rate_words(const RateCheck& r, const std::string& baseline) {
  const std::string whose = r.model == baseline ? "" : r.model + ": ";
  return {"Hours",
          fmt::format("{}{} for {} are {:.0f} TFLOP/s each, {}: {}", whose, hours_text(r),
                      r.counted, r.rate.in(TFLOP_per_s), peak_words(r),
                      r.fits ? "plausible" : "more than a whole run reaches"),
          r.handle};
}

// "2.2M hours [1.9M, 2.6M]"
template <class Q>
std::string estimate_words(const Estimate<Q>& e, Q unit, const char* word) {
  return fmt::format("{}{}{} [{}, {}]", size_text(e.median.in(unit)), nbsp, word,
                     size_text(e.low().in(unit)), size_text(e.high().in(unit)));
}

// What the engine says of the same run, by a job whose plan is mostly supposed.
Paragraph engine_words(const EngineRun& e, const std::string& baseline) {
  const std::string whose =
      e.model == baseline ? "" : fmt::format("{}, {} tokens: ", e.model, size_text(real(e.tokens)));
  std::string words = whose + estimate_words(e.accelerator_time, 3600 * second, "hours");
  if (e.dollars) words += ", " + estimate_words(*e.dollars, Dollars::base(1), "USD");
  return {"Run", fmt::format("by the engine: {} on {} (80 %; tenfold run {})", words, e.on, e.job)};
}

bool known(const BoundaryRow& row) { return row.baseline.flops || row.challenger.flops; }

// The boundaries of which neither side is known, in one sentence.
std::string unknown_words(const Verdict& v) {
  std::vector<std::string> labels;
  for (const BoundaryRow& row : v.boundaries)
    if (!known(row)) labels.push_back(row.label.substr(row.label.rfind("+ ", 0) == 0 ? 2 : 0));
  return labels.empty() ? "" : fmt::format("Disclosed by neither side: {}.", listed(labels));
}

bool one_sided(const BoundaryRow& row) {
  return row.baseline.flops.has_value() != row.challenger.flops.has_value();
}

std::string decision_cell(const BoundaryRow& row) {
  return row.decision == Decision::none ? "none" : std::string(name(row.decision));
}

Grid boundary_grid(const Verdict& v) {
  Grid grid{{"counted", "baseline", "times", "challenger", "verdict"}, {}, {}};
  for (const BoundaryRow& row : v.boundaries)
    if (known(row))
      grid.rows.push_back({row.label, flops_text(row.baseline.flops),
                           row.times_own ? times_text(*row.times_own) : "n/d",
                           flops_text(row.challenger.flops), decision_cell(row)});
  return grid;
}

// Why a side that is not known takes the verdict away.
std::string one_sided_words(const Verdict& v) {
  double low = 0, high = 0;
  bool any = false;
  for (const BoundaryRow& row : v.boundaries) {
    any = any || (one_sided(row) && row.decision == Decision::none);
    if (!one_sided(row) || row.times_own.value_or(1) <= 1) continue;
    low = low == 0 ? *row.times_own : std::min(low, *row.times_own);
    high = std::max(high, *row.times_own);
  }
  if (!any) return {};
  const std::string rule = "No verdict where one side alone is known";
  if (high == 0) return rule + ".";
  const bool same = ratio_text(low) == ratio_text(high);
  return fmt::format("{}: it would hand the challenger {}{} for free.", rule,
                     same ? "" : ratio_text(low) + " to ", times_text(high));
}

std::string hours_test_words(const Verdict& v) {
  for (const BoundaryRow& row : v.boundaries)
    if (row.hours && !row.hours->fits)
      return fmt::format("The published hours cannot hold \"{}\": it needs {} [{}].", row.label,
                         fastest_peak_words(*row.hours), row.hours->handle);
  return {};
}

}  // namespace

Section baseline_section(const Claim& claim, const Verdict& v) {
  const Model& model = claim.baseline.model;
  std::string aside = model.name + ", own pretraining";
  if (model.training.tokens)
    aside += fmt::format(", {} tokens", size_text(real(*model.training.tokens), 3));
  Section section{"BASELINE", aside, {}};
  const auto used = std::find_if(v.readings.begin(), v.readings.end(),
                                 [](const Reading& r) { return r.convention && r.ratio; });
  const Convention convention =
      used == v.readings.end() ? Convention::six_nd_active : *used->convention;
  if (const auto* c = count_under(v.baseline, convention))
    section.parts.emplace_back(used_count(v, *c));
  if (const auto* c = count_under(v.baseline, Convention::exact);
      c && convention != Convention::exact)
    section.parts.emplace_back(exact_count(*c));
  if (v.baseline.range) section.parts.emplace_back(convention_range(v));
  for (const RateCheck& r : v.rates) section.parts.emplace_back(rate_words(r, model.name));
  for (const EngineRun& e : v.engine) section.parts.emplace_back(engine_words(e, model.name));
  return section;
}

Section boundary_section(const Claim&, const Verdict& v) {
  if (v.boundaries.empty()) return {};
  Section section{
      "BOUNDARY",
      fmt::format("what else counts as compute, on both sides [{}]", v.boundaries.front().handle),
      {boundary_grid(v)}};
  std::string words = unknown_words(v);
  for (const std::string& more : {one_sided_words(v), hours_test_words(v)})
    words += (words.empty() || more.empty() ? "" : " ") + more;
  if (!words.empty()) section.parts.emplace_back(Paragraph{"", words});
  return section;
}

}  // namespace tenfold::report
