// Published accelerator-hours against counts of FLOPs, and Epoch AI's second method.
#pragma once

#include "claim/verdict.h"

namespace tenfold {

// The average rate that `flops` in the model's published hours mean: flops / hours, and its share
// of the accelerator's rated peaks. Nothing where hours are not published. A run fits its hours
// where the share of the fastest format's peak is at most `highest_share`.
std::optional<RateCheck> rate_check(const Model&, const std::optional<Accelerator>&, double flops,
                                    std::string counted, double highest_share = 1);

// The same for 6 x active parameters x tokens: the consistency line of a model.
std::optional<RateCheck> consistency(const Model&, const std::optional<Accelerator>&);

// FLOPs = accelerator-hours x rated peak x utilisation.
// Source: https://epoch.ai/data/ai-models-documentation/estimation (utilisation 0.3 to 0.5 in its
// rows, mostly 0.3 to 0.4).
Spread flops_from_hours(Seconds accelerator_time, FlopRate peak, const Uncertain& utilisation);

// Epoch's usual utilisation where none is published: log-normal 0.387 [0.3, 0.5], estimated.
Sourced epoch_utilisation();

}  // namespace tenfold
