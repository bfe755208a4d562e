// The density of log10 of a gain on a grid, and sums of independent ones.
#pragma once

#include <vector>

#include "claim/pooling.h"

namespace tenfold {

// Density at first + i x grid_step.
struct LogDensity {
  double first = 0;
  std::vector<double> density;
};
inline constexpr double grid_step = 0.005;  // decades: a hundredth of a gain of 1.6

// Of a part narrower than the grid, the normal with the grid's width.
LogDensity density_of(const Mixture&);

// Of the sum of two independent quantities.
LogDensity sum_of(const LogDensity&, const LogDensity&);

double quantile(const LogDensity&, double p);

// ln of the density at x, linear between points; -700 beyond the grid, whose ends lie nine standard
// deviations out.
double log_density(const LogDensity&, double x);

}  // namespace tenfold
