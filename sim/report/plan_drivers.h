// Which settings of a plan move which term of its time and memory. Private to report/.
#pragma once

#include <string>
#include <vector>

#include "cost/block_cost.h"
#include "plan/plan.h"
#include "schedule/footprint.h"

namespace tenfold::report {

// A setting in which two plans differ: "pipeline", "8", "64".
struct SettingChange {
  std::string key, mine, theirs;
};
std::vector<SettingChange> differences(const ParallelPlan& mine, const ParallelPlan& theirs);

// "pipeline 8 against 64, data 256 against 32", or nothing.
std::string difference_words(const std::vector<SettingChange>&);

// Of the differences, the two at most that a term rests on first: "pipeline and virtual_stages";
// nothing where none of them is known to.
std::string driver_words(Cause, const std::vector<SettingChange>&);
std::string driver_words(MemoryUse, const std::vector<SettingChange>&);

}  // namespace tenfold::report
