// Rollouts of reinforcement learning: outputs that are drawn together and all awaited.
//
// Lengths are exponential about their mean, as measured outputs of services are (ServeGen,
// arXiv:2505.09999, second-hand), and cut at `longest`. More than memory holds queue: slots stay
// full until the queue is empty, then the batch thins out to its longest output, whose steps are
// those of a small batch. Nothing else runs on the accelerators meanwhile.
#pragma once

#include "serving/forward.h"

namespace tenfold {

struct RolloutBatch {
  double outputs = 0;            // drawn together, over all units
  double input = 0, output = 0;  // tokens of one; output the mean
  double longest = 0;            // tokens at which an output is cut
};

// Scale of the exponential whose part below `longest`, the rest cut there, has the mean `mean`.
// Needs mean < longest.
double uncut_mean(double mean, double longest);

struct RolloutTime {
  Seconds prefill, full, tail;  // of the inputs; while outputs queue; from then to the longest one
  double slots = 0;             // outputs at once, of a tensor group; 0: memory has none
  Seconds total() const { return prefill + full + tail; }
};
RolloutTime rollout_time(const Served&, const RolloutBatch&, double units);

}  // namespace tenfold
