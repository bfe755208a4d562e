// The plan that works with the fewest changes to one that does not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "search/feasible.h"

namespace tenfold {

// One thing changed: "tensor=16". Data parallelism takes what the accelerators leave.
struct PlanChange {
  std::string setting;
  ParallelPlan plan;
};

struct NearestPlan {
  ParallelPlan plan;
  std::vector<std::string> changes;  // "recompute=full"; empty: a plan by rule
  Feasibility feasibility;
  Seconds step;
};

// Tries one change, then two, then three; of the plans that work with as few, the fastest step.
// Changes are of recomputation, micro-batch, global batch, tensor, pipeline, context and expert
// degree, ZeRO stage, schedule, and of what the part or the model cannot run. Nothing where none of
// them works.
std::optional<NearestPlan> nearest_plan(const ParallelPlan&, const Task&);

// Each plan that is one change away.
std::vector<PlanChange> one_change(const ParallelPlan&, const Task&);

}  // namespace tenfold
