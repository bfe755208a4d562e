// The summary of scored rows: by family, by configuration, by memory.
#include "scenario/summary.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace tenfold;

namespace {

// A scored row of a step time.
RowScore scored(double error) {
  RowScore row;
  row.scored = true;
  row.metric = Metric::step_time;
  row.error = error;
  return row;
}

}  // namespace

TEST_CASE("a configuration counts once, and families count alike") {
  Scores s;
  const auto add = [&s](const char* family, const char* configuration, const RowScore& row) {
    MeasuredRun run;
    run.family = family;
    run.configuration = configuration;
    s.runs.push_back(run);
    s.rows.push_back(row);
  };
  add("a", "1", scored(0.1));
  add("a", "1", scored(0.3));  // one configuration: 0.2
  add("a", "2", scored(-0.4));
  add("b", "3", scored(0.1));
  const Summary sum = summarise(s, std::nullopt);
  REQUIRE(sum.time.families.size() == 2);
  CHECK(sum.time.families[0].errors.n == 2);
  CHECK(sum.time.families[0].errors.rows == 3);
  CHECK(sum.time.families[0].errors.mean_abs == doctest::Approx(0.3));
  CHECK(sum.time.families[0].errors.bias == doctest::Approx(-0.1));
  CHECK(sum.time.macro_mean_abs == doctest::Approx(0.2));
  CHECK(sum.time.pooled.mean_abs == doctest::Approx(0.7 / 3));
  CHECK(sum.time.pooled.median_abs == doctest::Approx(0.2));
}

TEST_CASE("plans that did not fit and plans that ran are told apart by their share of the memory") {
  Scores s;
  const auto add = [&s](const char* configuration, bool out, double fraction) {
    MeasuredRun run;
    run.configuration = configuration;
    RowScore row = scored(0);
    if (out) row.metric = Metric::out_of_memory;
    row.measured = 1;
    row.memory_fraction = fraction;
    s.runs.push_back(run);
    s.rows.push_back(row);
  };
  add("1", true, 1.2);
  add("2", true, 0.9);  // missed
  add("3", false, 0.5);
  add("4", false, 0.95);
  add("5", false, 1.1);  // refused, though it ran
  const Summary sum = summarise(s, std::nullopt);
  CHECK(sum.fit.n_oom == 2);
  CHECK(sum.fit.n_fits == 3);
  CHECK(sum.fit.accuracy == doctest::Approx(0.6));
  CHECK(sum.fit.oom_recall == doctest::Approx(0.5));
  CHECK(sum.fit.fits_recall == doctest::Approx(2.0 / 3));
}
