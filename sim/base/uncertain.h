// A quantity that may be known only as a distribution.
//
// Draws come from quantile(u), u in (0, 1), so that a quasi-random point of the unit cube turns
// into a point of the inputs, and median() is quantile(0.5).
//
// lognormal: given as median, p05, p95; mu = ln median, sigma = ln(p95/p05) / (2 z95), where
// z95 = 1.6448536 is the 95 % point of the standard normal.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace tenfold {

inline constexpr double z95 = 1.6448536269514722;

struct Certain {
  double value = 0;
};
struct LogNormal {
  double median = 1, p05 = 1, p95 = 1;
  double mu() const;     // of the natural logarithm
  double sigma() const;  // of the natural logarithm
};
struct Normal {
  double mean = 0, sd = 0;
};
struct Uniform {
  double low = 0, high = 0;
};
struct LogUniform {
  double low = 1, high = 1;
};
struct Beta {
  double a = 1, b = 1;
};
struct Choice {
  std::vector<double> values, weights;  // weights are positive; scaled to sum to one
};

using Uncertain = std::variant<Certain, LogNormal, Normal, Uniform, LogUniform, Beta, Choice>;

// The value that a fraction u of draws stays below; u in (0, 1).
double quantile(const Uncertain&, double u);
double median(const Uncertain&);
bool is_certain(const Uncertain&);

// Smallest and largest value that can be drawn; infinite where unbounded.
struct Support {
  double low = 0, high = 0;
};
Support support(const Uncertain&);

// No quantity of ours is smaller or larger than these, but for zero: what is would be a slip of the
// unit, and its products would leave the range of a double.
inline constexpr double smallest_quantity = 1e-12, largest_quantity = 1e24;
inline constexpr double largest_amount = 1e30;  // of FLOPs and other quantities with a unit

// What is wrong with the parameters and what would be right; empty where they are sound.
// A lognormal's median may be at most 5 % off the geometric mean of p05 and p95.
std::string flaw(const Uncertain&);

// "2.5 [1.2, 5.2]": median and the 5 and 95 % points, as an input is typed.
std::string summary(const Uncertain&);

}  // namespace tenfold
