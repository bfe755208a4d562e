#include <algorithm>

#include "schedule/order.h"

namespace tenfold {
namespace {

// What an operation adds to its chunk's micro-batches before it starts, and after it ends.
double taken(SlotKind k) { return k == SlotKind::forward ? 1 : 0; }
double freed(SlotKind k) {
  switch (k) {
    case SlotKind::backward:
      return 1;
    case SlotKind::backward_input:
      return 1 - weight_gradient_share;
    case SlotKind::backward_weight:
      return weight_gradient_share;
    default:
      return 0;
  }
}

}  // namespace

// An order alone decides: what a rank holds changes only with its own operations.
std::vector<double> in_flight(const PipelineProblem& p) {
  check(p);
  std::vector<double> held(p.chunks.size()), peak = held;
  for (Size r = 0; r < p.stages; ++r) {
    double all = 0, most = 0;
    std::fill(held.begin(), held.end(), 0);
    for (const Operation& o : order(p, r)) {
      const auto c = static_cast<std::size_t>(o.chunk);
      held[c] += taken(o.kind);
      all += taken(o.kind);
      if (all > most + 1e-9) {  // sums of fractions: a tie is a tie despite rounding
        most = all;
        for (std::size_t i = 0; i < held.size(); ++i)
          if (rank_of(p, static_cast<Size>(i)) == r) peak[i] = held[i];
      }
      held[c] -= freed(o.kind);
      all -= freed(o.kind);
    }
  }
  return peak;
}

}  // namespace tenfold
