#include "base/uncertain.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/digits.h"

namespace tenfold {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

template <class... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

double normal_quantile(double u) { return boost::math::quantile(boost::math::normal(), u); }

double chosen(const Choice& choice, double u) {
  const double total = std::accumulate(choice.weights.begin(), choice.weights.end(), 0.0);
  double below = 0;
  for (std::size_t i = 0; i < choice.values.size(); ++i) {
    below += choice.weights[i] / total;
    if (u < below) return choice.values[i];
  }
  return choice.values.back();
}

std::string flaw_of(const LogNormal& d) {
  if (!(d.p05 > 0 && d.p05 <= d.median && d.median <= d.p95))
    return "needs 0 < p05 <= median <= p95";
  const double centre = std::sqrt(d.p05 * d.p95);
  if (std::abs(d.median / centre - 1) > 0.05)
    return fmt::format(
        "median {} is over 5 % from {}, the geometric mean of p05 and p95: a log-normal with these "
        "bounds has that median",
        short_number(d.median), short_number(centre));
  return {};
}

std::string flaw_of(const Choice& d) {
  if (d.values.empty() || d.values.size() != d.weights.size())
    return "needs as many weights as values, and at least one";
  for (const double w : d.weights)
    if (!(w > 0)) return "needs weights above zero";
  if (!std::is_sorted(d.values.begin(), d.values.end())) return "needs its values in rising order";
  return {};
}

bool in_range(double value) {
  const double size = std::abs(value);
  return size == 0 || (size >= smallest_quantity && size <= largest_quantity);
}

std::string shape_flaw(const Uncertain& x) {
  return std::visit(
      Match{[](const Certain&) { return std::string(); },
            [](const LogNormal& d) { return flaw_of(d); },
            [](const Normal& d) { return std::string(d.sd > 0 ? "" : "needs sd above zero"); },
            [](const Uniform& d) { return std::string(d.low < d.high ? "" : "needs low < high"); },
            [](const LogUniform& d) {
              return std::string(0 < d.low && d.low < d.high ? "" : "needs 0 < low < high");
            },
            [](const Beta& d) {
              return std::string(d.a > 0 && d.b > 0 ? "" : "needs a and b above zero");
            },
            [](const Choice& d) { return flaw_of(d); }},
      x);
}

}  // namespace

double LogNormal::mu() const { return std::log(median); }
double LogNormal::sigma() const { return std::log(p95 / p05) / (2 * z95); }

double quantile(const Uncertain& x, double u) {
  return std::visit(
      Match{[](const Certain& d) { return d.value; },
            [u](const LogNormal& d) { return std::exp(d.mu() + d.sigma() * normal_quantile(u)); },
            [u](const Normal& d) { return d.mean + d.sd * normal_quantile(u); },
            [u](const Uniform& d) { return d.low + u * (d.high - d.low); },
            [u](const LogUniform& d) {
              return std::exp(std::log(d.low) + u * std::log(d.high / d.low));
            },
            [u](const Beta& d) {
              return boost::math::quantile(boost::math::beta_distribution<>(d.a, d.b), u);
            },
            [u](const Choice& d) { return chosen(d, u); }},
      x);
}

double median(const Uncertain& x) {
  if (const auto* d = std::get_if<LogNormal>(&x)) return d->median;
  return quantile(x, 0.5);
}

bool is_certain(const Uncertain& x) { return std::holds_alternative<Certain>(x); }

Support support(const Uncertain& x) {
  return std::visit(Match{[](const Certain& d) {
                            return Support{d.value, d.value};
                          },
                          [](const LogNormal&) {
                            return Support{0, infinity};
                          },
                          [](const Normal&) {
                            return Support{-infinity, infinity};
                          },
                          [](const Uniform& d) {
                            return Support{d.low, d.high};
                          },
                          [](const LogUniform& d) {
                            return Support{d.low, d.high};
                          },
                          [](const Beta&) {
                            return Support{0, 1};
                          },
                          [](const Choice& d) {
                            return Support{d.values.front(), d.values.back()};
                          }},
                    x);
}

std::string flaw(const Uncertain& x) {
  if (std::string shape = shape_flaw(x); !shape.empty()) return shape;
  for (const double u : {0.05, 0.95})
    if (!in_range(quantile(x, u)))
      return fmt::format("needs to lie between {} and {}", smallest_quantity, largest_quantity);
  return {};
}

std::string summary(const Uncertain& x) {
  if (is_certain(x)) return input_number(median(x));
  return fmt::format("{} [{}, {}]", input_number(median(x)), input_number(quantile(x, 0.05)),
                     input_number(quantile(x, 0.95)));
}

}  // namespace tenfold
