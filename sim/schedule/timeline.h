// The schedule played out event by event: the slow twin of pipeline_time(), and what traces show.
#pragma once

#include <vector>

#include "schedule/order.h"

namespace tenfold {

// An operation of a rank, or a send that starts there; the sends' chunk is the sender's.
struct Slot {
  SlotKind kind = SlotKind::forward;
  Size rank = 0, chunk = 0, micro_batch = 0;
  double start = 0, end = 0;
};

struct Timeline {
  std::vector<Slot> slots;  // by rank, then by start
  double makespan = 0;      // the end of the last operation
};

// Throws as check() does.
Timeline play(const PipelineProblem&);

}  // namespace tenfold
