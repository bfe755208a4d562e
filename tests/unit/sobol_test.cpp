#include "base/sobol.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace tenfold;

namespace {

// One coordinate of the first n points.
std::vector<double> coordinate(std::int64_t n, std::size_t dimensions, std::size_t which,
                               std::uint64_t seed) {
  const auto points = sobol_points(0, n, dimensions, seed);
  std::vector<double> values;
  for (std::size_t i = which; i < points.size(); i += dimensions) values.push_back(points[i]);
  return values;
}

}  // namespace

TEST_CASE(
    "of the first 2^k scrambled points each of 2^k equal intervals holds one, in every dimension") {
  for (const std::uint64_t seed : {1u, 2u, 20261122u})
    for (const std::int64_t n : {64, 1024, 4096})
      for (std::size_t d = 0; d < 13; ++d) {
        CAPTURE(seed);
        CAPTURE(n);
        CAPTURE(d);
        auto values = coordinate(n, 13, d, seed);
        std::sort(values.begin(), values.end());
        for (std::size_t i = 0; i < values.size(); ++i)
          REQUIRE(std::floor(values[i] * static_cast<double>(n)) == static_cast<double>(i));
      }
}

TEST_CASE(
    "of the first 1,024 points each of 32 x 32 squares of the first two dimensions holds one") {
  // The first two Sobol dimensions form a (0, 10, 2)-net in base 2, and scrambling keeps it.
  const auto points = sobol_points(0, 1024, 2, 7);
  std::vector<int> held(1024, 0);
  for (std::size_t i = 0; i < 1024; ++i) {
    const auto x = static_cast<std::size_t>(points[2 * i] * 32);
    const auto y = static_cast<std::size_t>(points[2 * i + 1] * 32);
    ++held[32 * x + y];
  }
  CHECK(std::all_of(held.begin(), held.end(), [](int n) { return n == 1; }));
}

TEST_CASE("chunks of the sequence, made apart, are the sequence") {
  const auto whole = sobol_points(0, 3000, 5, 3);
  std::vector<double> joined;
  for (const auto& [first, last] : {std::pair{0, 1}, {1, 2}, {2, 1000}, {1000, 3000}}) {
    const auto part = sobol_points(first, last, 5, 3);
    joined.insert(joined.end(), part.begin(), part.end());
  }
  CHECK(joined == whole);
}

TEST_CASE("another seed is another scrambling, and another dimension another coordinate") {
  CHECK(sobol_points(0, 16, 2, 1) != sobol_points(0, 16, 2, 2));
  CHECK(coordinate(16, 2, 0, 1) != coordinate(16, 2, 1, 1));
}

TEST_CASE("no coordinate is 0 or 1") {
  for (const double u : sobol_points(0, 65536, 3, 1)) REQUIRE((u > 0 && u < 1));
}

TEST_CASE("the standard normal's quantiles") {
  // Abramowitz and Stegun, table 26.5, and symmetry.
  CHECK(standard_normal(0.5) == doctest::Approx(0).epsilon(1e-15));
  CHECK(standard_normal(0.95) == doctest::Approx(1.6448536269514722).epsilon(1e-13));
  CHECK(standard_normal(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-13));
  CHECK(standard_normal(1e-9) == doctest::Approx(-standard_normal(1 - 1e-9)).epsilon(1e-7));
}

TEST_CASE("a smooth integral over the cube comes out to 1e-4 with 4,096 points") {
  // The integral of prod (1 + (x_i - 1/2)) over the cube is 1.
  const auto points = sobol_points(0, 4096, 8, 1);
  double sum = 0;
  for (std::size_t i = 0; i < 4096; ++i) {
    double product = 1;
    for (std::size_t d = 0; d < 8; ++d) product *= 0.5 + points[8 * i + d];
    sum += product;
  }
  CHECK(sum / 4096 == doctest::Approx(1).epsilon(1e-4));
}
