// Scenarios changed from the command line: --priors and --set.
#include <doctest/doctest.h>

#include "faults.h"
#include "io/scenario.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

}  // namespace

TEST_CASE("--priors swaps the set in use and keeps those that are shown") {
  const auto before = io::load_scenario(library, "muse_spark_vs_maverick");
  const Claim after = io::with_priors(library, before, "sceptical").scenario.claim;
  CHECK(after.priors[after.chosen_priors].key == "sceptical");
  CHECK(after.priors.size() == before.scenario.claim.priors.size());
  CHECK(faults_of([&] { io::with_priors(library, before, "topdown"); }) ==
        "there is no file 'topdown' and no 'topdown' in scenarios/priors/, did you mean "
        "'top-down'?: `tenfold list` names all");
}

TEST_CASE("--set replaces one value, and a log-normal stays one") {
  const Scenario s = io::load_scenario(library, "muse_spark_vs_maverick").scenario;
  const auto data = [&](std::string_view path, std::string_view value) {
    return io::with(s, path, value).claim.priors[0].factors[0].value;
  };
  const auto median = std::get<LogNormal>(data("priors.data.median", "1.25"));
  CHECK(median.p05 == doctest::Approx(0.6));
  CHECK(median.p95 == doctest::Approx(2.6));
  const auto upper = std::get<LogNormal>(data("priors.data.p95", "10.8"));
  CHECK(upper.p05 == 1.2);
  CHECK(upper.median == doctest::Approx(3.6));
  CHECK(std::get<Certain>(data("priors.data", "1")).value == 1);
  CHECK(std::get<LogNormal>(data("priors.data", "3 [1, 9]")).p95 == 9);
  CHECK(io::with(s, "headline", "shipped-pair").claim.headline == Estimand::shipped_pair);
  CHECK(io::with(s, "draws", "1048576").sampling.draws == 1048576);
  CHECK(io::with(s, "seed", "7").sampling.seed == 7);
  const Model muse = io::with(s, "challenger.active_parameters", "42 B").claim.challenger.model;
  CHECK(std::get<Certain>(*muse.undisclosed->active_parameters).value == 42e9);
  CHECK(*io::with(s, "baseline.tokens", "20 T").claim.baseline.model.training.tokens ==
        Count{20'000'000'000'000});
}

TEST_CASE("a value set by hand is graded as the caller's assumption") {
  const Scenario s = io::load_scenario(library, "muse_spark_vs_maverick").scenario;
  const Claim claim = io::with(s, "priors.data.median", "1.5").claim;
  const Provenance p = claim.priors[0].provenance.at("factors.data.value");
  CHECK(p.grade == Grade::assumed);
  CHECK(p.reasoning == "set on the command line: --set priors.data.median");
}

TEST_CASE("--set refuses what does not exist or does not fit, and says what would") {
  const Scenario s = io::load_scenario(library, "muse_spark_vs_maverick").scenario;
  struct Set {
    const char *path, *value, *fault;
  };
  const Set rows[] = {
      {"priors.dat.median", "1",
       "--set priors.dat.median: there is no such value, did you mean 'priors.data.median'?"},
      {"priors.data.median", "-1",
       "--set priors.data.median=-1: needs a number from 1e-06 to 1000000, as in 1.5 or \"42 B\""},
      {"priors.data", "3 [1, 2]", "--set priors.data=3 [1, 2]: needs 0 < p05 <= median <= p95"},
      {"priors.data.p05", "9", "--set priors.data.p05=9: needs 0 < p05 <= median <= p95"},
      {"draws", "1000", "--set draws=1000: needs a power of two from 1024 to 16777216"},
      {"headline", "shipped",
       "--set headline=shipped: needs one of shipped-pair, recipe-as-built, "
       "recipe-frontier, accelerator-hours, dollars, energy, did you mean 'shipped-pair'?"},
      {"claim.ratio", "ten",
       "--set claim.ratio=ten: needs a number from 1e-06 to 1000000000, as in 1.5 or \"42 B\""},
      {"claim.ratio", "1e308",
       "--set claim.ratio=1e308: needs a number from 1e-06 to 1000000000, as in 1.5 or \"42 B\""},
      {"challenger.tokens", "1e-5",
       "--set challenger.tokens=1e-5: needs a number from 1000 to 1e+18, as in 1.5 or \"42 B\""},
  };
  for (const Set& row : rows) {
    CAPTURE(row.path);
    CHECK(faults_of([&] { io::with(s, row.path, row.value); }) == row.fault);
  }
}

TEST_CASE("every path that can be set is accepted with the value 1,024") {
  const Scenario s = io::load_scenario(library, "muse_spark_vs_maverick").scenario;
  for (const std::string& path : io::settable(s)) {
    if (path == "headline" || path == "draws" || path.ends_with(".p05") || path.ends_with(".p95"))
      continue;
    CAPTURE(path);
    CHECK_NOTHROW(io::with(s, path, "1024"));
  }
}
