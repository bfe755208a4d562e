#include "fit/ladder_resample.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace tenfold {
namespace {

using Cell = std::pair<double, long>;  // budget, and ln N in steps of half a percent

Cell cell_of(const Ladder& ladder, std::size_t i) {
  return {ladder.budget[i], std::lround(200 * std::log(ladder.parameters[i]))};
}

// Most cells of the smaller ladder are the other's too.
bool share_cells(const std::vector<Ladder>& ladders) {
  std::vector<std::set<Cell>> cells(ladders.size());
  for (std::size_t l = 0; l < ladders.size(); ++l)
    for (std::size_t i = 0; i < ladders[l].size(); ++i) cells[l].insert(cell_of(ladders[l], i));
  for (std::size_t l = 1; l < cells.size(); ++l) {
    const auto both = std::count_if(cells[l].begin(), cells[l].end(),
                                    [&](const Cell& c) { return cells[0].count(c) > 0; });
    if (static_cast<std::size_t>(2 * both) < std::min(cells[0].size(), cells[l].size()))
      return false;
  }
  return ladders.size() > 1;
}

// The generator of Steele, Lea and Flood 2014 (SplitMix64), as a hash of a counter.
std::uint64_t mixed(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

// What a key numbers, in the order in which it is met.
template <class Key>
struct Numbers {
  std::map<Key, std::size_t> seen;
  std::size_t operator()(const Key& key) { return seen.emplace(key, seen.size()).first->second; }
};

}  // namespace

ResamplePlan resample_plan(const std::vector<Ladder>& ladders, Resampling by) {
  ResamplePlan plan;
  plan.paired = share_cells(ladders);
  // Unpaired ladders have strata and units of their own: their number is part of the key.
  Numbers<std::pair<std::size_t, double>> strata;
  Numbers<std::pair<std::size_t, std::pair<Cell, std::size_t>>> units;
  for (std::size_t l = 0; l < ladders.size(); ++l) {
    const std::size_t own = plan.paired ? 0 : l;
    plan.unit.emplace_back();
    for (std::size_t i = 0; i < ladders[l].size(); ++i) {
      const double budget = ladders[l].budget[i];
      const bool whole = by == Resampling::budgets;
      const Cell cell = whole ? Cell{budget, 0} : cell_of(ladders[l], i);
      const std::size_t stratum = strata({own, whole ? 0 : budget});
      const std::size_t apart = plan.paired || whole ? 0 : i;  // each run for itself
      const std::size_t unit = units({own, {cell, apart}});
      plan.unit.back().push_back(unit);
      if (stratum >= plan.strata.size()) plan.strata.resize(stratum + 1);
      std::vector<std::size_t>& members = plan.strata[stratum];
      if (unit >= plan.units) members.push_back(unit);
      plan.units = std::max(plan.units, unit + 1);
    }
  }
  return plan;
}

std::vector<std::vector<double>> resampled_counts(const ResamplePlan& plan, std::uint64_t seed,
                                                  std::uint64_t replicate) {
  std::vector<double> drawn(plan.units, 0);
  std::uint64_t counter = mixed(mixed(seed) + replicate);
  for (const auto& members : plan.strata)
    for (std::size_t i = 0; i < members.size(); ++i)
      drawn[members[mixed(counter++) % members.size()]] += 1;
  std::vector<std::vector<double>> counts;
  for (const auto& units : plan.unit) {
    counts.emplace_back();
    for (const std::size_t unit : units) counts.back().push_back(drawn[unit]);
  }
  return counts;
}

}  // namespace tenfold
