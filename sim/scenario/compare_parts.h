// Parts of compare_report(). Private to scenario/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/compare.h"

namespace tenfold {

// An offer's best plan for the job, or why there is none.
struct OfferPlan {
  std::optional<ParallelPlan> plan;
  bool searched = true;
  Size plans_total = 0;
  std::vector<std::string> reasons;
  std::vector<std::string> notes;
};
OfferPlan best_plan(const OfferInput&, const ComparedJob&, int threads);

// Global batches that a search tries: multiples of degrees that the accelerators leave, near the
// limit from below.
std::vector<Size> batches_below(Size limit, Size accelerators);

// An hour of an accelerator at a share of the site's power, apart from other costs.
struct HourPrice {
  double capital = 0, power = 0;  // USD for a second
  double total() const { return capital + power; }
};
HourPrice hour_price(const Offer&, const Uncertain& rent, double quantile_of_rent,
                     Watts site_power);

// The rent that an offer's price, or else its accelerator's profile, gives; USD/h.
std::optional<Uncertain> rent_of(const OfferInput&);
PriceFlaw flaw_of(const OfferInput&, const std::string& as_of);

// One input at a time exchanged, from the baseline's to the offer's.
std::vector<GapStep> gap(const OfferInput& baseline, const OfferCost& of_baseline,
                         const OfferInput&, const OfferCost&, double research);

// What moves an offer's dollars, widest first.
std::vector<Swing> swings(const OfferInput&, const OfferCost&, double research);

// Fills what is counted over draws: ranges, P(misses), P(cheaper), prices to win.
void count_draws(CompareReport&, const CompareInput&);

// What an owner commits: the purchase of all accelerators, or what the run costs where that is
// more.
double committed_by_purchase(const Offer&, double hours);

// Dollars of other costs beside `hours` dollars of accelerator-hours.
double with_other_costs(double hours, const Offer&);

}  // namespace tenfold
