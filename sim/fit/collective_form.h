// The forms that a collective's times are fitted by: three protocols, and what may be added.
#pragma once

#include <vector>

#include "cost/timed.h"
#include "fit/minimise.h"

namespace tenfold {

// Protocols by latency and efficiency, in the order LL, LL128, Simple, and a second Simple where a
// log has more steps; all join latency and wire by one norm.
struct ProtocolWays {
  Seconds ll, ll128, simple, wide;
  double ll_rate = 0.1, ll128_rate = 0.4, simple_rate = 0.8, wide_rate = 0.8;
  double norm = 1;
};

// What a fit may turn beside three protocols, and whether it reads the mirror image's rows too: an
// all-gather's rings carry what a reduce-scatter's carry, in as many steps.
struct Form {
  bool wide = false, norm = false, mirror = false;
};

std::vector<Knob<ProtocolWays>> knobs(Form);
std::vector<Protocol> protocols(const ProtocolWays&, Form);

// Where a fit starts, from the data: the shortest time, and the rate of the largest message; for
// four protocols also lines through the rows of sizes cut at some shares of them.
std::vector<ProtocolWays> starts(const std::vector<TimedCollective>&, Bandwidth tier, Form);

}  // namespace tenfold
