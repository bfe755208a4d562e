// Draws of a reading's quantities, and what an observation makes of them. Private to claim/.
#pragma once

#include "claim/product.h"

namespace tenfold {

// Log10 of the terms' values: draws, and their means and covariance.
struct State {
  std::vector<std::string> keys;
  std::vector<std::vector<double>> draws;  // of each term
  std::vector<double> mean;
  std::vector<std::vector<double>> covariance;  // square
};

// By the priors; terms that are listed in `flat` have a spread of ten decades instead.
State state_of(const Product&, const std::vector<std::string>& flat, const Cube&);

// That the terms listed sum to a value, draw by draw, with the variance of its error.
struct Observation {
  std::vector<std::string> keys;
  double mean = 0;      // of the values
  double variance = 0;  // of the error, which is in the values already
  std::vector<double> values;
};

// How far the observation lies from what was expected, in standard deviations.
double surprise(const State&, const Observation&);
State observed(State, const Observation&);

// ln ratio of the product at the state's draws.
std::vector<double> log_draws(const Product&, const State&, const Cube&);

}  // namespace tenfold
