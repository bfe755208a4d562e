#include "scenario/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "campaign/money.h"
#include "scenario/run_phases.h"
#include "scenario/run_ramp.h"
#include "schedule/traffic.h"
#include "search/default_plan.h"
#include "search/plan_settings.h"
#include "search/without_effect.h"

namespace tenfold {
namespace {

constexpr double an_hour = 3600;

Task task_of(const RunInput& in, const Cluster& cluster) {
  return {*in.model.architecture, in.sequence_length, cluster, in.framework};
}

// Counts to try where none of the plans fits: without the odd rest of a node, then twice as many
// and again, up to what the cluster has.
std::vector<Size> other_counts(const RunInput& in) {
  constexpr int doublings = 8;
  const Size now = in.cluster.accelerators, node = std::max<Size>(in.cluster.node_size, 1);
  std::vector<Size> counts;
  if (now > node && now % node != 0) counts.push_back(now / node * node);
  Size more = now;
  for (int i = 0; i < doublings; ++i) {
    more *= 2;
    if (in.most_accelerators > 0 && more > in.most_accelerators) break;
    counts.push_back(more);
  }
  if (in.most_accelerators > now && (counts.empty() || counts.back() != in.most_accelerators))
    counts.push_back(in.most_accelerators);
  return counts;
}

void try_other_counts(RunReport& r, const RunInput& in) {
  Cluster other = in.cluster;
  r.tried_accelerators = in.cluster.accelerators;
  for (const Size n : other_counts(in)) {
    other.accelerators = n;
    r.tried_accelerators = std::max(r.tried_accelerators, n);
    if (!default_plan(task_of(in, other))) continue;
    r.enough_accelerators = n;
    return;
  }
}

std::string memory_reason(const Feasibility& f) {
  const std::size_t stages = f.memory->stages.size();
  const std::string who =
      stages > 1 ? fmt::format("stage {} of {}", f.memory->fullest, stages) : "it";
  return fmt::format("{} needs {}, of which an accelerator has {}", who, memory_text(f.peak),
                     memory_text(f.capacity));
}

// Where neither the job nor the rule has a plan, the one that divides most stands for them.
ParallelPlan most_divided(const RunInput& in) {
  ParallelPlan p;
  p.tensor = std::min<Size>(in.cluster.node_size, 8);
  p.sequence_parallel = true;
  p.zero = 3;
  p.recompute = Recompute::full;
  p = with_data(p, in.cluster.accelerators);
  p.global_batch = std::max<Size>(p.data, 1);
  return p;
}

// Of all phases, or of those that do not train on text alone; 0 where one of them has no plan: a
// part of the whole is no whole.
double hours_of_phases(const RunReport& r, bool after) {
  Seconds sum;
  for (const PhaseReport& p : r.phases) {
    const RunPhaseKind k = p.phase.kind;
    if (after && k != RunPhaseKind::sft && k != RunPhaseKind::rl && k != RunPhaseKind::distillation)
      continue;
    if (!p.why_not.empty()) return 0;
    sum += p.accelerator_time.median;
  }
  return sum.base() / an_hour;
}

double our_value(RunQuantity quantity, const RunReport& r) {
  const StepCost& s = *r.step;
  switch (quantity) {
    case RunQuantity::step_time_s:
      return s.seconds;
    case RunQuantity::mfu:
      return s.mfu;
    case RunQuantity::hfu:
      return s.hfu;
    case RunQuantity::flops_per_accelerator:
      return s.mfu * s.peak_rate;
    case RunQuantity::tokens_per_s_per_accelerator:
      return s.tokens_per_second_per_accelerator;
    case RunQuantity::accelerator_hours:
      return r.cost ? r.cost->accelerator_time.median.base() / an_hour : 0;
    case RunQuantity::accelerator_hours_of_steps:
      return r.cost ? r.cost->steps_time.base() * real(accelerators(r.plan)) / an_hour : 0;
    case RunQuantity::accelerator_hours_of_phases:
      return hours_of_phases(r, false);
    case RunQuantity::accelerator_hours_after_pretraining:
      return hours_of_phases(r, true);
  }
  return 0;
}

void compare(RunReport& r, const RunInput& in) {
  for (const PublishedFigure& p : in.published) {
    const double ours = our_value(p.quantity, r);
    if (ours <= 0) continue;
    const bool whole = p.quantity == RunQuantity::accelerator_hours ||
                       p.quantity == RunQuantity::accelerator_hours_of_phases ||
                       p.quantity == RunQuantity::accelerator_hours_after_pretraining;
    r.comparisons.push_back({p, ours, whole ? r.cost->accelerator_time.spread : r.step->spread});
  }
}

// Of its energy, and of the making of its machines, by the grid of the cluster's region.
void emit(RunReport& r, const RunInput& in) {
  constexpr int grids_of = 2023;  // the year that most of the table is of
  const auto grid = grid_of(in.cluster.region, grids_of);
  if (!grid) return;
  r.grid = fmt::format("{} {}", grid->region, grid->year);
  const Carbon sum = operational(r.cost->energy.median, grid->g_per_kwh) +
                     embodied({.making = h100_baseboard_share}, r.cost->accelerator_time.median);
  r.carbon = Estimate<Carbon>{sum, r.cost->energy.spread};
}

void cost_run(RunReport& r, const RunInput& in) {
  if (!in.tokens) return;
  const Size n = accelerators(r.plan);
  r.ramp = ramp_reports(in, r.plan, r.step_time.median);
  if (r.ramp.empty()) {
    r.cost = run_cost(r.step_time, r.tokens_of_step, *in.tokens, n, in.factors);
    return;
  }
  if (std::any_of(r.ramp.begin(), r.ramp.end(), [](const auto& s) { return !s.why_not.empty(); }))
    return;
  Count steps = 0;
  Seconds sum;
  for (const RampReport& s : r.ramp) steps += s.steps, sum += real(s.steps) * s.step_time;
  r.cost = run_cost_of_steps({sum, r.step_time.spread}, steps, *in.tokens, n, in.factors);
}

void measure(RunReport& r, const RunInput& in) {
  r.step = step_cost(*in.model.architecture, r.plan, in.sequence_length, in.cluster, in.framework);
  r.step->traffic =
      step_traffic(*in.model.architecture, r.plan, in.sequence_length, in.cluster, in.framework);
  r.step_time = {r.step->seconds * second, r.step->spread};
  r.tokens_of_step = Count{r.plan.global_batch} * in.sequence_length;
  cost_run(r, in);
  if (r.cost && in.operation) r.operated = operated(*in.operation, medians(in.operation->factors));
  if (r.cost) emit(r, in);
  const auto& rent = in.factors.rent;
  r.stale_price = r.cost && rent && !rent->date.empty() && !in.as_of.empty() &&
                  stale({{}, rent->date, {}}, in.as_of);
  r.phases = phase_reports(in, r);
  compare(r, in);
}

std::optional<NearestPlan> by_rule(const RunInput& in) {
  const Task task = task_of(in, in.cluster);
  const auto plan = default_plan(task);
  if (!plan) return std::nullopt;
  const StepCost step =
      step_cost(*in.model.architecture, *plan, in.sequence_length, in.cluster, in.framework);
  return NearestPlan{*plan, {}, feasibility(*plan, task), step.seconds * second};
}

void refuse(RunReport& r, const RunInput& in) {
  if (r.feasibility.memory) {
    r.outcome = RunOutcome::out_of_memory;
    r.reasons = {memory_reason(r.feasibility)};
  } else {
    r.outcome = RunOutcome::cannot_run;
    r.reasons = r.feasibility.faults;
  }
  const Task task = task_of(in, in.cluster);
  r.nearest = nearest_plan(r.plan, task);
  if (!r.nearest) r.nearest = by_rule(in);
  if (!r.nearest) return try_other_counts(r, in);
  // Without a data degree in the list, the accelerators tell it.
  ParallelPlan base = in.base_plan, asked = in.plan.value_or(base);
  base.data = r.nearest->plan.data;
  if (asked.data == 0) asked.data = base.data;
  r.nearest_settings = plan_settings(r.nearest->plan, {base, asked});
}

void refuse_ramp(RunReport& r) {
  for (const RampReport& s : r.ramp)
    if (!s.why_not.empty())
      r.reasons.push_back(fmt::format(
          "the ramp's batch of {} sequences of {} tokens, which may have a plan of its own: {}",
          s.global_batch, s.sequence_length, s.why_not));
  if (!r.reasons.empty()) r.outcome = RunOutcome::cannot_run;
}

}  // namespace

RunReport run_report(const RunInput& in) {
  const Task task = task_of(in, in.cluster);
  RunReport r;
  if (in.plan) {
    r.plan = resolved(*in.plan, in.cluster);
  } else {
    const auto by_rule = default_plan(task);
    r.plan = by_rule ? *by_rule : most_divided(in);
    r.plan_by_rule = true;
  }
  r.feasibility = feasibility(r.plan, task);
  if (r.feasibility.memory) measure(r, in);
  r.without_effect = without_effect(r.plan, *in.model.architecture, in.framework, in.plan_keys);
  if (!r.feasibility.fits())
    refuse(r, in);
  else
    refuse_ramp(r);
  return r;
}

bool is_finite(const RunReport& r) {
  double sum = r.feasibility.peak.base() + r.step_time.median.base() + r.step_time.spread;
  if (r.step) sum += r.step->mfu + r.step->hfu + r.step->tokens_per_second_per_accelerator;
  if (r.cost)
    sum += r.cost->accelerator_time.high().base() + r.cost->energy.high().base() +
           (r.cost->dollars ? r.cost->dollars->high().base() : 0);
  return std::isfinite(sum);
}

MemoryUnit memory_unit(Bytes largest) {
  constexpr double most = 10'000, step = 1024;
  double unit = GiB.base();
  for (const std::string_view name : {"GiB", "TiB"}) {
    if (largest.base() < most * unit) return {unit, name};
    unit *= step;
  }
  return {unit, "PiB"};
}

std::string memory_text(Bytes bytes) {
  const MemoryUnit unit = memory_unit(bytes);
  return fmt::format("{:.1f} {}", bytes.base() / unit.bytes, unit.name);
}

double chance_to_fit(const Feasibility& f) {
  if (!f.memory || f.memory->spread <= 0) return f.fits() ? 1 : 0;
  const double z = std::log(f.capacity / f.peak) / f.memory->spread;
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

}  // namespace tenfold
