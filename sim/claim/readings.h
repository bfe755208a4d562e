// The readings of a claim as products of quantities. Private to claim/.
#pragma once

#include "claim/compute.h"
#include "claim/product.h"

namespace tenfold {

// A ratio to be drawn, or what is missing for it to exist.
struct Posed {
  Product product;
  std::vector<Sourced> of;
  std::string missing;  // "" where the ratio exists
};

// C_A / C_B = (N_A D_A) / (N_B D_B): parameters and tokens, each over the baseline's.
Posed shipped_pair(const Claim&);

// The product of the set's factors, without those that the reading holds at 1.
Posed recipe(const Claim&, const ReadingSpec&, const Priors&);

// Accelerator-hours, dollars, joules.
Posed other_currency(const Claim&, Estimand);

Posed pose(const Claim&, const ReadingSpec&, const Priors&);

// Every quantity that is not certain, in an order that does not depend on which priors are in use.
std::vector<std::string> dimension_keys(const Claim&);

// The result of one reading, with its attribution and its P under every set of priors.
Reading read(const Claim&, const ReadingSpec&, const Cube&);

double claimed_ratio(const Claim&, const ReadingSpec&);
Sourced sourced(const Factor&, const Priors&);

}  // namespace tenfold
