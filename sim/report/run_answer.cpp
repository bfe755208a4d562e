// The first screen of `tenfold run`, line by line.
#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "report/run.h"
#include "report/run_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double an_hour = 3600, a_day = 86400;

std::string shown(double value) { return value < 1e4 ? significant(value, 3) : with_suffix(value); }

std::string between(double low, double high) {
  return fmt::format("{} to {}", shown(low), shown(high));
}

template <class Q>
AnswerLine line(const std::string& what, const Estimate<Q>& e, Q unit, const std::string& word,
                const std::string& rests_on) {
  return {what, shown(e.median.in(unit)) + " " + word, between(e.low().in(unit), e.high().in(unit)),
          rests_on};
}

AnswerLine rate(const std::string& what, double value, double spread, const std::string& word,
                const std::string& rests_on) {
  const double by = interval_factor(spread);
  const double high = word == " %" ? std::min(100.0, value * by) : value * by;
  return {what, shown(value) + word, between(value / by, high), rests_on};
}

std::string peak_words(const RunInput& in, const RunReport& r) {
  const Accelerator& a = in.cluster.accelerator;
  return fmt::format("of {:.0f} TFLOP/s {} dense", r.step->peak_rate / tera,
                     a.bf16 ? "bf16" : "fp16");
}

void add_step(std::vector<AnswerLine>& lines, const RunInput& in, const RunReport& r,
              const std::string& basis) {
  const StepCost& s = *r.step;
  lines.push_back(line("step time", r.step_time, second, "s", basis));
  lines.push_back(
      rate("tokens/s/accelerator", s.tokens_per_second_per_accelerator, s.spread, "", basis));
  lines.push_back(rate("MFU, exact", 100 * s.mfu, s.spread, " %", peak_words(in, r)));
  lines.push_back(rate("HFU, as executed", 100 * s.hfu, s.spread, " %", "of the same peak"));
}

std::string room_words(const Feasibility& f) {
  const double needed = f.peak / f.capacity;
  if (needed > 10) return fmt::format("{} x", shown(needed));
  if (needed > 1) return fmt::format("{:.0f} % over", 100 * (needed - 1));
  return fmt::format("{:.0f} % free", 100 * (1 - needed));
}

void add_memory(std::vector<AnswerLine>& lines, const Feasibility& f) {
  const double by = interval_factor(f.memory->spread);
  const MemoryUnit unit = memory_unit(f.peak);
  const auto told = [&](double bytes) { return fmt::format("{:.1f}", bytes / unit.bytes); };
  lines.push_back({"peak memory", fmt::format("{} {}", told(f.peak.base()), unit.name),
                   fmt::format("{} to {}", told(f.peak.base() / by), told(f.peak.base() * by)),
                   fmt::format("of {}, {}", memory_text(f.capacity), room_words(f))});
}

void add_cost(std::vector<AnswerLine>& lines, const RunInput& in, const RunReport& r) {
  const RunCost& c = *r.cost;
  const std::string goodput =
      fmt::format("by judgement: goodput {}", significant(median(in.factors.goodput.value), 2));
  lines.push_back(line("days", c.time, a_day * second, "d", goodput));
  lines.push_back(line("accelerator-hours", c.accelerator_time, an_hour * second, "h", goodput));
  if (c.dollars)
    lines.push_back(line("dollars", *c.dollars, Dollars::base(1), "USD",
                         fmt::format("{}: {} USD/h", r.stale_price ? "stale price" : "by judgement",
                                     significant(median(in.factors.rent->value), 3))));
  else
    lines.push_back({"dollars", "n/d", "", "no price: --set rent=2.5"});
  lines.push_back(line("energy", c.energy, Joules::base(3.6e9), "MWh", "by judgement: power, PUE"));
  if (r.carbon)
    lines.push_back({"carbon", shown(r.carbon->median.tonnes()) + " t CO2e",
                     between(r.carbon->low().tonnes(), r.carbon->high().tonnes()),
                     "grid of " + r.grid});
}

std::string runs_words(const Feasibility& f) {
  const int chances = std::min(99, static_cast<int>(100 * chance_to_fit(f)));
  if (f.memory->stages.size() == 1)
    return fmt::format("Runs. It fits with {} of 100 chances.", chances);
  return fmt::format("Runs. Stage {} of {} is the fullest; it fits with {} of 100 chances.",
                     f.memory->fullest, f.memory->stages.size(), chances);
}

// What would run instead, of the plans that were tried. No line breaks inside what can be pasted.
std::string way_out(const RunReport& r) {
  if (r.nearest) {
    const bool near = !r.nearest->changes.empty();
    return fmt::format(
        "{}: --plan{}{} ({} s a step, {}).",
        near ? "Nearest plan that works" : "None found within three changes; by rule one works",
        nbsp, r.nearest_settings, significant(r.nearest->step.base(), 3),
        memory_text(r.nearest->feasibility.peak));
  }
  if (r.enough_accelerators)
    return fmt::format(
        "None found within three changes, nor by rule. On {} accelerators one by rule works: "
        "--set{}accelerators={} --plan{}rule.",
        grouped(Count{*r.enough_accelerators}), nbsp, *r.enough_accelerators, nbsp);
  return fmt::format("None found within three changes, nor by rule, on up to {} accelerators.",
                     grouped(Count{r.tried_accelerators}));
}

// Whether the step rests on a number that somebody judged.
bool rests_on_judgement(const RunInput& in, const RunReport& r) {
  const auto holds_judged = [](const auto& provenance) {
    return std::any_of(provenance.begin(), provenance.end(), [](const auto& entry) {
      return judged(entry.second.grade) && entry.first.rfind("published", 0) != 0;
    });
  };
  return r.plan_by_rule || holds_judged(in.provenance) || holds_judged(in.framework.provenance) ||
         holds_judged(in.cluster.provenance) || holds_judged(in.cluster.accelerator.provenance);
}

}  // namespace

bool judged(Grade g) { return g == Grade::assumed || g == Grade::estimated; }

std::vector<AnswerLine> answer_lines(const RunInput& in, const RunReport& r) {
  std::vector<AnswerLine> lines;
  const std::string basis = rests_on_judgement(in, r) ? "by judgement" : "computed";
  if (r.step) add_step(lines, in, r, basis);
  if (r.feasibility.memory) add_memory(lines, r.feasibility);
  if (r.cost) add_cost(lines, in, r);
  return lines;
}

std::string outcome_words(const RunReport& r) {
  if (r.outcome == RunOutcome::runs) return runs_words(r.feasibility);
  const std::string words = fmt::format("{}: {}. ", capitalised(std::string(name(r.outcome))),
                                        fmt::format("{}", fmt::join(r.reasons, "; ")));
  if (r.feasibility.fits()) return words + "The plan itself runs.";
  return words + way_out(r);
}

std::string plan_words(const ParallelPlan& p) {
  std::vector<std::string> degrees, rest;
  const auto degree = [&](const char* what, Size n) {
    if (n > 1) degrees.push_back(fmt::format("{} {}", what, grouped(Count{n})));
  };
  degree("tensor", p.tensor);
  degree("context", p.context);
  degree("pipeline", p.pipeline);
  degree("expert", p.expert);
  if (p.data > 0) degrees.push_back(fmt::format("data {}", grouped(Count{p.data})));
  rest.push_back(fmt::format("micro-batch {} of {} sequences", grouped(Count{p.micro_batch}),
                             grouped(Count{p.global_batch})));
  if (p.pipeline > 1)
    rest.push_back(p.virtual_stages > 1 ? fmt::format("{} x {}", name(p.schedule), p.virtual_stages)
                                        : std::string(name(p.schedule)));
  if (p.sequence_parallel) rest.emplace_back("sequence-parallel");
  rest.push_back(fmt::format("ZeRO {}", p.zero));
  rest.push_back(fmt::format("recompute {}", name(p.recompute)));
  rest.emplace_back(name(p.attention));
  rest.emplace_back(name(p.format));
  if (p.offload != Offload::none) rest.push_back(fmt::format("offload {}", name(p.offload)));
  if (p.tensor_overlap != TensorOverlap::habit)
    rest.push_back(fmt::format("tensor overlap {}", name(p.tensor_overlap)));
  if (!p.gather_again) rest.emplace_back("inputs kept gathered");
  if (p.split_sends) rest.emplace_back("split sends");
  if (p.placement != Placement{}) rest.push_back(fmt::format("placed {}", name(p.placement)));
  return fmt::format("{}; {}", fmt::join(degrees, ", "), fmt::join(rest, ", "));
}

}  // namespace tenfold::report
