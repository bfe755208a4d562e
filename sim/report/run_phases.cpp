// What of a training is not its one repeated step: batches that grow, and other phases.
#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "report/run_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

const Seconds an_hour_long = 3600.0 * second;

std::string hours_text(Seconds s) { return with_suffix(s / an_hour_long); }

std::vector<std::string> phase_row(const PhaseReport& p) {
  const bool costed = p.step.has_value();
  return {p.phase.name,
          std::string(name(p.phase.kind)),
          p.phase.tokens > 0 ? with_suffix(real(p.phase.tokens)) : "-",
          costed ? grouped(Count{p.sequence_length}) : "-",
          costed ? significant(p.step->seconds, 3) : "stated",
          costed ? percent_text(p.step->mfu) : "-",
          p.why_not.empty() ? hours_text(p.accelerator_time.median) : "n/d"};
}

// "rollouts 85.3 K h, updates 9.2 K h, reference 6.1 K h"
std::string parts_words(const PhaseReport& p) {
  std::vector<std::string> parts;
  for (const PhasePart& part : p.parts)
    parts.push_back(fmt::format("{} {} h", part.name, hours_text(part.accelerator_time.median)));
  return sentence(fmt::format("{}", fmt::join(parts, ", ")));
}

std::string unit_words(const PhaseReport& p) {
  return fmt::format("Served by units of {}{}, {} weights, at the speed of measured services.",
                     p.unit->accelerators, p.unit_by_rule ? " (by rule)" : "",
                     name(p.unit->weights));
}

std::string rollout_words(const RolloutTime& t) {
  return fmt::format(
      "A drawing of outputs takes {} s without lost time: {} s until none queues, then {} s to the "
      "longest one.",
      significant(t.total().base(), 3), significant((t.prefill + t.full).base(), 2),
      significant(t.tail.base(), 3));
}

void add_words(Section& s, const PhaseReport& p) {
  std::vector<std::string> words;
  if (!p.why_not.empty()) words.push_back(sentence(p.why_not));
  if (!p.parts.empty() && p.why_not.empty()) words.push_back(parts_words(p));
  if (p.rollout && p.why_not.empty()) words.push_back(rollout_words(*p.rollout));
  if (p.unit && p.why_not.empty()) words.push_back(unit_words(p));
  if (p.step && p.plan_by_rule) words.push_back("By rule: " + plan_words(p.plan) + ".");
  if (!words.empty())
    s.parts.emplace_back(Paragraph{p.phase.name, fmt::format("{}", fmt::join(words, " ")), 0});
}

}  // namespace

Section ramp_section(const RunReport& r) {
  Section s{"RAMP", "the start of the run, each batch to its end", {}};
  Grid grid{{"until tokens", "batch", "sequence", "steps", "s a step"}, {}, {}};
  for (const RampReport& x : r.ramp)
    grid.rows.push_back({with_suffix(real(x.until)), grouped(Count{x.global_batch}),
                         grouped(Count{x.sequence_length}), grouped(x.steps),
                         x.why_not.empty() ? significant(x.step_time.base(), 3) : "n/d"});
  s.parts.emplace_back(grid);
  return s;
}

Section phases_section(const RunReport& r) {
  Section s{"PHASES", "accelerator-hours, lost time included", {}};
  Grid grid{{"phase", "kind", "tokens", "sequence", "s a step", "MFU", "hours"}, {}, {}};
  Seconds sum;
  for (const PhaseReport& p : r.phases) {
    sum += p.accelerator_time.median;
    grid.rows.push_back(phase_row(p));
  }
  const bool whole = std::all_of(r.phases.begin(), r.phases.end(),
                                 [](const PhaseReport& p) { return p.why_not.empty(); });
  grid.rows.push_back({"together", "", "", "", "", "", whole ? hours_text(sum) : "n/d"});
  s.parts.emplace_back(grid);
  for (const PhaseReport& p : r.phases) add_words(s, p);
  return s;
}

}  // namespace tenfold::report
