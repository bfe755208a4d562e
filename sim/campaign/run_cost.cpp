#include "campaign/run_cost.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "campaign/judged.h"

namespace tenfold {
namespace {

constexpr double hour = 3600;

// Standard deviation of the logarithm, from the 10 and 90 % points.
double log_spread(const Uncertain& u) {
  if (is_certain(u)) return 0;
  return std::log(quantile(u, 0.9) / quantile(u, 0.1)) / (2 * z90);
}

CostFactor power_share() {
  return {"power_share", "power drawn of what the server is rated", LogNormal{0.76, 0.68, 0.85}, "",
          judged("Nodes of eight H100 draw 76 % of 10.2 kW in heavy training.",
                 "Power of H100 nodes in training, arXiv:2412.08602 and arXiv:2506.14551",
                 "https://arxiv.org/abs/2412.08602", "2024-12-11")};
}

CostFactor facility() {
  return {"pue", "energy of the site over its servers'", LogNormal{1.12, 1.05, 1.195}, "",
          judged("Operators of large sites state 1.08 to 1.17; colocation is nearer to 1.25.",
                 "Power usage effectiveness as AWS, Microsoft, Google and Meta state it",
                 "https://www.datacenterdynamics.com", "2026-11-22")};
}

// What stands behind a number of the profile. An assumed one has no source of its own: the one that
// it inherits is its table's.
Provenance known(const Accelerator& a, const std::string& field) {
  const auto found = a.provenance.find("accelerator." + field);
  if (found == a.provenance.end()) return {};
  Provenance p = found->second;
  if (p.grade == Grade::assumed) p.source = {};
  return p;
}

CostFactor server_power(const Accelerator& a) {
  CostFactor f{"server_power", "rated power of a server, an accelerator's share", {}, "W", {}};
  if (a.server_power) {
    f.value = Certain{a.server_power->base()};
    f.provenance = known(a, "server_power");
    return f;
  }
  const double rated = 1.8 * a.power.base();
  f.value = LogNormal{rated, rated / 1.15, rated * 1.15};
  f.provenance = judged(
      "1.8 times the accelerator's rating: servers of H100 are rated 1.82 times, of A100 2.03, of "
      "TPU v4 1.56.",
      "Epoch AI, training-cost-trends, constants of its energy model",
      "https://github.com/epoch-research/training-cost-trends", "2026-11-22");
  return f;
}

// The prices quoted are taken as the 5 and 95 % points.
std::optional<CostFactor> rent(const Accelerator& a) {
  if (!a.rent_low || !a.rent_high) return std::nullopt;
  const double low = a.rent_low->base() * hour, high = a.rent_high->base() * hour;
  CostFactor f{"rent", "rent of an accelerator", {}, "USD/h", {}, a.rent_date};
  if (f.date.empty()) f.date = "undated";
  f.value = LogNormal{std::sqrt(low * high), low, high};
  f.provenance = known(a, "rent_low");
  f.provenance.reasoning =
      fmt::format("quoted from {:.2f} to {:.2f} USD/h ({}), taken as 5 and 95 % points", low, high,
                  a.rent_date.empty() ? "date not told" : a.rent_date);
  return f;
}

Uncertain scaled_to(const Uncertain& u, double value) {
  const auto* d = std::get_if<LogNormal>(&u);
  if (!d) return Certain{value};
  const double by = value / d->median;
  return LogNormal{value, d->p05 * by, d->p95 * by};
}

}  // namespace

CostFactors cost_factors(const Accelerator& a, CostFactor goodput) {
  return {std::move(goodput), server_power(a), power_share(), facility(), rent(a)};
}

std::vector<CostFactor> factor_list(const CostFactors& f) {
  std::vector<CostFactor> all{f.goodput, f.server_power, f.power_share, f.facility};
  if (f.rent) all.push_back(*f.rent);
  return all;
}

std::optional<CostFactors> with_factor(CostFactors f, const std::string& name, double median) {
  if (name == "rent" && !f.rent)
    f.rent = CostFactor{"rent", "rent of an accelerator", {}, "USD/h", {}, {}};
  for (CostFactor* one :
       {&f.goodput, &f.server_power, &f.power_share, &f.facility, f.rent ? &*f.rent : nullptr})
    if (one && one->name == name) {
      one->value = scaled_to(one->value, median);
      one->date.clear();
      one->provenance = {.grade = Grade::assumed,
                         .source = {},
                         .reasoning = "Set on the command line.",
                         .file = {},
                         .line = 0};
      return f;
    }
  return std::nullopt;
}

RunCost run_cost(const Estimate<Seconds>& step, Count tokens_of_step, Count tokens,
                 std::int64_t accelerators, const CostFactors& f) {
  const Count steps = (tokens + tokens_of_step - 1) / tokens_of_step;
  return run_cost_of_steps({real(steps) * step.median, step.spread}, steps, tokens, accelerators,
                           f);
}

RunCost run_cost_of_steps(const Estimate<Seconds>& steps_time, Count steps, Count tokens,
                          std::int64_t accelerators, const CostFactors& f) {
  RunCost run;
  run.tokens = tokens, run.steps = steps, run.steps_time = steps_time.median;
  run.time.median = run.steps_time / median(f.goodput.value);
  run.time.spread = std::hypot(steps_time.spread, log_spread(f.goodput.value));
  run.accelerator_time = {run.time.median * real(accelerators), run.time.spread};

  const double drawn =
      median(f.server_power.value) * median(f.power_share.value) * median(f.facility.value);
  run.energy.median = run.accelerator_time.median * Watts::base(drawn);
  run.energy.spread =
      std::hypot(std::hypot(run.time.spread, log_spread(f.server_power.value)),
                 std::hypot(log_spread(f.power_share.value), log_spread(f.facility.value)));
  if (f.rent) {
    const Rent each = Rent::base(median(f.rent->value) / hour);
    run.dollars = Estimate<Dollars>{run.accelerator_time.median * each,
                                    std::hypot(run.time.spread, log_spread(f.rent->value))};
  }
  return run;
}

}  // namespace tenfold
