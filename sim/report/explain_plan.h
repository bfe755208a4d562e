// Why a plan is faster than another: the terms of their time and memory side by side.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/run.h"

namespace tenfold::report {

// A plan with what it costs.
struct PlanAccount {
  std::string name;  // "best", "runner-up"
  ParallelPlan plan;
  StepCost step;
  Footprint memory;
  Bytes capacity;                   // of an accelerator
  std::optional<Size> number = {};  // of those searched
};

// Of a plan that can run, memory apart.
PlanAccount plan_account(std::string name, const ParallelPlan&, const RunInput&);

// At most 80 columns for two others: what differs between the first and each, a sentence on the
// biggest terms of time and of memory with the settings that they rest on, and both as tables.
// Where a step of the two has not as many sequences, times of the other are scaled to those of the
// first. At least one other.
std::string explain_plans(const PlanAccount& first, const std::vector<PlanAccount>& others);

}  // namespace tenfold::report
