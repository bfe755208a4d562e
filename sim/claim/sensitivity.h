// Which unknown matters most to a reading. Private to claim/.
//
// Variance shares of Y = ln ratio: first order V(E[Y | x]) / V(Y), total E[V(Y | all but x)] /
// V(Y). A plain product has both in closed form, and they are equal. Else they are estimated on
// pairs of points A and B, with A's coordinate of x taken from B: Jansen 1999, Comput. Phys.
// Commun. 117, as recommended by Saltelli et al. 2010, Comput. Phys. Commun. 181, table 2. 16
// scrambled replicates give the standard error.
//
// Value of information: with P the chance that the claim holds, calling it by its better side is
// wrong with chance min(P, 1 - P). Once x is known P is P(x), and the chance left is the mean of
// min(P(x), 1 - P(x)) over x.
#pragma once

#include "claim/product.h"

namespace tenfold {

inline constexpr int replicates = 16;
inline constexpr std::int64_t replicate_points = 4096;

// One row a term that is not certain.
Sensitivity sensitivity(const Product&, double claimed, const Cube&);

// The estimates alone, for any product: of each term with its power of compute, in order.
struct VarianceShares {
  VarianceShare first, total;
};
std::vector<VarianceShares> estimated_shares(const Product&, const Sampling&);

}  // namespace tenfold
