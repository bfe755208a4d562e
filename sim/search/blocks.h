// A range of plans cut into blocks, which processes take one after the other, and what of it is
// still to do.
#pragma once

#include <vector>

#include "search/space.h"

namespace tenfold {

// Plans of a block, for `threads` threads of all processes together: some tenths of a second of
// work in a large range, a hundredth of a small one.
Size block_size(Size plans, Size threads);

// What `done`, in any order, leaves of `whole`; in order.
std::vector<PlanRange> ranges_left(PlanRange whole, std::vector<PlanRange> done);

// The ranges cut into blocks of `size` at most.
std::vector<PlanRange> blocks(const std::vector<PlanRange>& ranges, Size size);

}  // namespace tenfold
