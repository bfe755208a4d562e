// The plans of several tasks, one after another in one numbering: a ladder of models, each with its
// own space. Plans of different rungs are never ranked against each other.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "search/sweep.h"

namespace tenfold {

// What is tried on one rung. What the task refers to lives as long as the ladder.
struct LadderRung {
  Task task;
  SearchSpace space;
  double yardstick = 0;  // as of SweepOptions, which its own is not looked at
};

class LadderSweep {
 public:
  explicit LadderSweep(std::vector<LadderRung>);

  Size plans_total() const { return ranges_.back().last; }
  // Numbers of each rung's plans; of one rung: those of its space.
  const std::vector<PlanRange>& ranges() const { return ranges_; }
  std::size_t rung_of(Size number) const;

  // Of numbers of one rung; results have the numbers of the ladder. One call at a time.
  SweepResult operator()(PlanRange, const SweepOptions&);
  ParallelPlan plan_at(Size number);
  std::optional<Size> number_of(std::size_t rung, const ParallelPlan&);
  const PlanSpace& space(std::size_t rung);

 private:
  Sweep& sweep(std::size_t rung);

  std::vector<LadderRung> rungs_;
  std::vector<PlanRange> ranges_;
  std::unique_ptr<Sweep> sweep_;  // of the rung that was asked for last: one is in memory at a time
  std::size_t swept_ = 0;
};

// What two ranges have in common; empty where they are apart.
PlanRange common(PlanRange, PlanRange);

}  // namespace tenfold
