// The numbers by which `tenfold explain check:N` finds what a report printed. They never move:
// a scenario without a part leaves its number out.
#pragma once

#include "claim/verdict.h"

namespace tenfold {

inline constexpr int needed_handle = 5, scale_handle = 6, what_if_handle = 7, capability_handle = 8,
                     announced_handle = 9, boundary_handle = 10, hours_handle = 11,
                     exact_handle = 12, full_attention_handle = 13, six_nd_total_handle = 14,
                     counted_active_handle = 15, rate_handle = 16, priors_handle = 17,
                     settler_handle = 18, evidence_handle = 19, challenger_handles = 20,
                     sensitivity_handle = 40, parity_handle = 41, frontier_handle = 42;

// Shipped pair 1, recipe as built 2, recipe at its frontier 3; the other currencies share 4.
constexpr int reading_handle(Estimand e) {
  return index(e) < index(Estimand::accelerator_hours) ? static_cast<int>(index(e)) + 1 : 4;
}

// All handles of a verdict, in the order of their numbers.
std::vector<Handle> explain(const Claim&, const Verdict&);

// Those of evidence, sensitivities and parity.
std::vector<Handle> explain_evidence(const Claim&, const Verdict&);

}  // namespace tenfold
