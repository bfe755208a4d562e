// What slows a run that is not interrupted: ranks that lag behind, and results that are silently
// wrong. Each is a factor on its time, at least one.
#pragma once

#include <cstdint>

#include "campaign/checkpoint.h"

namespace tenfold {

// A step takes as long as its slowest rank. Nodes turn slow independently: with `share` of them
// slow by `slow_by` (0.1: a tenth longer) at a time, a step of n nodes is slow with 1 - (1 -
// share)^n. MegaScale (Jiang et al. 2024, arXiv:2402.15627, section 5) found about 0.5 % of
// machines a tenth slower, until they were taken out.
struct Stragglers {
  double share = 0.005, slow_by = 0.1;
  // Share of the time that a slow node is in the run: 1 where nobody looks for it.
  double in_the_run = 0.05;
};
double straggler_factor(const Stragglers&, std::int64_t nodes);

// Results silently wrong come with `per_accelerator`, are found by a check every `check`, and cost
// the work since the last copy before them: half a check's interval, half a copy's, and a recovery.
// Llama 3: 6 in 54 days of 16,384 H100, 2.8e-7 an accelerator-hour, those that were found
// (arXiv:2407.21783, table 5); Gemini's paper tells of one a week or two.
struct SilentCorruption {
  Frequency per_accelerator = 2.8e-7 / hour.base() * Frequency::base(1);
  Seconds check = 24.0 * hour;
};
double corruption_factor(const SilentCorruption&, std::int64_t accelerators, Seconds interval,
                         Seconds recovery);

}  // namespace tenfold
