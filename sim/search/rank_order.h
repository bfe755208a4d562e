// Orders in which ranks are numbered, for a search over them. Private to search/.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "search/feasible.h"

namespace tenfold {

// Of placements that differ in axes of one rank alone, the first in the enum's order.
Placement first_alike(Placement, const ParallelPlan&);

// Axes of more than one rank that lie within a node, a bit each.
enum Tiers : unsigned { tensor_inside = 1, data_inside = 2, pipeline_inside = 4 };

// Every choice for the axes that have more than one rank.
std::vector<unsigned> tier_choices(const ParallelPlan&);

// Orders that have those of a plan's axes within nodes of that size, and no others.
std::vector<Placement> placements_for(unsigned tiers, const ParallelPlan&, Size node);

// Of them, and of those that the cluster's networks do not cut unevenly where there are such, the
// one whose links take least of a step of the plan, what compute hides left out. Of equals the
// first.
class RankOrders {
 public:
  RankOrders(const Task&, const Cluster&);
  std::optional<Placement> placement_for(unsigned tiers, const ParallelPlan&);

 private:
  double compute_seconds(const ParallelPlan&) const;
  double state_seconds(const ParallelPlan&) const;
  double link_seconds(const ParallelPlan&) const;
  std::optional<Placement> chosen(unsigned tiers, ParallelPlan) const;

  const Task& task_;
  const Cluster cluster_;
  const Size node_;
  double weights_ = 0, active_ = 0;  // elements of the model; that serve a token
  std::map<std::vector<Size>, std::optional<Placement>> known_;
};

// The axes of more than one rank that the plan's placement has within nodes of that size.
unsigned tiers_of(const ParallelPlan&, Size node);

}  // namespace tenfold
