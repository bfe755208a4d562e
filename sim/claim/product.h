// A product of positive quantities, and its distribution by Monte Carlo.
//
//   ratio = constant x prod_i (value_i / unit_i) ^ power_i
//
// or, where factors g_i act on each other,
//
//   ln ratio = ln constant + (sum_i [ln g_i + s_i (ln C0 - ln C_i)] + sum_j ln w_j) / (1 + sum_i
//   s_i)
//
// for each subset of the factors: g_i holds at the challenger's compute C_i and goes with its power
// s_i; C0 is the baseline's compute, and w_j counts where all factors of overlap j are there. It is
// what ln ratio = sum_i [ln g_i + s_i (ln C1 - ln C_i)] + sum_j ln w_j says with C1 = C0 / ratio.
//
// Every quantity of a claim has a dimension of one unit cube, so that a quantity that enters two
// products is the same draw in both. Private to claim/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/uncertain.h"
#include "claim/priors.h"
#include "claim/verdict.h"

namespace tenfold {

struct Term {
  std::string key, label, group;
  Uncertain value;
  double unit = 1;
  int power = 1;  // 1 or -1
  Uncertain per_decade = Certain{0};
  std::optional<double> at{};  // FLOPs; nothing where the term does not go with compute
};

// Certain terms count like the others; a product without uncertain ones is a number.
struct Product {
  double constant = 1;
  std::vector<Term> terms;
  std::vector<Overlap> overlaps{};  // of terms that are there
  double baseline = 1;              // C0 in FLOPs, used where a term goes with compute
};

bool interacts(const Product&);

// The dimensions of what is drawn beside a term's value.
std::string slope_key(const Term&);
std::string overlap_key(const Overlap&);

bool contains(const std::vector<std::string>& all, const std::string& one);

// Draws of the unit cube, dimension by dimension: u and the standard normal quantile of u.
struct Cube {
  std::vector<std::string> keys;  // of the quantities, one a dimension
  std::vector<std::vector<double>> u, z;
  Sampling sampling;
};
Cube sample_cube(std::vector<std::string> keys, const Sampling&);

// The first draws of a cube, as if no more had been asked for: a power of two of them fills it
// evenly too.
Cube first_draws(const Cube&, std::int64_t draws);

struct Outcome {
  Spread ratio;
  double p_claim = 0;     // P(ratio >= claimed)
  bool by_prior = false;  // every value that can be drawn lies on one side of `claimed`
};
Outcome outcome(const Product&, double claimed, const Cube&);

// Natural logarithms of the product, one a draw; the cube has a dimension for every uncertain term.
std::vector<double> log_draws(const Product&, const Cube&);

// Values of one quantity in the first draws: itself, or its natural logarithm.
std::vector<double> values(const Uncertain&, const std::string& key, const Cube&,
                           std::size_t draws);
std::vector<double> log_values(const Uncertain&, const std::string& key, const Cube&,
                               std::size_t draws);

// ln ratio = ln constant + numerator / scale, one a draw; scale is 1 where no term goes with
// compute.
struct Fraction {
  std::vector<double> numerator, scale;
};
Fraction fraction(const Product&, const Cube&);

// The outcome of draws of ln ratio.
Outcome outcome(std::vector<double> logs, double claimed);

// Of the natural logarithm; exact for log-normals, else by 4,096 midpoints.
double log_variance(const Uncertain&);

bool is_certain(const Product&);
double value_if_certain(const Product&);  // medians where it is not
Support support(const Product&);

Spread spread(const Uncertain&);  // a log-normal's as they were stated
Decision decision(double p_claim);

// The product with one term held at 1, or at a value.
Product without(const Product&, const std::string& key);
Product with_value(const Product&, const std::string& key, double value);

}  // namespace tenfold
