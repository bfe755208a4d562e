// Which form of the law to believe, by the runs that a fit does not see.
#pragma once

#include <vector>

#include "fit/ladder_fit.h"

namespace tenfold {

struct HeldOutForm {
  LadderForm form = LadderForm::additive;
  double log_error = 0;  // root mean square of ln L on the runs held out
  double weight = 0;     // in the average; they sum to one
};

// Each ladder without its highest budget is fitted, and the forms are weighted such that their
// average predicts ln L of that budget best (stacking: Wolpert 1992, Breiman 1996). Of two forms;
// alike, and with errors of zero, where too few runs are left to fit.
std::vector<HeldOutForm> held_out_weights(const std::vector<Ladder>&,
                                          const std::vector<LadderForm>&, const LadderFitOptions&);

// The ladder in two: budgets up to `most`, and those above it.
struct SplitLadder {
  Ladder below, above;
};
SplitLadder split_at(const Ladder&, double most);

}  // namespace tenfold
