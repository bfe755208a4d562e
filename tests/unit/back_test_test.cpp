// Pooling of findings, sums of gains, and the score of predictions against known gains.
#include "claim/back_test.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "claim/left_out.h"
#include "io/pooled.h"

using namespace tenfold;
using doctest::Approx;

namespace {

const std::string heading =
    "id,type,factors,months_apart,baseline_key,challenger_key,implied_ceg_low,implied_ceg_mid,"
    "implied_ceg_high,source\n";
const std::vector<std::string> known{"data", "optimizer"};

std::vector<KnownPair> pairs_of(const std::string& rows) {
  return io::read_pairs_text("t.csv", heading + rows, known);
}

std::string faults_of(const std::string& text) {
  try {
    io::read_pairs_text("t.csv", text, known);
    return "no fault";
  } catch (const InputError& fault) {
    return fault.what();
  }
}

GradedFinding found(const std::string& label, double value, const std::string& pair = "") {
  return {GainFinding{.label = label,
                      .value = value,
                      .low = {},
                      .high = {},
                      .pair = pair,
                      .months = {},
                      .sparsity = {},
                      .note = {}},
          Grade::measured, ""};
}

// Two findings of `data`, one of them of the pair "a" against "b"; no error of the yardstick.
PooledPriors small_set() {
  return {"small",
          {{"data", "data", std::nullopt, {found("x", 2), found("y", 8, "p")}},
           {"allocation", "allocation", Mixture{{1, 0, 0.3}}, {}},
           {"yardstick", "yardstick", Mixture{{1, 0, 0.2}}, {}}},
          {{"p", {{"data"}, 0, "a", "b"}}}};
}

}  // namespace

TEST_CASE("findings pool to the mean weighted by their errors and the spread between studies") {
  // Weights 1 / (0.1^2 + 0.1^2) = 50 each and 4 of the prior around zero:
  // mean 50 (0.3 + 0.5) / 104, variance 1 / 104 + 0.1^2.
  const PooledGiven p = pooled_given({{0.3, 0.1}, {0.5, 0.1}}, 0.1);
  CHECK(p.mean == Approx(40.0 / 104).epsilon(1e-12));
  CHECK(p.variance == Approx(1.0 / 104 + 0.01).epsilon(1e-12));
  // Their density: normal of mean 0 with covariance 0.02 on the diagonal beside 0.25 throughout,
  // whose determinant is 0.27^2 - 0.25^2 and whose quadratic form is
  // (0.27 (0.09 + 0.25) - 2 * 0.25 * 0.15) / determinant.
  const double determinant = 0.27 * 0.27 - 0.25 * 0.25;
  const double form = (0.27 * 0.34 - 0.5 * 0.15) / determinant;
  CHECK(p.log_evidence == Approx(-0.5 * (std::log(determinant) + form)).epsilon(1e-12));
}

TEST_CASE("studies that disagree widen what a further study may find") {
  const Mixture agree = pooled({{0.4, 0.05}, {0.42, 0.05}, {0.38, 0.05}});
  const Mixture differ = pooled({{0.1, 0.05}, {0.4, 0.05}, {0.7, 0.05}});
  const auto width = [](const Mixture& m) { return quantile(m, 0.95) - quantile(m, 0.05); };
  CHECK(width(differ) > 1.5 * width(agree));
  CHECK(quantile(pooled(std::vector<Finding>{}), 0.5) == Approx(0).epsilon(1e-6));
  CHECK(width(pooled(std::vector<Finding>{})) > 1.6);  // at least the prior's own 2 x 1.645 x 0.5
}

TEST_CASE("the sum of independent normals is the normal of summed means and variances") {
  const LogDensity sum = sum_of(density_of({{1, 0.3, 0.3}}), density_of({{1, -0.1, 0.4}}));
  CHECK(quantile(sum, 0.5) == Approx(0.2).epsilon(1e-3));
  CHECK(quantile(sum, 0.95) == Approx(0.2 + z95 * 0.5).epsilon(1e-3));
  // ln of a normal density of 0.5 at one standard deviation.
  CHECK(log_density(sum, 0.7) ==
        Approx(-0.5 - std::log(0.5) - 0.5 * std::log(2 * 3.14159265358979)).epsilon(1e-3));
  CHECK(log_density(sum, 100) == -700);
}

TEST_CASE("a finding of the pair itself is left out, and of no other pair") {
  const PooledPriors set = small_set();
  const double with = predict({{"data"}, 0, "c", "d"}, set, {}).median;
  const double without = predict({{"data"}, 0, "a", "b"}, set, {}).median;
  CHECK(without < 0.6 * with);
  PooledPriors alone = set;
  alone.factors[0].evidence.pop_back();
  CHECK(without == predict({{"data"}, 0, "a", "b"}, alone, {}).median);
}

TEST_CASE("a pair is recognised by either model, by the study it cites, without keys by factors") {
  const PooledPriors set = small_set();
  const GradedFinding& own = set.factors[0].evidence[1];
  CHECK(is_left_out(own, {{"data"}, 0, "b", "a"}, set));
  CHECK(is_left_out(own, {{"data"}, 3, "", "b"}, set));
  CHECK(is_left_out(own, {{"data"}, 3, "a", "c"}, set));
  CHECK_FALSE(is_left_out(own, {{"data"}, 0, "c", "d"}, set));
  CHECK(is_left_out(own, {{"data"}, 0, "", ""}, set));
  CHECK(is_left_out(own, {{"data"}, std::nullopt, "", ""}, set));
  CHECK_FALSE(is_left_out(own, {{"data"}, 3, "", ""}, set));
}

TEST_CASE("a finding is brought to the pair's own sparsity, a rate to its months") {
  PooledPriors set = small_set();
  GradedFinding sparse = found("ten times sparser", 3), rate = found("a year", 10);
  sparse.finding.sparsity = 10;
  rate.finding.months = 12;
  set.factors[0].evidence = {sparse};
  const ModelSizes sizes{{"dense", {10, 10, 0}}, {"mixture", {1, 100, 0}}, {"finer", {1, 1000, 0}}};
  const auto median = [&](const std::string& a, const std::string& b, double months = 0) {
    return predict({{"data"}, months, a, b}, set, sizes).median;
  };
  const double at_ten = median("mixture", "finer"), at_hundred = median("dense", "mixture");
  CHECK(at_ten == Approx(median("", "")).epsilon(3e-2));  // the floor of routing is there besides
  CHECK(at_hundred > 1.8 * at_ten);
  CHECK(median("no such model", "mixture") == at_hundred);    // taken for dense
  CHECK(median("dense", "no such model") == median("", ""));  // as the findings stand
  set.factors[0].evidence = {rate};
  CHECK(median("", "") == Approx(1).epsilon(1e-3));
  CHECK(median("", "", 12) > 1.3 * median("", "", 6));
}

TEST_CASE("the reversed pair has the inverse gain of sparsity, and models as sparse have none") {
  PooledPriors set = small_set();
  GradedFinding at_ten = found("ten times sparser", 3);
  at_ten.finding.sparsity = 10;
  set.factors[0].evidence = {at_ten, found("of no stated sparsity", 4)};
  const ModelSizes sizes{{"dense", {10, 10, 0}}, {"too", {7, 7, 0}},     {"mixture", {1, 20, 0}},
                         {"like", {2, 40, 0}},   {"near", {17, 400, 0}}, {"hidden", {5, 0, 0}}};
  const auto of = [&](const std::string& a, const std::string& b) {
    return predict({{"data"}, 0, a, b}, set, sizes);
  };
  CHECK(of("dense", "mixture").median > 2.5);
  CHECK(of("dense", "mixture").median * of("mixture", "dense").median == Approx(1).epsilon(1e-3));
  CHECK(of("dense", "mixture").p95 * of("mixture", "dense").p05 == Approx(1).epsilon(1e-3));
  for (const auto& [a, b] : {std::pair("dense", "too"), std::pair("mixture", "like")}) {
    CHECK(of(a, b).median == Approx(1).epsilon(1e-3));
    CHECK(std::log10(of(a, b).p95) == Approx(z95 * 0.1).epsilon(1e-2));
  }
  CHECK(of("mixture", "near").median > 1.02);
  CHECK(of("mixture", "near").median < 1.2);
  CHECK(of("dense", "hidden").median == of("", "").median);  // not dense, but not known
}

TEST_CASE("a model beside itself gains nothing, to the yardstick's error") {
  const Prediction p = predict({{"data", "allocation"}, 0, "x", "x"}, small_set(), {});
  CHECK(p.median == Approx(1).epsilon(1e-6));
  CHECK(std::log10(p.p95) == Approx(z95 * 0.2).epsilon(2e-3));
}

TEST_CASE("ingredients of released models count for half together, and for all a year apart") {
  PooledPriors set = small_set();
  set.factors.push_back({"optimizer", "optimizer", Mixture{{1, 0.3, 0.1}}, {}});
  set.factors[0] = {"data", "data", Mixture{{1, 0.5, 0.1}}, {}};
  const auto gain = [&](std::optional<double> months) {
    return std::log10(predict({{"data", "optimizer"}, months, "c", "d"}, set, {}).median);
  };
  CHECK(gain(0) == Approx(0.4).epsilon(1e-3));
  CHECK(gain(6) == Approx(0.6).epsilon(1e-3));
  CHECK(gain(std::nullopt) == Approx(0.6).epsilon(1e-3));
  CHECK(gain(12) == Approx(0.8).epsilon(1e-3));
  CHECK(gain(60) == Approx(0.8).epsilon(1e-3));
  CHECK(gain(-12) == Approx(0).epsilon(1e-3));
  const Prediction p = predict({{"data", "optimizer"}, 12, "c", "d"}, set, {});
  CHECK(std::log10(p.p95 / p.median) ==
        Approx(z95 * std::sqrt(0.01 + 0.01 + 0.04 + 0.2 * 0.2)).epsilon(2e-3));
}

TEST_CASE("one released ingredient has half the yardstick's error, several have all of it") {
  const PooledPriors set = small_set();
  CHECK(kind_of({{"data"}, 0, "a", "c"}) == PairKind::controlled);
  CHECK(kind_of({{"data"}, 12, "", ""}) == PairKind::controlled);
  CHECK(kind_of({{"data"}, 2, "a", "c"}) == PairKind::matched);
  CHECK(kind_of({{"data", "allocation"}, 2, "a", "c"}) == PairKind::released);
  CHECK(kind_of({{"data", "allocation"}, 0, "a", "c"}) == PairKind::released);
  CHECK(kind_of({{"data", "allocation"}, 0, "", ""}) == PairKind::controlled);
  CHECK(kind_of({{"data"}, std::nullopt, "a", "c"}) == PairKind::released);
  CHECK(kind_of({{"data"}, -3, "a", "c"}) == PairKind::matched);
  const Prediction p = predict({{"allocation"}, 2, "a", "c"}, set, {});
  CHECK(std::log10(p.p95) == Approx(z95 * std::hypot(0.3, 0.1)).epsilon(2e-3));
}

TEST_CASE("Gopher to Chinchilla is a gain of two to three by the laws of loss") {
  const auto gain = allocation_gain({280e9, 280e9, 300e9}, {70e9, 70e9, 1.4e12});
  REQUIRE(gain);
  CHECK(gain->size() == 3);
  CHECK(std::pow(10, gain->at(0).mean) == Approx(0.999 / 0.497).epsilon(5e-3));
  CHECK(std::pow(10, gain->at(1).mean) == Approx(0.914 / 0.322).epsilon(5e-3));
  CHECK_FALSE(allocation_gain({280e9, 280e9, 0}, {70e9, 70e9, 1.4e12}));
}

TEST_CASE("a prediction is the same whatever stands in the columns that it may not read") {
  const auto one = pairs_of("P1,null,data,3,a,b,1,2,3,paper\n");
  const auto other = pairs_of("Q9,cross_lab,data,3,a,b,,900,,\n");
  const PooledPriors set = small_set();
  const BackTest a = back_test(one, set, {}), b = back_test(other, set, {});
  CHECK(a.rows[0].predicted.p05 == b.rows[0].predicted.p05);
  CHECK(a.rows[0].predicted.log10_gain.density == b.rows[0].predicted.log10_gain.density);
  CHECK(*a.rows[0].log_score > *b.rows[0].log_score);
}

TEST_CASE("coverage and the mean score are over the pairs whose gain is known") {
  PooledPriors set = small_set();
  set.factors[0] = {"data", "data", Mixture{{1, 0, 0.5}}, {}};  // 50 %: 0.46 to 2.17 times
  const BackTest test = back_test(
      pairs_of("1,,data,0,,,,1,,\n2,,data,0,,,,3,,\n3,,data,0,,,,1000,,\n4,,data,0,,,,,,\n"), set,
      {});
  CHECK(test.scored == 3);
  CHECK(test.coverage50 == Approx(1.0 / 3));
  CHECK(test.coverage90 == Approx(2.0 / 3));
  CHECK_FALSE(test.rows[3].log_score);
  const double middle = -std::log(0.5 * std::sqrt(2 * 3.14159265358979));
  CHECK(*test.rows[0].log_score == Approx(middle).epsilon(1e-3));
  CHECK(*test.rows[2].log_score == Approx(middle - 18).epsilon(1e-2));
}

TEST_CASE("columns stand in any order, and spellings of a factor are one") {
  const auto pairs = io::read_pairs_text(
      "t.csv", "extra,implied_ceg_mid,months_apart,factors,id\nx,2,,\" Data ; optimizer\",P1\n",
      {"Data", "optimizer"});
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].question.factors == std::vector<std::string>{"Data", "optimizer"});
  CHECK(pairs[0].question.baseline_key.empty());
}

TEST_CASE("every fault of a table of pairs is told with its line") {
  CHECK(faults_of("") == "t.csv:1:1: is empty: needs a line of column names");
  CHECK(faults_of("id\n") ==
        "t.csv:1:1: column 'factors' is missing\n"
        "t.csv:1:1: column 'months_apart' is missing");
  CHECK(faults_of(heading + "P1,,dat,0,,,,2,,\n") ==
        "t.csv:2:1: unknown factor 'dat', did you mean 'data'?: needs one of data, optimizer");
  CHECK(faults_of(heading + "P1,,data,-601,,,,0,,\nP2,,data\n") ==
        "t.csv:2:1: 'months_apart' is '-601': needs a number from -600 to 600\n"
        "t.csv:2:1: 'implied_ceg_mid' is '0': needs a number from 1e-06 to 1e+06\n"
        "t.csv:3:1: has 3 cells, the heading 10");
}

TEST_CASE("what is odd in a table is told with its line, and what may be left out is not") {
  const auto pairs = pairs_of(
      "P1,,data,,llama,,,1,,\nP2,,data,0,,,3,2,1,arXiv:2507.17702\nP1,,data;data,-2,gema,,1,2,,\n");
  CHECK_FALSE(pairs[0].question.months_apart);
  CHECK(*pairs[2].question.months_apart == -2);
  CHECK(pairs[2].question.factors.size() == 1);
  const auto remarks = io::remarks_on("t.csv", pairs, {"llama", "gemma"});
  REQUIRE(remarks.size() == 3);
  CHECK(text(remarks[0]).starts_with("t.csv:3:1: implied_ceg_low, mid and high"));
  CHECK(text(remarks[1]).starts_with("t.csv:4:1: 'P1' stands in line 2 too"));
  CHECK(
      text(remarks[2]).starts_with("t.csv:4:1: no model 'gema' in models/, did you mean 'gemma'?"));
  const auto bare = io::read_pairs_text("t.csv", "id,factors,months_apart\nP1,data,3\n", known);
  CHECK_FALSE(back_test(bare, small_set(), {}).rows[0].log_score);
}
