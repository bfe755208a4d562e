#include "serving/price.h"

namespace tenfold {
namespace {

constexpr double million = 1e6, hour_seconds = 3600;

}  // namespace

TokenCost operator*(double x, TokenCost c) { return {x * c.input, x * c.output}; }

TokenCost token_cost(const ServiceRate& r, double usd_per_hour, double utilisation) {
  const double second_price = usd_per_hour / hour_seconds / utilisation;
  return (million * second_price) * TokenCost{r.input_seconds, r.output_seconds};
}

double request_cost(const TokenCost& c, const Requests& r) {
  return (r.fresh() * c.input + real(r.output) * c.output) / million;
}

double request_price(const TokenPrice& p, const Requests& r) {
  return (r.fresh() * p.input + r.kept() * p.cached + real(r.output) * p.output) / million;
}

double break_even_price(const TokenCost& c, const TokenPrice& p, const Requests& r) {
  return request_cost(c, r) / request_price(p, r);
}

double margin(const TokenCost& c, const TokenPrice& p, const Requests& r) {
  return 1 - break_even_price(c, p, r);
}

}  // namespace tenfold
