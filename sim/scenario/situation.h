// A measured run as the engine takes it: model, plan, cluster, framework, with what was assumed
// where the source is silent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hardware/cluster.h"
#include "hardware/framework.h"
#include "model/architecture.h"
#include "plan/plan.h"
#include "scenario/catalogue.h"
#include "scenario/framework_of.h"
#include "scenario/measured.h"

namespace tenfold {

struct Situation {
  Architecture architecture;
  Size sequence_length = 0;
  ParallelPlan plan;
  Cluster cluster;
  Framework framework;
  Habits habits;
  bool recompute_unstated = false;
  std::vector<std::string> assumed;
};

struct ReadSituation {
  std::optional<Situation> situation;
  std::string reason;  // why there is none: a few words, then details after a colon
};

// Key of the profile of a run's accelerator.
std::string profile_of(const MeasuredRun&);

ReadSituation situation_of(const MeasuredRun&, const Catalogue&);

}  // namespace tenfold
