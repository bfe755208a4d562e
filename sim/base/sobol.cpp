#include "base/sobol.h"

#include <boost/math/special_functions/erf.hpp>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <stdexcept>

namespace tenfold {
namespace {

constexpr std::uint32_t reversed(std::uint32_t x) {
  x = ((x >> 1) & 0x55555555u) | ((x & 0x55555555u) << 1);
  x = ((x >> 2) & 0x33333333u) | ((x & 0x33333333u) << 2);
  x = ((x >> 4) & 0x0f0f0f0fu) | ((x & 0x0f0f0f0fu) << 4);
  x = ((x >> 8) & 0x00ff00ffu) | ((x & 0x00ff00ffu) << 8);
  return (x >> 16) | (x << 16);
}

// Every output bit depends on the input bits below it only; constants of Burley's listing 1.
constexpr std::uint32_t laine_karras(std::uint32_t x, std::uint32_t seed) {
  x += seed;
  x ^= x * 0x6c50b47cu;
  x ^= x * 0xb82f1e52u;
  x ^= x * 0xc7afe638u;
  x ^= x * 0x8d22f6e6u;
  return x;
}

constexpr std::uint32_t owen_scrambled(std::uint32_t x, std::uint32_t seed) {
  return reversed(laine_karras(reversed(x), seed));
}

// SplitMix64 (Steele, Lea, Flood 2014): a seed of its own for each dimension.
constexpr std::uint32_t dimension_seed(std::uint64_t seed, std::size_t dimension) {
  std::uint64_t z = seed + (dimension + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<std::uint32_t>((z ^ (z >> 31)) >> 32);
}

constexpr double in_unit_interval(std::uint32_t x) { return (x + 0.5) * 0x1p-32; }

}  // namespace

std::vector<double> sobol_points(std::int64_t first, std::int64_t last, std::size_t dimensions,
                                 std::uint64_t seed) {
  if (dimensions == 0 || dimensions > most_dimensions)
    throw std::invalid_argument("sobol_points: 1 to 256 dimensions");
  boost::random::sobol engine(dimensions);
  if (first > 1) engine.seed(static_cast<std::uint64_t>(first - 1));
  std::vector<double> points;
  points.reserve(static_cast<std::size_t>(last - first) * dimensions);
  for (std::int64_t i = first; i < last; ++i)
    for (std::size_t d = 0; d < dimensions; ++d) {
      // Boost starts at point 1: the origin is ours.
      const auto x = i == 0 ? 0u : static_cast<std::uint32_t>(engine() >> 32);
      points.push_back(in_unit_interval(owen_scrambled(x, dimension_seed(seed, d))));
    }
  return points;
}

double standard_normal(double u) {
  using Fast = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return -std::sqrt(2.0) * boost::math::erfc_inv(2 * u, Fast());
}

}  // namespace tenfold
