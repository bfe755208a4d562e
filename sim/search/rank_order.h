// Orders in which ranks are numbered, for a search over them. Private to search/.
#pragma once

#include <optional>
#include <vector>

#include "plan/plan.h"

namespace tenfold {

// Of placements that differ in axes of one rank alone, the first in the enum's order.
Placement first_alike(Placement, const ParallelPlan&);

// Axes of more than one rank that lie within a node, a bit each.
enum Tiers : unsigned { tensor_inside = 1, data_inside = 2, pipeline_inside = 4 };

// Every choice for the axes that have more than one rank.
std::vector<unsigned> tier_choices(const ParallelPlan&);

// The first order that has those of a plan's axes within nodes of that size, and no others.
std::optional<Placement> placement_for(unsigned tiers, const ParallelPlan&, Size node);

// The axes of more than one rank that the plan's placement has within nodes of that size.
unsigned tiers_of(const ParallelPlan&, Size node);

}  // namespace tenfold
