// What a buyer of compute is offered: accelerators, a price, from when, for how long, what else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/units.h"
#include "campaign/money.h"
#include "plan/plan.h"

namespace tenfold {

// What an offer costs beside its accelerator-hours: storage, egress, engineers to port.
struct OtherCost {
  std::string name;
  Dollars once{};    // of the whole run
  double share = 0;  // of what the accelerator-hours cost
};
template <>
struct Fields<OtherCost> {
  static constexpr std::tuple table{
      Field{"name", &OtherCost::name, "what for"},
      Field{"once", &OtherCost::once, "of the whole run", optional},
      Field{"share", &OtherCost::share, "of the accelerator-hours' cost",
            Rule{.required = false, .high = 10}},
  };
};

template <>
struct Fields<Ownership> {
  static constexpr Rule fraction{.required = false, .high = 1};
  static constexpr std::tuple table{
      Field{"accelerator", &Ownership::accelerator, "price of an accelerator"},
      Field{"host", &Ownership::host, "price of its share of its server", optional},
      Field{"network", &Ownership::network, "share of the cluster's price; default 0.15",
            Rule{.required = false, .high = 0.9}},
      Field{"installation", &Ownership::installation, "of the purchase", fraction},
      Field{"depreciation", &Ownership::depreciation, "annuity or price_performance", optional},
      Field{"life_years", &Ownership::life_years, "years until it is worth nothing; default 5",
            Rule{.required = false, .low = 0.5, .high = 30}},
      Field{"cost_of_capital", &Ownership::cost_of_capital, "a year; default 0.1", fraction},
      Field{"electricity", &Ownership::electricity, "price of electricity", optional},
      Field{"staff_a_year", &Ownership::staff_a_year, "an accelerator's share", optional},
      Field{"maintenance", &Ownership::maintenance, "of the purchase, a year", fraction},
      Field{"in_use", &Ownership::in_use, "part of the time that somebody uses it; default 1",
            Rule{.required = false, .low = 0.01, .high = 1}},
  };
};

// "A" of "A H100": an offer is known by its name, or by its first word.
inline std::string first_word(const std::string& name) { return name.substr(0, name.find(' ')); }

// Rented at a price, on demand or for a term; or owned. Without either, the rents that the
// accelerator's profile knows stand for an offer, and are no offer.
struct Offer {
  std::string name;         // "A H100"
  std::string accelerator;  // profile; empty: the cluster's
  std::string cluster;      // empty: the accelerator's usual one
  std::string framework = "megatron-core-2024";
  Size accelerators = 0;
  std::optional<Rent> price;          // of an accelerator for an hour
  std::string quoted, quoted_by;      // when and by whom: "2026-10-30"
  bool placeholder = false;           // a price that nobody has offered
  std::optional<Seconds> term;        // paid for whether used or not; nothing: on demand
  Seconds starts_after{};             // until it can start
  std::vector<std::string> includes;  // in the price: "storage", "network", "support"
  std::vector<OtherCost> other_costs;
  std::optional<Ownership> own;
  std::string region;  // of the grid; empty: the cluster's
  std::optional<double> facility;
  std::optional<Frequency> node_failures;
  std::optional<Bandwidth> storage;
  std::optional<ParallelPlan> plan;  // nothing: searched
};
template <>
struct Fields<Offer> {
  static constexpr std::tuple table{
      Field{"name", &Offer::name, "as the report calls it"},
      Field{"accelerator", &Offer::accelerator, "profile in hardware_profiles/", optional},
      Field{"cluster", &Offer::cluster, "profile in hardware_profiles/clusters/, instead",
            optional},
      Field{"framework", &Offer::framework, "profile in hardware_profiles/frameworks/", optional},
      Field{"accelerators", &Offer::accelerators, "how many; a superchip of two counts two",
            positive},
      Field{"price", &Offer::price, "of an accelerator for an hour", optional},
      Field{"quoted", &Offer::quoted, "date of the quote", optional},
      Field{"quoted_by", &Offer::quoted_by, "who quoted it", optional},
      Field{"placeholder", &Offer::placeholder, "a price that nobody has offered", optional},
      Field{"term", &Offer::term, "paid for whether used or not; default: on demand", optional},
      Field{"starts_after", &Offer::starts_after, "until it can start", optional},
      Field{"includes", &Offer::includes, "what the price includes", optional},
      Field{"other_costs", &Offer::other_costs, "beside the accelerator-hours", optional},
      Field{"own", &Offer::own, "bought instead of rented", optional},
      Field{"region", &Offer::region, "of the grid that feeds it", optional},
      Field{"facility", &Offer::facility, "PUE of its site",
            Rule{.required = false, .low = 1, .high = 4}},
      Field{"node_failures", &Offer::node_failures, "interruptions of a job by one of its nodes",
            optional},
      Field{"storage", &Offer::storage, "that all ranks together write checkpoints to", optional},
      Field{"plan", &Offer::plan, "given instead of searched", optional},
  };
};

}  // namespace tenfold
