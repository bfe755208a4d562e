// How many plans were not costed, by reason. Private to search/.
#pragma once

#include <algorithm>
#include <array>

#include "search/sweep.h"

namespace tenfold {

class Rejections {
 public:
  void add(const Rejected& more) {
    if (more.count == 0) return;
    Rejected& r = by_reason_[index(more.reason)];
    r.witness = r.count > 0 ? std::min(r.witness, more.witness) : more.witness;
    r.count += more.count;
    r.reason = more.reason;
  }
  std::vector<Rejected> list() const {
    std::vector<Rejected> found;
    for (const Rejected& r : by_reason_)
      if (r.count > 0) found.push_back(r);
    return found;
  }

 private:
  std::array<Rejected, rejections> by_reason_{};
};

}  // namespace tenfold
