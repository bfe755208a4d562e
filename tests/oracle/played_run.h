// A run played out event by event: interruptions, recoveries, copies, nodes under repair. The twin
// of campaign/goodput.h; it shares no formula with it.
#pragma once

#include <cstdint>

#include "campaign/goodput.h"

namespace tenfold::reference {

struct Played {
  Goodput shares;
  double error = 0;  // standard error of shares.training, relative
};

// Until the standard error of the share that trains is below `accuracy`, relative.
Played played_run(const Failures&, const Recovery&, const Checkpoint&, const Saving&,
                  std::uint64_t seed, double accuracy);

}  // namespace tenfold::reference
