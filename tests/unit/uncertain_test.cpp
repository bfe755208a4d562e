#include "base/uncertain.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/estimate.h"
#include "base/quantile.h"

using namespace tenfold;
using doctest::Approx;

TEST_CASE("a log-normal's 5 and 95 % points are those it was given by") {
  // mu = ln 2.5; sigma = ln(5.2/1.2) / 3.2897 = 0.44570, so p95 = 2.5 e^(1.645 sigma) = 5.204.
  const Uncertain x = LogNormal{2.5, 1.2, 5.2};
  CHECK(median(x) == 2.5);
  CHECK(quantile(x, 0.5) == Approx(2.5).epsilon(1e-12));
  CHECK(quantile(x, 0.95) / quantile(x, 0.05) == Approx(5.2 / 1.2).epsilon(1e-12));
  CHECK(flaw(x).empty());
}

TEST_CASE("a log-normal whose median is over 5 % off the middle of its bounds is refused") {
  CHECK(flaw(LogNormal{42, 8, 120}) ==
        "median 42 is over 5 % from 31, the geometric mean of p05 and p95: a log-normal with these "
        "bounds has that median");
  CHECK_FALSE(flaw(LogNormal{-1, 1, 2}).empty());
}

TEST_CASE("each kind of distribution has its median and its bounds") {
  CHECK(median(Uniform{2, 4}) == 3);
  CHECK(median(LogUniform{1, 100}) == Approx(10).epsilon(1e-12));
  CHECK(median(Normal{5, 2}) == Approx(5));
  CHECK(median(Beta{2, 2}) == Approx(0.5).epsilon(1e-9));
  CHECK(median(Choice{{1, 2, 3}, {1, 1, 2}}) == 3);
  CHECK(quantile(Choice{{1, 2, 3}, {1, 1, 2}}, 0.49) == 2);
  CHECK(support(LogUniform{1, 100}).high == 100);
  CHECK(std::isinf(support(LogNormal{1, 0.5, 2}).high));
  CHECK(is_certain(Certain{3}));
}

TEST_CASE("parameters that make no distribution are told") {
  CHECK_FALSE(flaw(Uniform{2, 2}).empty());
  CHECK_FALSE(flaw(LogUniform{0, 2}).empty());
  CHECK_FALSE(flaw(Normal{0, 0}).empty());
  CHECK_FALSE(flaw(Beta{0, 1}).empty());
  CHECK_FALSE(flaw(Choice{{1, 2}, {1}}).empty());
  CHECK_FALSE(flaw(Choice{{2, 1}, {1, 1}}).empty());
}

TEST_CASE("a summary carries no more digits than its spread") {
  CHECK(summary(LogNormal{2.5, 1.2, 5.2}) == "2.5 [1.2, 5.2]");
  CHECK(summary(Certain{17e9}) == "1.70e10");
}

TEST_CASE("quantiles of a list lie between the two nearest values, as numpy's do") {
  // Ranks 0 to 3: the median is at rank 1.5, the 90 % point at 2.7.
  const std::vector<double> values{4, 1, 3, 2};
  CHECK(quantile_of(values, 0) == 1);
  CHECK(quantile_of(values, 0.5) == 2.5);
  CHECK(quantile_of(values, 0.9) == Approx(3.7).epsilon(1e-12));
  CHECK(quantile_of(values, 1) == 4);
  CHECK(quantile_of({7}, 0.9) == 7);
  CHECK(quantile_of({}, 0.5) == 0);
}

TEST_CASE("80 % of an estimate's draws lie in its interval") {
  // Of a normal logarithm: P(|z| < z90) = erf(z90 / sqrt 2).
  CHECK(std::erf(z90 / std::sqrt(2.0)) == Approx(0.8).epsilon(1e-12));
  const Estimate<double> e{5, 0.2};
  CHECK(std::log(e.high() / e.median) == Approx(z90 * 0.2).epsilon(1e-12));
  CHECK(e.low() * e.high() == Approx(25).epsilon(1e-12));
}
