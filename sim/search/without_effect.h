// Settings of a plan that move nothing: nobody should read a result as theirs.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "hardware/framework.h"
#include "plan/plan.h"

namespace tenfold {

// "virtual_stages: one stage", of the keys that somebody `named`.
std::vector<std::string> without_effect(const ParallelPlan&, const Architecture&, const Framework&,
                                        const std::set<std::string>& named);

}  // namespace tenfold
