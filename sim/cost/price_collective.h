// How a library runs a collective over one tier of a cluster. Inside cost/ only.
#pragma once

#include <vector>

#include "hardware/fabric.h"

namespace tenfold {

// The ways to run it, with the spread of their times.
struct Ways {
  std::vector<Protocol> protocols;
  double spread = 0;
};

// Whether a protocol serves so many members.
bool allowed(const Protocol&, double members);

// Those fitted to the tier, where one of them serves so many members; else NCCL's protocols with
// the tier's own latency, or a torus's rings. `inside` a node, or among nodes; `sharp` where
// switches inside the nodes reduce.
Ways ways_of(CollectiveKind, const Tier&, double members, bool inside, bool sharp);

}  // namespace tenfold
