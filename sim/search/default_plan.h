// A plan by a rule of thumb, for whoever names none.
//
// Of the plans that keep a tenth of the memory free, the first in this order: least recomputation
// (none, then full), fewest pipeline stages, least tensor parallelism (within a node), fewest
// experts apart. Data parallelism takes the rest of the accelerators, optimizer states are sharded
// over it (ZeRO 1), a micro-batch is one sequence. A step has 16 M tokens (as Llama 3 405B's last
// phase), or what it takes to give each data-parallel rank a micro-batch, and four a stage.
#pragma once

#include <optional>

#include "search/feasible.h"

namespace tenfold {

// Nothing where no such plan fits.
std::optional<ParallelPlan> default_plan(const Task&);

// What a plan has where nothing says otherwise: the accelerator's usual format and newest kernel of
// attention, optimizer states sharded.
ParallelPlan usual_parts(const Accelerator&);

// The rule in words, for a report.
inline constexpr std::string_view default_plan_rule =
    "by rule: first plan that leaves a tenth of the memory free, by least recomputation, fewest "
    "stages, least tensor parallelism; 16 M tokens a step, or a micro-batch a rank and four a "
    "stage";

}  // namespace tenfold
