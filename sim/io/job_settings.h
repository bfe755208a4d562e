// What the command line changes of a job: --set and --plan. Private to io/.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/run_cost.h"
#include "io/job.h"

namespace tenfold::io {

inline constexpr std::string_view plan_prefix = "plan.";  // of --set plan.KEY

// The settings as typed, but for those of --plan that are the job's, which are among those of
// --set: a search prints "layers=24,accelerators=64,tensor=8" of a plan on another model or size.
RunSettings parted(const RunSettings&);

// Both throw InputError. Keys of the other are passed over.
Job with_settings(Job, const RunSettings&);
CostFactors with_settings(CostFactors, const RunSettings&);

// The keys of "tensor=8,pipeline=16".
std::vector<std::string> keys_of(const std::string& list);

// Keys of the plan that the scenario or the command line names.
std::set<std::string> plan_keys(const std::string& path, const std::string& text,
                                const RunSettings&);

}  // namespace tenfold::io
