// Plans as the command line and TOML spell them.
#pragma once

#include <string>
#include <string_view>

#include "plan/plan.h"

namespace tenfold::io {

// One "tensor" = "8". Throws InputError for an unknown key, with the nearest, and for a value that
// does not fit; `lead` stands before the key.
ParallelPlan with_setting(ParallelPlan, std::string_view key, std::string_view value,
                          std::string_view lead = "plan: ");

// A list "tensor=8,pipeline=16". A plan whose data degree is not among the settings has 0 for it:
// to be derived from the accelerators.
ParallelPlan with_settings(ParallelPlan, std::string_view settings);

// The [plan] table's lines; defaults are left out.
std::string plan_toml(const ParallelPlan&);

}  // namespace tenfold::io
