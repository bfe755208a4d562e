// A product of independent positive quantities, and its distribution by Monte Carlo.
//
//   ratio = constant x prod_i (value_i / unit_i) ^ power_i
//
// Every quantity of a claim has a dimension of one unit cube, so that a quantity that enters two
// products is the same draw in both. Private to claim/.
#pragma once

#include <string>
#include <vector>

#include "base/uncertain.h"
#include "claim/verdict.h"

namespace tenfold {

struct Term {
  std::string key, label, group;
  Uncertain value;
  double unit = 1;
  int power = 1;  // 1 or -1
};

// Certain terms count like the others; a product without uncertain ones is a number.
struct Product {
  double constant = 1;
  std::vector<Term> terms;
};

// Draws of the unit cube, dimension by dimension: u and the standard normal quantile of u.
struct Cube {
  std::vector<std::string> keys;  // of the quantities, one a dimension
  std::vector<std::vector<double>> u, z;
  Sampling sampling;
};
Cube sample_cube(std::vector<std::string> keys, const Sampling&);

struct Outcome {
  Spread ratio;
  double p_claim = 0;     // P(ratio >= claimed)
  bool by_prior = false;  // every value that can be drawn lies on one side of `claimed`
};
Outcome outcome(const Product&, double claimed, const Cube&);

// Natural logarithms of the product, one a draw; the cube has a dimension for every uncertain term.
std::vector<double> log_draws(const Product&, const Cube&);

// Of the natural logarithm; exact for log-normals, else by 4,096 midpoints.
double log_variance(const Uncertain&);

bool is_certain(const Product&);
double value_if_certain(const Product&);  // medians where it is not
Support support(const Product&);

Spread spread(const Uncertain&);  // a log-normal's as they were stated
Decision decision(double p_claim);

// One row a term of the product, with shares of gain and variance; and their sums by group.
std::vector<Attribution> attribution(const Product&);
std::vector<GroupGain> by_group(const std::vector<Attribution>&);

// The product with one term held at 1.
Product without(const Product&, const std::string& key);

}  // namespace tenfold
