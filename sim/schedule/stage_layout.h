// Which layers stand on which rank of a pipeline.
#pragma once

#include <span>
#include <vector>

#include "plan/plan.h"
#include "schedule/pipeline.h"

namespace tenfold {

// Layers of each virtual stage, in the order that a token meets them: as the plan says, else even.
// Layers over an even share go to the stages after the first and before the last, which have the
// embedding and the head beside them.
std::vector<Size> stage_layout(const ParallelPlan&, Size layers);

// The same by rule, while the plan lives: `longer` stages from first_longer on have one layer more
// than `least`.
struct StageLayout {
  Size stages = 1;
  Size least = 0, first_longer = 0, longer = 0;
  std::span<const Size> uneven;  // the plan's own, where it has one
  Size operator[](Size stage) const;
  Size before(Size stage) const;  // layers of the stages before
};
StageLayout layout_of(const ParallelPlan&, Size layers);

// A plan's schedule with chunks that all take the same time, and without chunks or sends.
PipelineProblem pipeline_problem(const ParallelPlan&);
PipelineProblem scheduled(const ParallelPlan&);

// A virtual stage: layers first to first + count - 1, on a pipeline rank. DualPipe runs a second
// copy of the model from the last rank to the first.
struct Chunk {
  Size first = 0, count = 0, rank = 0;
  bool has_embedding = false, has_head = false;
  double in_flight = 1;  // micro-batches whose activations are kept at most
};
std::vector<Chunk> chunks_of(const ParallelPlan&, Size layers);

}  // namespace tenfold
