// Two one-sided tests on scores whose answers are known.
#include "claim/parity.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace tenfold;
using doctest::Approx;

namespace {

BenchmarkScores scores(const char* name, double baseline, double challenger, double items,
                       bool selected = false, const char* category = "reasoning") {
  return {.name = name,
          .category = category,
          .baseline = baseline,
          .challenger = challenger,
          .items = items,
          .error = {},
          .selected = selected};
}

}  // namespace

TEST_CASE("equal scores on many items are equivalent, on few inconclusive") {
  CHECK(parity_test({scores("b", 70, 70, 10000)}, 3).pooled->finding == Parity::equivalent);
  CHECK(parity_test({scores("b", 70, 70, 100)}, 3).pooled->finding == Parity::inconclusive);
}

TEST_CASE("the error of a share is that of independent items") {
  const ParityTest test = parity_test({scores("b", 60, 80, 400)}, 3);
  CHECK(test.benchmarks[0].error == Approx(100 * std::sqrt(.24 / 400 + .16 / 400)));
  CHECK(test.benchmarks[0].finding == Parity::better);
  CHECK(parity_test({scores("b", 80, 60, 400)}, 3).benchmarks[0].finding == Parity::worse);
}

TEST_CASE("a score of 100 still has an error") {
  CHECK(parity_test({scores("b", 100, 100, 50)}, 3).benchmarks[0].error > 0);
}

TEST_CASE("a little better by a known error is not inferior, and no more") {
  BenchmarkScores s = scores("index", 50, 52, 1);
  s.items.reset();
  s.error = 1.5;
  const ParityTest test = parity_test({s}, 3);
  CHECK(test.benchmarks[0].error == Approx(1.5 * std::sqrt(2.0)));
  CHECK(test.benchmarks[0].finding == Parity::not_inferior);
}

TEST_CASE("benchmarks that disagree widen the pooled error; those that agree do not") {
  const ParityTest agree =
      parity_test({scores("a", 70, 70.5, 5000), scores("b", 60, 60.5, 5000)}, 3);
  const ParityTest differ = parity_test({scores("a", 70, 80, 5000), scores("b", 60, 51, 5000)}, 3);
  CHECK(agree.pooled->error < 1);
  CHECK(differ.pooled->error > 5);
  CHECK(differ.pooled->finding == Parity::inconclusive);
}

TEST_CASE("what the vendor chose can be left out, and is where it can be told apart") {
  const std::vector<BenchmarkScores> all{scores("shown", 60, 90, 2000, true),
                                         scores("other", 70, 60, 2000, false, "coding")};
  const ParityTest test = parity_test(all, 3);
  REQUIRE(test.unselected);
  CHECK(test.unselected->difference == Approx(-10));
  CHECK(test.unselected->finding == Parity::worse);
  CHECK(test.categories.size() == 2);
  CHECK(!parity_test({all[0]}, 3).unselected);
}
