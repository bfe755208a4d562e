#include "scenario/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "schedule/traffic.h"
#include "search/default_plan.h"

namespace tenfold {
namespace {

constexpr double hour = 3600;

Task task_of(const RunInput& in, const Cluster& cluster) {
  return {*in.model.architecture, in.sequence_length, cluster, in.framework};
}

// The plan with the data degree that the accelerators leave, where it names none.
ParallelPlan resolved(ParallelPlan p, const Cluster& cluster) {
  return p.data > 0 ? p : with_data(std::move(p), cluster.accelerators);
}

// Twice as many accelerators, and again, until a plan by rule fits.
std::optional<Size> enough_accelerators(const RunInput& in) {
  constexpr int doublings = 8;
  Cluster larger = in.cluster;
  for (int i = 0; i < doublings; ++i) {
    larger.accelerators *= 2;
    if (default_plan(task_of(in, larger))) return larger.accelerators;
  }
  return std::nullopt;
}

std::string memory_reason(const Feasibility& f) {
  return fmt::format("stage {} of {} needs {:.1f} GiB, of which an accelerator has {:.1f}",
                     f.memory->fullest, f.memory->stages.size(), f.peak.in(GiB),
                     f.capacity.in(GiB));
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
      return r.cost ? r.cost->accelerator_time.median.base() / hour : 0;
  }
  return 0;
}

void compare(RunReport& r, const RunInput& in) {
  for (const PublishedFigure& p : in.published) {
    const double ours = our_value(p.quantity, r);
    if (ours <= 0) continue;
    const bool whole = p.quantity == RunQuantity::accelerator_hours;
    r.comparisons.push_back({p, ours, whole ? r.cost->accelerator_time.spread : r.step->spread});
  }
}

void measure(RunReport& r, const RunInput& in) {
  r.step = step_cost(*in.model.architecture, r.plan, in.sequence_length, in.cluster, in.framework);
  r.step->traffic =
      step_traffic(*in.model.architecture, r.plan, in.sequence_length, in.cluster, in.framework);
  r.step_time = {r.step->seconds * second, r.step->spread};
  r.tokens_of_step = Count{r.plan.global_batch} * in.sequence_length;
  if (in.tokens)
    r.cost = run_cost(r.step_time, r.tokens_of_step, *in.tokens, accelerators(r.plan), in.factors);
  compare(r, in);
}

void refuse(RunReport& r, const RunInput& in) {
  if (r.feasibility.memory) {
    r.outcome = Outcome::out_of_memory;
    r.reasons = {memory_reason(r.feasibility)};
  } else {
    r.outcome = Outcome::cannot_run;
    r.reasons = r.feasibility.faults;
  }
  const Task task = task_of(in, in.cluster);
  r.nearest = nearest_plan(r.plan, task);
  if (r.nearest) return;
  if (const auto by_rule = default_plan(task))
    r.nearest = NearestPlan{
        *by_rule,
        {},
        feasibility(*by_rule, task),
        step_cost(*in.model.architecture, *by_rule, in.sequence_length, in.cluster, in.framework)
                .seconds *
            second};
  else
    r.enough_accelerators = enough_accelerators(in);
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
  if (!r.feasibility.fits()) refuse(r, in);
  return r;
}

double chance_to_fit(const Feasibility& f) {
  if (!f.memory || f.memory->spread <= 0) return f.fits() ? 1 : 0;
  const double z = std::log(f.capacity / f.peak) / f.memory->spread;
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

}  // namespace tenfold
