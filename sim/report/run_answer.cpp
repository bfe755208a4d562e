// The first screen of `tenfold run`, line by line.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/digits.h"
#include "report/run.h"
#include "report/run_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double hour = 3600, day = 86400;

bool judged(Grade g) { return g == Grade::assumed || g == Grade::estimated; }

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

void add_memory(std::vector<AnswerLine>& lines, const Feasibility& f) {
  const double by = interval_factor(f.memory->spread);
  const double free = 1 - f.peak / f.capacity;
  const std::string room = free >= 0 ? fmt::format("{:.0f} % free", 100 * free)
                                     : fmt::format("{:.0f} % over", -100 * free);
  lines.push_back({"peak memory", gib(f.peak.base()) + " GiB",
                   fmt::format("{} to {}", gib(f.peak.base() / by), gib(f.peak.base() * by)),
                   fmt::format("of {} GiB, {}", gib(f.capacity.base()), room)});
}

void add_cost(std::vector<AnswerLine>& lines, const RunInput& in, const RunReport& r) {
  const RunCost& c = *r.cost;
  const std::string goodput =
      fmt::format("by judgement: goodput {}", significant(median(in.factors.goodput.value), 2));
  lines.push_back(line("days", c.time, day * second, "d", goodput));
  lines.push_back(line("accelerator-hours", c.accelerator_time, hour * second, "h", goodput));
  if (c.dollars)
    lines.push_back(line(
        "dollars", *c.dollars, Dollars::base(1), "USD",
        fmt::format("by judgement: {} USD/h", significant(median(in.factors.rent->value), 3))));
  else
    lines.push_back({"dollars", "n/d", "", "no price: --set rent=2.5"});
  lines.push_back(line("energy", c.energy, Joules::base(3.6e9), "MWh", "by judgement: power, PUE"));
}

}  // namespace

std::string gib(double bytes, int decimals) {
  return fmt::format("{:.{}f}", bytes / GiB.base(), decimals);
}

std::string assumed_parts(const RunInput& in, const RunReport& r) {
  std::vector<std::string> parts;
  std::set<std::string> seen;
  if (r.plan_by_rule) parts.emplace_back("plan");
  for (const auto& [path, p] : in.provenance) {
    if (!judged(p.grade)) continue;
    std::string what = path.substr(0, path.find('.'));
    if (what == "published" || (what == "plan" && r.plan_by_rule)) continue;
    if (what == "job") what = path.substr(path.find('.') + 1);
    for (char& c : what) c = c == '_' ? ' ' : c;
    if (seen.insert(what).second) parts.push_back(what);
  }
  return listed(parts);
}

std::vector<AnswerLine> answer_lines(const RunInput& in, const RunReport& r) {
  std::vector<AnswerLine> lines;
  const std::string basis = assumed_parts(in, r).empty() ? "computed" : "by judgement";
  if (r.step) add_step(lines, in, r, basis);
  if (r.feasibility.memory) add_memory(lines, r.feasibility);
  if (r.cost) add_cost(lines, in, r);
  return lines;
}

std::string outcome_words(const RunReport& r) {
  if (r.outcome == Outcome::runs) {
    const Feasibility& f = r.feasibility;
    return fmt::format("Runs. Stage {} of {} is the fullest; it fits with {} of 100 chances.",
                       f.memory->fullest, f.memory->stages.size(),
                       std::min(99, static_cast<int>(100 * chance_to_fit(f))));
  }
  std::string words = fmt::format("{}: {}.", capitalised(std::string(name(r.outcome))),
                                  fmt::format("{}", fmt::join(r.reasons, "; ")));
  if (r.nearest && !r.nearest->changes.empty())
    return words + fmt::format(" Nearest plan that works: --plan {} ({} s a step, {} GiB).",
                               fmt::join(r.nearest->changes, ","),
                               significant(r.nearest->step.base(), 3),
                               gib(r.nearest->feasibility.peak.base()));
  if (r.nearest)
    return words + fmt::format(
                       " No plan near it works; by rule does --plan rule: {} ({} s a step, "
                       "{} GiB).",
                       plan_words(r.nearest->plan), significant(r.nearest->step.base(), 3),
                       gib(r.nearest->feasibility.peak.base()));
  if (r.enough_accelerators)
    return words + fmt::format(
                       " No plan near it and none by rule works on so few: --set "
                       "accelerators={} --plan rule does.",
                       *r.enough_accelerators);
  return words + " No plan near it and none by rule works, not on 256 times as many either.";
}

std::string plan_words(const ParallelPlan& p) {
  std::vector<std::string> degrees, rest;
  const auto degree = [&](const char* what, Size n) {
    if (n > 1) degrees.push_back(fmt::format("{} {}", what, n));
  };
  degree("tensor", p.tensor);
  degree("context", p.context);
  degree("pipeline", p.pipeline);
  degree("expert", p.expert);
  degrees.push_back(fmt::format("data {}", p.data));
  rest.push_back(
      fmt::format("micro-batch {} of {} sequences", p.micro_batch, grouped(Count{p.global_batch})));
  if (p.pipeline > 1)
    rest.push_back(p.virtual_stages > 1 ? fmt::format("{} x {}", name(p.schedule), p.virtual_stages)
                                        : std::string(name(p.schedule)));
  if (p.sequence_parallel) rest.emplace_back("sequence-parallel");
  rest.push_back(fmt::format("ZeRO {}", p.zero));
  rest.push_back(fmt::format("recompute {}", name(p.recompute)));
  rest.emplace_back(name(p.attention));
  rest.emplace_back(name(p.format));
  if (p.offload != Offload::none) rest.push_back(fmt::format("offload {}", name(p.offload)));
  return fmt::format("{}; {}", fmt::join(degrees, ", "), fmt::join(rest, ", "));
}

}  // namespace tenfold::report
