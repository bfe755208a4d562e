// The parallel plan of a measured run. Private to scenario/.
#pragma once

#include <string>
#include <vector>

#include "model/architecture.h"
#include "plan/plan.h"
#include "scenario/framework_of.h"
#include "scenario/measured.h"

namespace tenfold {

struct ReadPlan {
  ParallelPlan plan;
  std::string reason;  // why it cannot be read; empty where it can
  std::vector<std::string> assumed;
  bool recompute_unstated = false;
};

ReadPlan plan_of(const MeasuredRun&, const Architecture&, const Habits&, Size node_size);

}  // namespace tenfold
