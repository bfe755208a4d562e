#include "search/blocks.h"

#include <algorithm>

namespace tenfold {

Size block_size(Size plans, Size threads) {
  constexpr Size fewest = 1 << 15, most = 1 << 19;  // a thread's; it sweeps some million a second
  constexpr Size blocks_of_range = 1000;
  return threads * std::clamp(plans / blocks_of_range / threads, fewest, most);
}

std::vector<PlanRange> ranges_left(PlanRange whole, std::vector<PlanRange> done) {
  std::sort(done.begin(), done.end(),
            [](const PlanRange& a, const PlanRange& b) { return a.first < b.first; });
  std::vector<PlanRange> left;
  Size at = whole.first;
  for (const PlanRange& d : done) {
    const Size until = std::min(d.first, whole.last);
    if (until > at) left.push_back({at, until});
    at = std::max(at, d.last);
  }
  if (at < whole.last) left.push_back({at, whole.last});
  return left;
}

std::vector<PlanRange> blocks(const std::vector<PlanRange>& ranges, Size size) {
  std::vector<PlanRange> all;
  for (const PlanRange& r : ranges)
    for (Size at = r.first; at < r.last; at += size)
      all.push_back({at, std::min(at + size, r.last)});
  return all;
}

}  // namespace tenfold
