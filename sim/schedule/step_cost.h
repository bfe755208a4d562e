// A step of a plan: how long it takes, where the time goes, how sure that is.
#pragma once

#include <array>
#include <vector>

#include "base/count.h"
#include "cost/block_cost.h"
#include "schedule/pipeline.h"

namespace tenfold {

// Bytes that one accelerator sends through a tier in a step, by axis.
struct TierTraffic {
  std::size_t tier = 0;
  Axis axis = Axis::tensor;
  double bytes = 0;
};

struct StepCost {
  double seconds = 0;
  double spread = 0;                      // standard deviation of the logarithm of `seconds`
  std::array<double, causes> by_cause{};  // of the last rank to end; sums to `seconds`
  PipelineProblem pipeline;               // what was scheduled
  Count model_flops = 0;                  // convention exact, of a step, all accelerators
  Count full_flops = 0;                   // full-attention
  Count executed_flops = 0;               // hardware
  double mfu = 0, hfu = 0;                // of the peak of the plan's format, exact and executed
  double peak_rate = 0;                   // FLOP/s of an accelerator that they are rated against
  std::vector<TierTraffic> traffic;
  double tokens_per_second_per_accelerator = 0;
};

StepCost step_cost(const Architecture&, const ParallelPlan&, Size sequence_length, const Cluster&,
                   const Framework&);
// The same with layers costed before: the warm path.
StepCost step_cost(const ParallelPlan&, const BlockCost&, const Architecture&, Size sequence_length,
                   const Cluster&, const Framework&);

}  // namespace tenfold
