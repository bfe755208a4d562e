#include "scenario/run_phases.h"

#include <fmt/format.h>

#include "search/default_plan.h"

namespace tenfold {
namespace {

// The job's plan in the phase's batch where it runs there, else one by rule.
std::optional<ParallelPlan> plan_of(const PhaseJob& p, const RunInput& in, const ParallelPlan& own,
                                    const Task& task, bool& by_rule) {
  ParallelPlan plan = p.plan ? resolved(*p.plan, in.cluster) : own;
  if (p.global_batch > 0) plan.global_batch = p.global_batch;
  if (feasibility(plan, task).fits()) return plan;
  if (p.plan) return std::nullopt;  // the one that was asked for does not run
  by_rule = true;
  auto rule = default_plan(task);
  if (rule && p.global_batch > 0) {
    ParallelPlan with_batch = *rule;
    with_batch.global_batch = p.global_batch;
    if (feasibility(with_batch, task).fits()) return with_batch;
  }
  return rule;
}

void cost_phase(PhaseReport& r, const PhaseJob& p, const RunInput& in, const ParallelPlan& own) {
  const Task task{*in.model.architecture, r.sequence_length, in.cluster, in.framework};
  const auto plan = plan_of(p, in, own, task, r.plan_by_rule);
  if (!plan) {
    r.why_not = "no plan fits: name one in its own plan";
    return;
  }
  r.plan = *plan;
  r.step = step_cost(*in.model.architecture, *plan, r.sequence_length, in.cluster, in.framework);
  const RunCost cost = run_cost({r.step->seconds * second, r.step->spread},
                                Count{plan->global_batch} * r.sequence_length, *p.tokens,
                                accelerators(*plan), in.factors);
  r.accelerator_time = cost.accelerator_time;
}

}  // namespace

std::vector<PhaseReport> phase_reports(const RunInput& in, const RunReport& own) {
  if (in.phases.empty() || !own.cost) return {};
  std::vector<PhaseReport> all;
  PhaseReport first;
  first.phase = {RunPhaseKind::pretraining, "pretraining", own.cost->tokens,
                 own.cost->accelerator_time.median};
  first.accelerator_time = own.cost->accelerator_time;
  first.sequence_length = in.sequence_length;
  first.step = own.step;
  first.plan = own.plan;
  first.plan_by_rule = own.plan_by_rule;
  all.push_back(std::move(first));
  for (const PhaseJob& p : in.phases) {
    PhaseReport r;
    r.sequence_length = p.sequence_length > 0 ? p.sequence_length : in.sequence_length;
    if (p.accelerator_time)
      r.accelerator_time = {*p.accelerator_time, 0};
    else
      cost_phase(r, p, in, own.plan);
    r.phase = {p.kind, p.name, p.tokens.value_or(0), r.accelerator_time.median};
    all.push_back(std::move(r));
  }
  return all;
}

}  // namespace tenfold
