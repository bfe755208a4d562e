// What would have to be true, and what would settle it. Private to claim/.
#pragma once

#include "claim/conventions.h"
#include "claim/readings.h"

namespace tenfold {

// FLOPs that the challenger may have used for the shipped pair's ratio, and what that means for the
// shape and the tokens of the model shown for scale. Nothing where the baseline has no count.
std::optional<Needed> needed(const Claim&);

std::optional<ScaleLine> scale_line(const Claim&);

// One a factor of the headline reading (or of the first recipe reading), with that factor exactly
// 1; the largest change of P first.
std::vector<WhatIf> what_ifs(const Claim&, const std::vector<Reading>&, const Cube&);

// Of the same reading, or of the headline where no recipe is read; nothing where all is certain.
std::optional<Sensitivity> reading_sensitivity(const Claim&, const std::vector<Reading>&,
                                               const Cube&);

std::vector<SettlerRow> settler_rows(const Claim&, const Verdict&);

}  // namespace tenfold
