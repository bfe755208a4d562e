// What an hour of an accelerator costs, rented or owned, and what a run comes to.
//
// Owned, of a purchase P = (accelerator + host) / (1 - network share) x (1 + installation):
//
//   annuity            P x c / (1 - (1 + c)^-life) a year, c the cost of capital; P / life for c =
//   0 price_performance  P x ln 10 x 0.14 a year: what newer chips take off its value. Epoch AI's
//                      (Cottier et al. 2024, arXiv:2405.21015); only the purchase counts,
//                      undiscounted
//
// and a year's electricity, staff and maintenance, over the hours of the year that it is in use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/names.h"
#include "campaign/power.h"

namespace tenfold {

inline constexpr Dollars dollar = Dollars::base(1);

// A price that somebody quoted. `date` is as exact as its source: "2026-05-14", "2026-05" or
// "2026".
struct Quote {
  Rent price;
  std::string date, source;
};

// Over a year old on `today` ("2026-11-23"), by months; without a date a price is stale.
bool stale(const Quote&, std::string_view today);

enum class RentTerm : std::uint8_t { on_demand, reserved };
struct Rental {
  Quote quote;
  RentTerm term = RentTerm::on_demand;
  std::int64_t accelerators = 0;  // reserved: so many for so long, used or not
  Seconds reserved;
};
// What the run uses, and what its buyer has committed to pay: the same on demand.
struct Bill {
  Dollars used, committed;
};
Bill bill(const Rental&, Seconds accelerator_time);

enum class Depreciation : std::uint8_t { annuity, price_performance };
template <>
inline constexpr std::array enum_names<Depreciation>{std::string_view("annuity"),
                                                     std::string_view("price_performance")};

struct Ownership {
  Dollars accelerator{}, host{};  // an accelerator and its share of its server
  double network = 0.15;          // share of the cluster's price; 0.09 to 0.19 are published
  double installation = 0;        // of the purchase: site work, delivery
  Depreciation depreciation = Depreciation::annuity;
  double life_years = 5;         // operators state 4 to 6
  double cost_of_capital = 0.1;  // a year
  Watts site_power{};            // an accelerator's share of the site's mean draw
  EnergyPrice electricity{};
  Dollars staff_a_year{};  // an accelerator's share
  double maintenance = 0;  // of the purchase, a year
  double in_use = 1;       // part of the time that somebody uses it
};
Dollars purchase(const Ownership&);

// An hour of use, by part.
struct HourlyCost {
  Rent capital, electricity, staff, maintenance;
  Rent total() const { return capital + electricity + staff + maintenance; }
};
HourlyCost hourly_cost(const Ownership&);

// All compute of a project over its final run's: failed runs, ablations, smaller models. Published:
// 1.14 (GPT-3's smaller models) to 1.5 (Meta's fleet, arXiv:2111.00364), as Epoch AI's notebook on
// development costs lists them; 1.5 for OLMo (arXiv:2503.05804); 5.6 for Olmo 3, where development
// was 82.2 % of the whole.
struct Research {
  double factor = 1.2;
};
inline Dollars with_research(Dollars run, const Research& r) { return r.factor * run; }

}  // namespace tenfold
