// Which shapes, tokens and efficiencies of a recipe would make the shipped pair's claim hold.
// Private to claim/.
//
// A challenger of N active parameters may see at most D = C_A / (6 R N) tokens. To reach the
// baseline's loss with them, a token of its recipe must count as q tokens of the baseline's:
// L(N, q D) = L(N_A, D_A). Under laws of dense models, with active parameters for N.
#pragma once

#include <optional>

#include "claim/verdict.h"

namespace tenfold {

// Nothing where the baseline's parameters or tokens are not known.
std::optional<Frontier> frontier(const Claim&);

}  // namespace tenfold
