// From a start to the minimum of a ladder's objective. Private to fit/.
#pragma once

#include <vector>

#include "fit/ladder_objective.h"

namespace tenfold {

struct Descent {
  LawVector at{};
  double value = 0;  // of the objective over delta
};

// L-BFGS of NLopt (Luksan's), which goes far and ends roughly.
Descent roughly_descended(const LogRuns&, LadderForm, const LawVector& start);

// Newton's method with the exact curvature, damped until it goes downhill (Levenberg, Marquardt):
// ends where the model of a step promises less than `tolerance`, or after `steps`. Stays inside the
// box of laws that the program knows.
Descent polished(const LogRuns&, LadderForm, const LawVector& start, double tolerance, int steps);

// The free parameters that stand at a bound of that box.
struct HeldAt {
  std::size_t parameter = 0;  // a LawIndex
  double bound = 0;           // as the objective reads it
};
std::vector<HeldAt> held_at_bounds(const LogRuns&, LadderForm, const LawVector&);

// The solution of m x = y for a symmetric positive definite m of `size` rows; false where it is
// not. By Cholesky.
bool solve(const LawMatrix& m, const LawVector& y, std::size_t size, LawVector& x);

// The parameters that a form leaves free: of each of the six the number among those free, or -1.
// Parameters with one number are one.
using FreeSlots = std::array<int, law_size>;
FreeSlots free_slots(LadderForm);
std::size_t free_count(LadderForm);

// Derivatives by the free parameters alone.
LawVector reduced(const LawVector&, LadderForm);
LawMatrix reduced(const LawMatrix&, LadderForm);

}  // namespace tenfold
