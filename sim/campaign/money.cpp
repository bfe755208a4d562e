#include "campaign/money.h"

#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>

#include "base/numbers.h"

namespace tenfold {
namespace {

// Share of a purchase's value that newer chips take off it in a year, 0.14 orders of magnitude.
constexpr double decline = 0.14 * std::numbers::ln10;

std::optional<int> number(std::string_view text) {
  int n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return n;
}

// Months since the year 0; a date without a month is taken as its year's first, so that a doubtful
// price counts as older.
std::optional<int> months(std::string_view date) {
  const auto years = number(date.substr(0, 4));
  if (!years) return std::nullopt;
  const auto of_year = date.size() >= 7 ? number(date.substr(5, 2)) : 1;
  if (!of_year) return std::nullopt;
  return 12 * *years + *of_year;
}

double capital_a_year(const Ownership& o) {
  if (o.depreciation == Depreciation::price_performance) return decline;
  if (o.cost_of_capital == 0) return 1 / o.life_years;
  return o.cost_of_capital / (1 - std::pow(1 + o.cost_of_capital, -o.life_years));
}

}  // namespace

bool stale(const Quote& q, std::string_view today) {
  const auto then = months(q.date), now = months(today);
  return !then || !now || *now - *then > 12;
}

Bill bill(const Rental& r, Seconds accelerator_time) {
  const Dollars used = r.quote.price * accelerator_time;
  if (r.term == RentTerm::on_demand) return {used, used};
  return {used, r.quote.price * r.reserved * real(r.accelerators)};
}

Dollars purchase(const Ownership& o) {
  return (o.accelerator + o.host) / (1 - o.network) * (1 + o.installation);
}

HourlyCost hourly_cost(const Ownership& o) {
  const Dollars bought = purchase(o);
  return {bought * capital_a_year(o) / year / o.in_use, o.site_power * o.electricity,
          o.staff_a_year / year / o.in_use, bought * o.maintenance / year / o.in_use};
}

}  // namespace tenfold
