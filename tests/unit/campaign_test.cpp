// Power, carbon, money and phases of a run.
#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "campaign/carbon.h"
#include "campaign/money.h"
#include "campaign/phases.h"

namespace tenfold {
namespace {

SitePower h100_site() {
  return {.accelerator = 700.0 * watt, .host = 350.0 * watt, .network = 0, .facility = 1};
}

TEST_CASE("eight H100 at full load draw what a server of them was measured to draw") {
  CHECK(8 * drawn(h100_site(), 1).in(watt) == doctest::Approx(8400));
  // Heavy training, 7.75 kW: the accelerators at 0.9.
  CHECK(8 * drawn(h100_site(), 0.9).in(watt) == doctest::Approx(7750).epsilon(0.01));
}

TEST_CASE("a site draws more with utilisation, network and PUE, and something when idle") {
  SitePower p = h100_site();
  CHECK(drawn(p, 0).in(watt) == doctest::Approx(70 + 175));
  p.network = 0.1;
  p.facility = 1.2;
  CHECK(drawn(p, 1).in(watt) == doctest::Approx(1050 * 1.1 * 1.2));
}

TEST_CASE("accelerators that recover or wait draw idle power") {
  const SitePower p = h100_site();
  const Goodput g{.training = 0.7, .saving = 0.05, .lost = 0.05, .recovering = 0.1, .waiting = 0.1};
  CHECK(energy(p, hour, 1, g).in(kWh) == doctest::Approx(0.8 * 1.05 + 0.2 * 0.245));
}

TEST_CASE("a model card's power is the rated one times PUE whatever the utilisation") {
  for (const double u : {0.0, 0.4, 1.0})
    CHECK(drawn(model_card_power(700.0 * watt, 1.08), u).in(watt) == doctest::Approx(756));
}

TEST_CASE("a grid is found by region and nearest year, and none is made up") {
  CHECK(grid_of("united-states", 2025)->g_per_kwh == 369);
  CHECK(grid_of("france", 2022)->g_per_kwh == 57);
  CHECK(grid_of("france", 2023)->g_per_kwh == 56);
  CHECK(!grid_of("atlantis", 2023));
  std::set<std::pair<std::string_view, int>> seen;
  for (const Grid& g : grids()) {
    CHECK(g.g_per_kwh > 0);
    CHECK(g.g_per_kwh < 1000);
    CHECK(!g.source.empty());
    CHECK(seen.insert({g.region, g.year}).second);
  }
}

TEST_CASE("making an H100 is one percent of its hour in the USA and a tenth of it in Norway") {
  // 164 kg over 5 years at 60 %: 6 g an hour; operation 1.4 kW on either grid.
  const Embodied e{h100_baseboard_share, 5 * year, 0.6};
  CHECK(embodied(e, hour).kg * 1000 == doctest::Approx(6.2).epsilon(0.02));
  const double usa = operational(1.4 * kWh, grid_of("united-states", 2023)->g_per_kwh).kg;
  const double norway = operational(1.4 * kWh, grid_of("norway", 2023)->g_per_kwh).kg;
  CHECK(embodied(e, hour).kg / usa == doctest::Approx(0.012).epsilon(0.05));
  CHECK(embodied(e, hour).kg / norway == doctest::Approx(0.148).epsilon(0.05));
}

TEST_CASE("a price is stale when it is over a year old, by months, or has no date") {
  CHECK(!stale({{}, "2025-11", ""}, "2026-11-23"));
  CHECK(stale({{}, "2025-10-31", ""}, "2026-11-23"));
  CHECK(!stale({{}, "2026-05-14", ""}, "2026-11-23"));
  CHECK(stale({{}, "2025", ""}, "2026-11-23"));  // perhaps January
  CHECK(!stale({{}, "2026", ""}, "2026-11-23"));
  CHECK(stale({{}, "", ""}, "2026-11-23"));
  CHECK(stale({{}, "memory", ""}, "2026-11-23"));
}

TEST_CASE("what is reserved is paid for whether it is used or not") {
  Rental r{{2 * dollar / hour, "2026-05", ""}, RentTerm::on_demand, 0, {}};
  CHECK(bill(r, 1000 * hour).used.in(dollar) == doctest::Approx(2000));
  CHECK(bill(r, 1000 * hour).committed.in(dollar) == doctest::Approx(2000));
  r = {r.quote, RentTerm::reserved, 100, 30 * day};
  CHECK(bill(r, 1000 * hour).used.in(dollar) == doctest::Approx(2000));
  CHECK(bill(r, 1000 * hour).committed.in(dollar) == doctest::Approx(2 * 100 * 720));
}

TEST_CASE("an annuity without cost of capital is the straight line") {
  Ownership o{.accelerator = 43830 * dollar, .network = 0, .life_years = 5, .cost_of_capital = 0};
  CHECK((hourly_cost(o).total() * hour).in(dollar) == doctest::Approx(1));
  o.cost_of_capital = 1e-6;
  CHECK((hourly_cost(o).total() * hour).in(dollar) == doctest::Approx(1).epsilon(1e-5));
  o.in_use = 0.5;
  CHECK((hourly_cost(o).capital * hour).in(dollar) == doctest::Approx(2).epsilon(1e-5));
}

TEST_CASE("host, network and installation raise the purchase, staff and maintenance the hour") {
  Ownership o{.accelerator = 30000 * dollar, .host = 10000 * dollar, .network = 0.2};
  CHECK(purchase(o).in(dollar) == doctest::Approx(50000));
  o.installation = 0.1;
  CHECK(purchase(o).in(dollar) == doctest::Approx(55000));
  o.staff_a_year = 876.6 * dollar;
  o.maintenance = 0.05;
  const HourlyCost h = hourly_cost(o);
  CHECK((h.staff * hour).in(dollar) == doctest::Approx(0.1));
  CHECK((h.maintenance * hour).in(dollar) == doctest::Approx(2750 / 8766.0));
  CHECK((h.total() * hour).in(dollar) ==
        doctest::Approx(((h.capital + h.electricity + h.staff + h.maintenance) * hour).in(dollar)));
}

TEST_CASE("DeepSeek-V3's three phases are 2,788 thousand hours") {
  const PhaseSum all =
      sum({{RunPhaseKind::pretraining, "", Count{14'800'000'000'000}, 2664e3 * hour},
           {RunPhaseKind::context_extension, "", 0, 119e3 * hour},
           {RunPhaseKind::sft, "", 0, 5e3 * hour}});
  CHECK(all.accelerator_time.in(hour) == doctest::Approx(2788e3));
  CHECK(real(all.tokens) == 14.8e12);
}

TEST_CASE("a batch ramp's steps see every token, each stage by whole steps") {
  // 10 tokens a step to 95, then 100: ten steps see 100, nine of 100 the other 900.
  const auto steps = ramp_steps({{95, 10}, {1000, 100}}, 1000);
  CHECK(steps == std::vector<Count>{10, 9});
  CHECK(ramp_steps({{95, 10}, {1000, 100}}, 50) == std::vector<Count>{5, 0});
  CHECK(ramp_steps({{0, 100}}, 1001) == std::vector<Count>{11});
}

}  // namespace
}  // namespace tenfold
