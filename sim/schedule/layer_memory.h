// What one layer of a kind, or the ends of a model, take of a rank's memory: what footprint() adds
// up over the layers of a stage.
#pragma once

#include "schedule/footprint.h"

namespace tenfold {

// Elements of weights on a rank: divided by tensor or expert parallelism, not by data.
struct WeightElements {
  double dense = 0, expert = 0;
  WeightElements& operator+=(const WeightElements& w) {
    dense += w.dense;
    expert += w.expert;
    return *this;
  }
};

// Bytes of a micro-batch on a rank.
struct LayerMemory {
  WeightElements weights;
  double saved = 0;    // what backward needs, its input counted with the layer before
  double input = 0;    // of the residual stream, which is all that full recomputation keeps
  double working = 0;  // what its backward adds to that at its peak
};
LayerMemory layer_memory(const LocalGraph&, std::size_t layer_kind, const ParallelPlan&,
                         const Framework&);

// Outside the layers.
struct EndMemory {
  bool tied = false;                               // the head's table is the embedding's
  double embedding = 0, head = 0, final_norm = 0;  // elements of weights
  double saved = 0;                                // bytes of the head's input, a micro-batch
  double logits = 0;                               // elements, a micro-batch, of all predictions
};
EndMemory end_memory(const LocalGraph&);

}  // namespace tenfold
