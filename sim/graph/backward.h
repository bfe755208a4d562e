// The backward pass and the optimizer's updates that recorded forward operators imply.
#pragma once

#include "graph/tape.h"

namespace tenfold {

// The tape's graph, followed by backward operators in reverse order, then an update a weight. A
// value with several consumers has as many gradients, which one operator sums.
OpGraph with_backward(const Tape&);

}  // namespace tenfold
