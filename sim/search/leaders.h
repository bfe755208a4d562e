// The best of the plans seen so far. The order in which they come does not matter. Private to
// search/.
#pragma once

#include <map>
#include <vector>

#include "search/sweep.h"

namespace tenfold {

// Plans than which none is better in time a token, memory or accelerators and as good in the
// others.
class Front {
 public:
  bool admits(const CostedPlan&);
  void add(const CostedPlan&);  // one that it admits
  std::vector<CostedPlan> plans() const;

 private:
  // By accelerators; by time, memory falling.
  std::map<Size, std::vector<CostedPlan>> stairs_;
  // The one that beat a plan last: it, or what took its place, often beats the next plan, too.
  std::optional<CostedPlan> latest_;
};

class Leaders {
 public:
  explicit Leaders(std::size_t top) : top_(top) {}
  void add(const CostedPlan&);
  void add(const SweepResult&);  // its leaders
  void put_into(SweepResult&) const;

 private:
  void add_best(const CostedPlan&);
  std::size_t top_;
  std::vector<CostedPlan> best_;
  Front front_;
  std::optional<CostedPlan> leanest_, cheapest_;
};

}  // namespace tenfold
