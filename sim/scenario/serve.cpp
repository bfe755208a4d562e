#include "scenario/serve.h"

#include <algorithm>
#include <cmath>

#include "base/quantile.h"
#include "base/sobol.h"
#include "scenario/serve_parts.h"

namespace tenfold {
namespace {

constexpr std::int64_t draws = 4096;
constexpr std::uint64_t seed = 20260408;  // of the claim's day, as checks have it
constexpr std::size_t shared_dimensions = 3;

Service service_of(const ServeInput& in) {
  Service s{served(in.architecture, in.job.unit, in.cluster), {}, in.job.requests, in.job.latency};
  if (in.job.prefill) s.prefill = served(in.architecture, *in.job.prefill, in.cluster);
  return s;
}

// At a rent of 1 USD an hour and full use.
std::optional<TokenCost> computed_cost(const ServeInput& in, const ServedAlternative& a) {
  if (!a.listed.unit || !a.architecture) return std::nullopt;
  const Service s{
      served(*a.architecture, *a.listed.unit, in.cluster), {}, in.job.requests, in.job.latency};
  const ServiceRate rate = service_rate(s);
  return rate.serves() ? std::optional(token_cost(rate, 1, 1)) : std::nullopt;
}

ListedRow listed_row(const ServeInput& in, std::size_t i, const ServingDraws& d,
                     const TokenCost& own) {
  const ServedAlternative& a = in.alternatives[i];
  ListedRow row;
  row.name = a.listed.name;
  row.price = {a.listed.input, a.listed.output, a.listed.cached.value_or(a.listed.input)};
  row.request_price = request_price(row.price, in.job.requests);
  if (a.active) row.active = median(*a.active);
  const auto computed = computed_cost(in, a);
  if (computed)
    row.basis = CostBasis::computed;
  else if (a.active && in.active > 0)
    row.basis = CostBasis::by_active_parameters;
  if (row.basis == CostBasis::unknown) return row;
  std::vector<double> input, output, cost, left;
  for (std::size_t k = 0; k < d.factor.size(); ++k) {
    const double ratio = computed ? 1 : d.active[k][i] / in.active;
    const TokenCost c = d.factor[k] * ratio * computed.value_or(own);
    input.push_back(c.input), output.push_back(c.output);
    cost.push_back(request_cost(c, in.job.requests));
    left.push_back(margin(c, row.price, in.job.requests));
  }
  row.floor_input = drawn_range(input), row.floor_output = drawn_range(output);
  row.request_cost = drawn_range(cost), row.margin = drawn_range(left);
  const auto losing = std::count_if(left.begin(), left.end(), [](double m) { return m < 0; });
  row.loses = real(std::int64_t{losing}) / real(std::ssize(left));
  return row;
}

}  // namespace

double PriceDecline::a_year() const { return std::pow(factor, 1 / years); }

Uncertain usual_throughput(const Architecture& a) {
  for (const Block& b : a.layers)
    if (std::holds_alternative<MixtureOfExperts>(b.feed_forward)) return routed_throughput;
  return dense_throughput;
}

DrawnRange drawn_range(const std::vector<double>& values) {
  return {quantile_of(values, 0.1), quantile_of(values, 0.5), quantile_of(values, 0.9)};
}

ServingDraws serving_draws(const ServeInput& in) {
  const std::size_t dimensions = shared_dimensions + in.alternatives.size();
  const std::vector<double> u = sobol_points(0, draws, dimensions, seed);
  const Uncertain throughput = in.job.throughput.value_or(usual_throughput(in.architecture));
  ServingDraws d;
  for (std::size_t k = 0; k < static_cast<std::size_t>(draws); ++k) {
    const double* at = &u[k * dimensions];
    const double rent = quantile(in.job.usd_per_hour, at[0]);
    d.rent.push_back(rent);
    d.utilisation.push_back(quantile(in.job.utilisation, at[1]));
    d.throughput.push_back(quantile(throughput, at[2]));
    d.factor.push_back(rent / (d.utilisation[k] * d.throughput[k]));
    std::vector<double>& active = d.active.emplace_back();
    for (std::size_t i = 0; i < in.alternatives.size(); ++i) {
      const auto& a = in.alternatives[i].active;
      active.push_back(a ? quantile(*a, at[shared_dimensions + i]) : 0);
    }
  }
  return d;
}

ServeReport serve_report(const ServeInput& in) {
  const Service service = service_of(in);
  ServeReport r;
  r.rate = service_rate(service);
  r.devices = device_rows(in);
  r.throughput = in.job.throughput.value_or(usual_throughput(in.architecture));
  if (!r.rate.serves()) return r;
  const ServingDraws d = serving_draws(in);
  const TokenCost own = token_cost(r.rate, 1, 1);
  const double middle =
      median(in.job.usd_per_hour) / median(in.job.utilisation) / median(r.throughput);
  r.cost = middle * own;
  r.request_cost = request_cost(r.cost, in.job.requests);
  std::vector<double> input, output;
  for (const double factor : d.factor)
    input.push_back(factor * own.input), output.push_back(factor * own.output);
  r.input = drawn_range(input), r.output = drawn_range(output);
  for (std::size_t i = 0; i < in.alternatives.size(); ++i)
    r.listed.push_back(listed_row(in, i, d, own));
  r.contract = contract_report(in, r, d);
  r.life = life_report(in, r);
  return r;
}

}  // namespace tenfold
