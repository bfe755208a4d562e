// Plans as --plan takes them: what io/plan_text.h reads.
#pragma once

#include <initializer_list>
#include <string>

#include "plan/plan.h"

namespace tenfold {

// "tensor=8,pipeline=16": each key whose value differs from that of one of the others. Given to a
// plan that is one of them, it makes the plan.
std::string plan_settings(const ParallelPlan&, std::initializer_list<ParallelPlan> others);

}  // namespace tenfold
