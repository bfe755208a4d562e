// What must hold between the parts of a scenario. Private to io/.
#pragma once

#include "claim/claim.h"
#include "io/document.h"
#include "scenario/scenario.h"

namespace tenfold::io {

// [sampling], or the defaults.
Sampling sampling(Document&);

// Whether a number of draws is a power of two from 1,024 to 16,777,216.
bool is_good_draws(std::int64_t draws);

void check_claim(const Claim&, Document&);

}  // namespace tenfold::io
