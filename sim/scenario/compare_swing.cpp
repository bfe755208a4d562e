// What moves an offer's cost: one input at a time from its 10 to its 90 % point.
#include <algorithm>
#include <cmath>

#include "base/numbers.h"
#include "base/sobol.h"
#include "scenario/compare_parts.h"

namespace tenfold {
namespace {

// Everything that is drawn, at its median.
struct Point {
  OperationDraw operation;
  double step = 0;       // seconds
  double rent_at = 0.5;  // quantile
  double price_factor = 1;
};

double dollars_at(const Point& p, const OfferInput& in, const OfferCost& c,
                  const std::optional<Uncertain>& rent, double research) {
  const Operated o = operated(c.operation, p.operation);
  const double held =
      real(c.steps) * p.step * o.time_factor * real(c.operation.accelerators) * research;
  const double hourly =
      hour_price(in.offer, rent.value_or(Certain{0}), p.rent_at, o.site_power).total();
  return with_other_costs(held * hourly * p.price_factor, in.offer);
}

}  // namespace

std::vector<Swing> swings(const OfferInput& in, const OfferCost& c, double research) {
  constexpr double low = 0.1, high = 0.9, price_step = 0.1;
  const auto rent = rent_of(in);
  const OperationFactors& f = c.operation.factors;
  const Point middle{medians(f), c.step.seconds, 0.5, 1};
  std::vector<Swing> all;
  const auto add = [&](std::string_view what, const auto& set) {
    Point a = middle, b = middle;
    set(a, low);
    set(b, high);
    all.push_back(
        {what, dollars_at(a, in, c, rent, research), dollars_at(b, in, c, rent, research)});
  };
  add("step time", [&](Point& p, double u) { p.step *= std::exp(c.spread * standard_normal(u)); });
  add("failures",
      [&](Point& p, double u) { p.operation.failures = quantile(f.failures.value, u); });
  add("recovery",
      [&](Point& p, double u) { p.operation.recovery = quantile(f.recovery.value, u); });
  add("slow-down",
      [&](Point& p, double u) { p.operation.slow_down = quantile(f.slow_down.value, u); });
  if (in.offer.own) {
    add("power",
        [&](Point& p, double u) { p.operation.power_share = quantile(f.power_share.value, u); });
  } else if (!in.offer.price) {
    add("rent", [&](Point& p, double u) { p.rent_at = u; });
  }
  add("price +-10 %", [&](Point& p, double u) {
    p.price_factor = u < middle.rent_at ? 1 - price_step : 1 + price_step;
  });
  std::stable_sort(all.begin(), all.end(), [](const Swing& a, const Swing& b) {
    return std::abs(a.high - a.low) > std::abs(b.high - b.low);
  });
  return all;
}

}  // namespace tenfold
