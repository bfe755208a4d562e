// Why a plan is faster than another: the terms of their time and memory side by side.
#pragma once

#include <string>

#include "scenario/run.h"

namespace tenfold::report {

// A plan with what it costs.
struct PlanAccount {
  std::string name;  // "best", "runner-up"
  ParallelPlan plan;
  StepCost step;
  Footprint memory;
  Bytes capacity;  // of an accelerator
};

// Of a plan that can run, memory apart.
PlanAccount plan_account(std::string name, const ParallelPlan&, const RunInput&);

// At most 80 columns: what differs between the plans, a sentence on the biggest terms of time and
// of memory, and both as tables. Where a step of the two has not as many sequences, times of the
// other are scaled to those of the first.
std::string explain_plans(const PlanAccount& first, const PlanAccount& other);

}  // namespace tenfold::report
