// What a set of priors that lists findings is told when something in it is wrong.
#include "io/pooled.h"

#include <doctest/doctest.h>

#include <cmath>

#include "faults.h"
#include "io/scenario.h"

using namespace tenfold;

namespace {

const std::string good = R"(format = "priors/1"
title = "pooled"
set = "by hand"
[sources.s]
title = "a study"
url = "https://example.org"
date = "2026-01-01"
[pairs.p]
factors = ["data"]
source = "s"
grade = "measured"
[factors.data]
label = "data"
group = "data"
[[factors.data.evidence]]
label = "one"
value = 2.0
source = "s"
grade = "measured"
pair = "p"
[[factors.data.evidence]]
label = "two"
low = 3.0
high = 5.0
source = "s"
grade = "derived"
reasoning = "by hand"
)";

std::string faults(const std::string& text) {
  return faults_of([&] { io::read_priors_text("p.toml", text); });
}

}  // namespace

TEST_CASE("a factor without a value has the pooled log-normal of its findings") {
  CHECK(faults(good) == "no fault");
  const Priors priors = io::read_priors_text("p.toml", good);
  const PooledPriors pooled_set = io::read_pooled_priors_text("p.toml", good);
  REQUIRE(pooled_set.factors[0].evidence.size() == 2);
  CHECK(pooled_set.factors[0].evidence[1].grade == Grade::derived);
  const auto* value = std::get_if<LogNormal>(&priors.factors[0].value);
  REQUIRE(value);
  const Mixture mixture = pooled(pooled_set.factors[0]);
  CHECK(std::log10(value->median) == doctest::Approx(quantile(mixture, 0.5)));
  CHECK(std::log10(value->p95 / value->p05) ==
        doctest::Approx(quantile(mixture, 0.95) - quantile(mixture, 0.05)));
  CHECK(value->median > 2);
  CHECK(value->median < 4);
  CHECK(priors.provenance.at("factors.data.value").reasoning ==
        "pooled from 2 findings: one 2.00; two [3.00, 5.00]");
}

TEST_CASE("a pooled factor is known no better than the worst of what it pools") {
  const auto grade = [](const std::string& text) {
    return io::read_priors_text("p.toml", text).provenance.at("factors.data.value").grade;
  };
  CHECK(grade(good) == Grade::estimated);
  CHECK(grade(replaced(good, "grade = \"derived\"", "grade = \"assumed\"")) == Grade::assumed);
}

TEST_CASE("each fault of a finding is told with its position and what would be right") {
  const Row rows[] = {
      {"value = 2.0", "valeu = 2.0", "p.toml:17:1: unknown key 'valeu', did you mean 'value'?"},
      {"value = 2.0", "value = 0.0", "'value' is 0: needs a number from 0.001 to 1000000"},
      {"value = 2.0\n", "", "p.toml:15:1: a finding needs a 'value', or 'low' and 'high'"},
      {"high = 5.0\n", "", "p.toml:21:1: has one of 'low' and 'high': needs both or neither"},
      {"high = 5.0", "high = 2.5", "'low' 3 and 'high' 2.5: needs low first"},
      {"group = \"data\"\n", "group = \"data\"\nvalue = \"2\"\n",
       "p.toml:15:9: factor 'data' has a 'value' beside its evidence"},
      {"pair = \"p\"", "pair = \"q\"", "evidence of 'data' names the pair 'q', which is not here"},
      {"factors = [\"data\"]\n", "", "p.toml:8:1: 'factors' is missing"},
  };
  for (const Row& row : rows) {
    const std::string told = faults(replaced(good, row.from, row.to));
    CAPTURE(told);
    CHECK(told.find(row.fault) != std::string::npos);
  }
}
