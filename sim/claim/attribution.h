// Where a product's size and its uncertainty come from. Private to claim/.
//
// The gain, log10 of the ratio, is split over the factors by their exact Shapley values. For a
// product of independent factors that is log10 of each, and a factor's share of the variance is
// var(log factor) / sum of all: both in closed form. Where factors act on each other, all 2^k
// subsets are played in each draw and the values are means over the draws.
#pragma once

#include "claim/product.h"

namespace tenfold {

struct Origins {
  std::vector<Attribution> factors;  // one a term
  std::vector<GroupGain> groups;
  std::vector<Interaction> interactions;
  double log10_whole = 0;  // what the gains sum to
};
Origins origins_of(const Product&, const Cube&);

}  // namespace tenfold
