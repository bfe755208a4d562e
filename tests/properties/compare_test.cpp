// Offers side by side: what holds whatever the offers are.
#include "scenario/compare.h"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "../oracle/drawn_offers.h"
#include "base/quantile.h"
#include "io/compare.h"
#include "scenario/compare_parts.h"
#include "scenario/compare_solve.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

const std::string file = R"(format = "scenario/1"
grade = "assumed"
reasoning = "a test"
[job]
model = "llama-3.1-8b"
tokens = "2 T tokens"
sequence_length = 8192
batch_limit = "4194304 tokens"
deadline = "20 d"
as_of = "2026-11-23"
[[offers]]
name = "A H100"
cluster = "dgx-h100"
accelerators = 256
price = "2.35 USD/h"
quoted = "2026-03"
region = "united-states"
[[offers]]
name = "B B200"
cluster = "dgx-b200"
accelerators = 128
price = "4.50 USD/h"
quoted = "2026-05"
term = "90 d"
[[offers.other_costs]]
name = "porting"
once = "20 K USD"
[[offers.other_costs]]
name = "storage"
share = 0.1
[[offers]]
name = "C H100 again"
cluster = "dgx-h100"
accelerators = 256
price = "2.35 USD/h"
quoted = "2026-03"
region = "norway"
)";

CompareInput input(const std::vector<std::string>& set = {}) {
  const std::string path =
      (std::filesystem::temp_directory_path() / "tenfold_compare_test.toml").string();
  std::ofstream(path) << file;
  CompareInput in = io::load_compare(library, path, set, "2026-11-23").input;
  std::filesystem::remove(path);
  return in;
}

const OfferCost& cost(const CompareReport& r, std::size_t i) { return *r.offers.at(i).cost; }

double near(double value) { return value * 1e-9 + 1e-9; }

}  // namespace

TEST_CASE("the steps of a gap add up to the difference of the dollars") {
  const CompareReport r = compare_report(input());
  for (const std::size_t i : {1U, 2U}) {
    double sum = 0;
    for (const GapStep& s : cost(r, i).gap) sum += s.dollars;
    const double gap = cost(r, i).dollars->mid - cost(r, 0).dollars->mid;
    CHECK(std::abs(sum - gap) < near(cost(r, 0).dollars->mid));
  }
}

TEST_CASE("draws by hand give the same ranges and the same P") {
  CompareInput plain = input();
  plain.offers[1].offer.other_costs.clear();
  const CompareReport r = compare_report(plain);
  constexpr std::size_t draws = 20'000;
  const auto hand = oracle::draw_by_hand(plain, r, draws, 7);
  std::size_t cheaper = 0;
  for (const auto& d : hand) cheaper += d.dollars[1] < d.dollars[0];
  CHECK(*cost(r, 1).cheaper == doctest::Approx(double(cheaper) / draws).epsilon(0.03));
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<double> days, dollars;
    for (const auto& d : hand) {
      days.push_back(d.days[i]);
      dollars.push_back(d.dollars[i]);
    }
    CHECK(cost(r, i).days.low == doctest::Approx(quantile_of(days, 0.1)).epsilon(0.01));
    CHECK(cost(r, i).days.high == doctest::Approx(quantile_of(days, 0.9)).epsilon(0.01));
    CHECK(cost(r, i).dollars->high == doctest::Approx(quantile_of(dollars, 0.9)).epsilon(0.01));
  }
}

TEST_CASE("of two offers alike either is cheaper in half of the draws") {
  const CompareReport r = compare_report(input());
  CHECK(*cost(r, 2).cheaper == doctest::Approx(0.5).epsilon(0.03));
  CHECK(r.winners.empty());
}

TEST_CASE("of two quotes for the same machines the lower one is cheaper in nearly all draws") {
  const CompareReport r = compare_report(input({"offers.C.price=2.2 USD/h"}));
  CHECK(*cost(r, 2).cheaper > 0.97);
  CHECK(cost(r, 2).price_to_win->base() * 3600 > 2.3);
}

TEST_CASE("an owner commits the purchase") {
  CompareInput in = input();
  Ownership own;
  own.accelerator = 30'000.0 * dollar;
  in.offers[2].offer.price.reset();
  in.offers[2].offer.own = own;
  CHECK(cost(compare_report(in), 2).committed->mid ==
        doctest::Approx(256 * 30'000 / (1 - own.network)));
}

TEST_CASE("a plan of a batch over the limit is refused") {
  CompareInput in = input();
  in.offers[0].offer.plan = ParallelPlan{};
  in.offers[0].offer.plan->data = 0;
  in.offers[0].offer.plan->global_batch = 1024;
  const CompareReport r = compare_report(in);
  CHECK_FALSE(r.offers[0].cost);
  CHECK(r.offers[0].reasons.front().find("the job allows 4,194,304") != std::string::npos);
}

TEST_CASE("at the price to win an offer is cheaper with the confidence") {
  const CompareReport r = compare_report(input());
  for (const std::size_t i : {1U, 2U}) {
    CompareInput in = input();
    in.offers[i].offer.price = *cost(r, i).price_to_win;
    const CompareReport won = compare_report(in);
    CHECK(*cost(won, i).cheaper == doctest::Approx(0.8).epsilon(0.002));
  }
}

TEST_CASE("an offer that is cheaper and in time with the confidence is named, a late one is not") {
  const CompareReport r = compare_report(input({"offers.C.price=1 USD/h"}));
  REQUIRE(r.winners.size() == 1);
  CHECK(r.winners[0] == 2);
  CHECK(compare_report(input({"offers.C.price=1 USD/h", "deadline=1d"})).winners.empty());
}

TEST_CASE("the numbers are the same for any number of threads") {
  CompareInput one = input(), three = input();
  one.threads = 1;
  three.threads = 3;
  const CompareReport a = compare_report(one), b = compare_report(three);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(cost(a, i).settings == cost(b, i).settings);
    CHECK(cost(a, i).dollars->mid == cost(b, i).dollars->mid);
    CHECK(cost(a, i).dollars->low == cost(b, i).dollars->low);
    CHECK(cost(a, i).misses == cost(b, i).misses);
    CHECK(cost(a, i).cheaper == cost(b, i).cheaper);
  }
}

TEST_CASE("a stale price, a placeholder and none block the dollars until they are accepted") {
  for (const char* set : {"offers.B.quoted=2024-01", "offers.B.placeholder=true"}) {
    CompareInput in = input({set});
    CHECK_FALSE(cost(compare_report(in), 1).dollars);
    CHECK_FALSE(cost(compare_report(in), 1).cheaper);
    in.accept_stale = true;
    CHECK(cost(compare_report(in), 1).dollars);
  }
  CompareInput none = input();
  none.offers[1].offer.price.reset();
  CHECK(compare_report(none).offers[1].flaw == PriceFlaw::no_price);
  CHECK_FALSE(cost(compare_report(none), 1).dollars);
}

TEST_CASE("a term commits its whole hours, and the run uses its own") {
  const CompareReport r = compare_report(input());
  const double hours = 90 * 24 * 128 * 4.50;
  CHECK(cost(r, 1).committed->mid == doctest::Approx(hours * 1.1 + 20'000));
  CHECK(cost(r, 0).committed->mid == cost(r, 0).dollars->mid);
}

TEST_CASE("carbon follows the grid, and is not told where none is named") {
  const CompareReport r = compare_report(input());
  CHECK(cost(r, 2).carbon_kg.mid < 0.2 * cost(r, 0).carbon_kg.mid);
  CHECK(cost(r, 1).grid_g_per_kwh == 0);
  CHECK(cost(r, 1).carbon_kg.mid == 0);
}

TEST_CASE("research multiplies hours, dollars and energy, and not the days") {
  const CompareReport one = compare_report(input()), two = compare_report(input({"research=2.0"}));
  CHECK(cost(two, 0).days.mid == doctest::Approx(cost(one, 0).days.mid));
  CHECK(cost(two, 0).dollars->mid == doctest::Approx(2 * cost(one, 0).dollars->mid));
  CHECK(cost(two, 0).energy_j.mid == doctest::Approx(2 * cost(one, 0).energy_j.mid));
}

TEST_CASE("an owned offer's gap tells capital and power apart and adds up") {
  CompareInput in = input();
  Ownership own;
  own.accelerator = 30'000.0 * dollar;
  own.host = 8'000.0 * dollar;
  own.electricity = EnergyPrice::base(0.08 / 3.6e6);
  in.offers[2].offer.price.reset();
  in.offers[2].offer.own = own;
  const CompareReport r = compare_report(in);
  const OfferCost& c = cost(r, 2);
  REQUIRE(c.owned);
  double sum = 0;
  for (const GapStep& s : c.gap) sum += s.dollars;
  CHECK(std::abs(sum - (c.dollars->mid - cost(r, 0).dollars->mid)) < near(c.dollars->mid));
  CHECK(c.gap[static_cast<std::size_t>(GapCause::power)].dollars > 0);
  CHECK(c.hour.base() == doctest::Approx(c.owned->total().base()));
}

TEST_CASE("enough accelerators end in time with the confidence, fewer by a step do not") {
  const CompareInput in = input({"deadline=12d"});
  const CompareReport r = compare_report(in);
  const auto all = enough_accelerators(in, r);
  REQUIRE(all[0].count);
  CHECK(all[0].misses <= 0.2);
  CompareInput fewer = in;
  fewer.offers = {in.offers[0]};
  fewer.offers[0].run.cluster.accelerators = fewer.offers[0].offer.accelerators =
      *all[0].count - 32;
  const CompareReport less = compare_report(fewer);
  CHECK((!less.offers[0].cost || *cost(less, 0).misses > 0.2));
}

TEST_CASE("tokens for the dollars of a run are the run's tokens") {
  const CompareInput in = input();
  const CompareReport r = compare_report(in);
  const auto bought = bought_tokens(in, r, Dollars::base(cost(r, 1).dollars->mid));
  CHECK(bought[1]->median == doctest::Approx(2e12));
  CHECK(bought[1]->at_least < bought[1]->median);
  const auto runs = largest_runs(in, r, cost(r, 0).days.mid * day);
  CHECK(runs[0]->flops == doctest::Approx(real(r.model_flops)));
  CHECK(6 * runs[0]->optimal_parameters * runs[0]->optimal_tokens ==
        doctest::Approx(runs[0]->flops));
}

TEST_CASE("batches are multiples that the accelerators can share, at most the limit") {
  for (const Size n : {64, 2016, 4096, 5000})
    for (const Size b : batches_below(2048, n)) {
      CHECK(b <= 2048);
      CHECK(2 * b >= 2048);
    }
  CHECK(batches_below(2048, 2016).front() == 2016);
  CHECK(batches_below(3, 4096).front() == 2);
  CHECK(batches_below(1, 4096).front() == 1);
}
