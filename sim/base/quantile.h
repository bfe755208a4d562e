// Quantiles of a list of values; those of a distribution are in uncertain.h.
#pragma once

#include <vector>

namespace tenfold {

// The value that a fraction of the values stays below, linear between neighbours, by the ranks of
// numpy's default; 0 of no values.
double quantile_of(std::vector<double> values, double fraction);

}  // namespace tenfold
