// A collective among fixed ranks as a function of its bytes, for those who price it many times.
#pragma once

#include <vector>

#include "cost/price.h"

namespace tenfold {

// Over each tier that the ranks cross the library takes the fastest of its ways, each a straight
// line over bytes or the norm of latency and wire; the slowest tier decides. No crossings: free.
struct CollectiveCurve {
  struct Line {
    double latency = 0, per_byte = 0;  // seconds
    double norm = 1;                   // Protocol::norm
  };
  struct Crossing {
    std::vector<Line> ways;
    double spread = 0;
  };
  std::vector<Crossing> crossings;
  Priced at(Bytes) const;  // what collective_time() gives, to rounding; allocates nothing
};

CollectiveCurve collective_curve(CollectiveKind, const Group&, const Cluster&);

}  // namespace tenfold
