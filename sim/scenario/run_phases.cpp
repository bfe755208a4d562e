#include "scenario/run_phases.h"

#include <fmt/format.h>

#include "plan/sharding.h"
#include "scenario/run_served.h"
#include "search/default_plan.h"

namespace tenfold {
namespace {

// Updates of RL pack outputs into sequences of whole kilotokens.
Size length_of(const PhaseJob& p, const RunInput& in) {
  constexpr Size block = 1024;
  if (p.sequence_length > 0) return p.sequence_length;
  if (p.rollouts) return ceil_divide(p.rollouts->input + p.rollouts->output, block) * block;
  return in.sequence_length;
}

Size batch_of(const PhaseJob& p) {
  if (p.global_batch > 0 || !p.rollouts) return p.global_batch;
  return static_cast<Size>(p.rollouts->prompts * p.rollouts->samples);
}

// The job's plan in the phase's batch where it runs there, else one by rule.
std::optional<ParallelPlan> plan_of(const PhaseJob& p, const Task& task, ParallelPlan own,
                                    bool& by_rule) {
  if (p.accelerators > 0) own.data = 0;  // what they leave
  ParallelPlan plan = resolved(p.plan.value_or(own), task.cluster);
  const Size batch = batch_of(p);
  if (batch > 0) plan.global_batch = batch;
  if (feasibility(plan, task).fits()) return plan;
  if (p.plan) return std::nullopt;  // the one that was asked for does not run
  by_rule = true;
  auto rule = default_plan(task);
  if (rule && batch > 0) {
    ParallelPlan with_batch = *rule;
    with_batch.global_batch = batch;
    if (feasibility(with_batch, task).fits()) return with_batch;
  }
  return rule;
}

void cost_updates(PhaseReport& r, const PhaseJob& p, const RunInput& in, const ParallelPlan& own,
                  const Cluster& cluster) {
  const Task task{*in.model.architecture, r.sequence_length, cluster, in.framework};
  const auto plan = plan_of(p, task, own, r.plan_by_rule);
  if (!plan) {
    r.why_not = "no plan fits: name one in its own plan";
    return;
  }
  r.plan = *plan;
  r.step = step_cost(*in.model.architecture, *plan, r.sequence_length, cluster, in.framework);
  const RunCost cost = run_cost({r.step->seconds * second, r.step->spread},
                                Count{plan->global_batch} * r.sequence_length, r.phase.tokens,
                                accelerators(*plan), in.factors);
  r.accelerator_time = cost.accelerator_time;
  r.parts.push_back({"updates", cost.accelerator_time});
}

PhaseReport phase_report(const PhaseInput& input, const RunInput& in, const ParallelPlan& own) {
  const PhaseJob& p = input.job;
  PhaseReport r;
  Cluster cluster = in.cluster;
  if (p.accelerators > 0) cluster.accelerators = p.accelerators;
  r.accelerators = cluster.accelerators;
  r.sequence_length = length_of(p, in);
  r.phase = {p.kind, p.name, p.rollouts ? p.rollouts->tokens() : p.tokens.value_or(0), {}};
  if (p.accelerator_time) {
    r.accelerator_time = {*p.accelerator_time, 0};
  } else {
    cost_updates(r, p, in, own, cluster);
    if (r.why_not.empty()) cost_served(r, input, in, cluster);
    if (r.parts.size() < 2) r.parts.clear();
  }
  r.phase.accelerator_time = r.accelerator_time.median;
  return r;
}

}  // namespace

std::vector<PhaseReport> phase_reports(const RunInput& in, const RunReport& own) {
  if (in.phases.empty() || !own.cost) return {};
  std::vector<PhaseReport> all;
  PhaseReport first;
  first.phase = {RunPhaseKind::pretraining, "pretraining", own.cost->tokens,
                 own.cost->accelerator_time.median};
  first.accelerator_time = own.cost->accelerator_time;
  first.accelerators = in.cluster.accelerators;
  first.sequence_length = in.sequence_length;
  first.step = own.step;
  first.plan = own.plan;
  first.plan_by_rule = own.plan_by_rule;
  all.push_back(std::move(first));
  for (const PhaseInput& p : in.phases) all.push_back(phase_report(p, in, own.plan));
  return all;
}

}  // namespace tenfold
