// A comparison's draws made by hand: the twin of scenario/compare_draws.
#pragma once

#include <cstddef>
#include <vector>

#include "scenario/compare.h"

namespace tenfold::oracle {

// Of each draw: days and dollars of each offer. Pseudo-random, one draw after the other, the
// wall-clock time from the definition of its parts.
struct HandDraw {
  std::vector<double> days, dollars;
};
std::vector<HandDraw> draw_by_hand(const CompareInput&, const CompareReport&, std::size_t draws,
                                   unsigned seed);

}  // namespace tenfold::oracle
