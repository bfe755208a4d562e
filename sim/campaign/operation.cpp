#include "campaign/operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/numbers.h"
#include "campaign/judged.h"

namespace tenfold {
namespace {

constexpr double bytes_a_parameter = 14;
constexpr int young_months = 24;
const Bandwidth node_storage = GB / second;
const Bandwidth copy_to_host = 25.0 * GB / second;  // where the profile does not tell

// Months since the year 0 of "2026-11-23", "2026-11" or "2026", which is taken as its last.
std::optional<int> months(std::string_view date) {
  const auto part = [&](std::size_t from, std::size_t length) -> std::optional<int> {
    int n = 0;
    if (date.size() < from + length) return std::nullopt;
    const char* const first = date.data() + from;
    const auto [end, error] = std::from_chars(first, first + length, n);
    return error == std::errc{} && end == first + length ? std::optional(n) : std::nullopt;
  };
  const auto year = part(0, 4);
  if (!year) return std::nullopt;
  return 12 * *year + part(5, 2).value_or(12);
}

bool is_young(const Accelerator& a, std::string_view today) {
  const auto then = months(a.released), now = months(today);
  return then && now && *now - *then < young_months;
}

constexpr double per_1000_days = 1 / 8.64e7;

CostFactor failures(const Cluster& c, std::string_view today) {
  CostFactor f{"failures", "interruptions by a node of eight", {}, "/1000 d", {}};
  if (c.node_failures) {
    const double of_eight =
        c.node_failures->base() * 8 / real(std::max<std::int64_t>(c.node_size, 1));
    f.value = LogNormal{of_eight, of_eight / 1.5, of_eight * 1.5};
    if (const auto known = c.provenance.find("cluster.node_failures"); known != c.provenance.end())
      f.provenance = known->second;
    return f;
  }
  const double rate = (is_young(c.accelerator, today) ? 8 : 4) * per_1000_days;
  f.value = LogNormal{rate, rate / 2.5, rate * 2.5};
  f.provenance = judged(
      fmt::format("Published fleets: 3.8 (Llama 3, H100), 2.3 and 6.5 (Meta's A100, recalled), 16 "
                  "(OPT-175B) a thousand node-days; 4 [1.6, 10]{}.",
                  is_young(c.accelerator, today)
                      ? ", twice that for a part released less than two years ago"
                      : ""),
      "The Llama 3 Herd of Models, arXiv:2407.21783; Revisiting Reliability, arXiv:2410.21680",
      "https://arxiv.org/abs/2407.21783", "2024-07-31");
  return f;
}

CostFactor recovery() {
  return {
      "recovery", "s from an interruption until steps run again, reading the state apart",
      LogNormal{600, 240, 1500}, "s",
      judged("MegaScale diagnoses in under 10 min and catches up in under 15; mlsysim assumes 6 "
             "min in all: 10 min [4, 25].",
             "MegaScale, arXiv:2402.15627", "https://arxiv.org/abs/2402.15627", "2024-02-23")};
}

CostFactor slow_down() {
  return {"slow_down", "time over that of steps and failures: planned stops, lagging ranks",
          LogNormal{1.03, 1.005, 1.056}, "",
          judged("Llama 3 405B trained \"over 90 %\" of its time where failures alone leave 94.5 "
                 "%; ByteRobust 97 % over three months.",
                 "The Llama 3 Herd of Models, arXiv:2407.21783; ByteRobust, arXiv:2509.16293",
                 "https://arxiv.org/abs/2407.21783", "2024-07-31")};
}

// So many spares that the run waits for one less than a thousandth of its time, by the Erlang
// formula at the median rate.
std::int64_t enough_spares(const Failures& f) {
  const double load = f.replaced * (rate(f) * f.repair);
  std::int64_t n = 0;
  while (n < 10'000 && erlang_loss(n + 1, load) > 1e-3) ++n;
  return n;
}

Failures failures_of(const Operation& o, double of_eight) {
  Failures f;
  f.per_node = Frequency::base(of_eight * o.accelerators_of_node / 8);
  f.nodes = o.nodes;
  f.spares = o.spares;
  return f;
}

// Half of the width of ln(time factor) between the 5 and 95 % points of one input, in standard
// deviations.
template <class Set>
double spread_of(const Operation& o, const Uncertain& value, const Set& set) {
  OperationDraw low = medians(o.factors), high = low;
  set(low, quantile(value, 0.05));
  set(high, quantile(value, 0.95));
  return std::abs(std::log(operated(o, high).time_factor / operated(o, low).time_factor)) /
         (2 * z95);
}

}  // namespace

CostFactor goodput_factor(const Operation& o) {
  const OperationFactors& f = o.factors;
  const double trains = 1 / operated(o, medians(f)).time_factor;
  const double spread = std::hypot(
      spread_of(o, f.failures.value, [](OperationDraw& d, double v) { d.failures = v; }),
      std::hypot(
          spread_of(o, f.recovery.value, [](OperationDraw& d, double v) { d.recovery = v; }),
          spread_of(o, f.slow_down.value, [](OperationDraw& d, double v) { d.slow_down = v; })));
  const double wide = std::exp(z95 * spread);
  return {"goodput", "part of the time that trains",
          LogNormal{trains, trains / wide, trains * wide}, "",
          judged("From failures of its nodes, recoveries and copies of its state, and what else "
                 "slows a run: docs/campaign.md.",
                 "The Llama 3 Herd of Models, arXiv:2407.21783; MegaScale, arXiv:2402.15627",
                 "https://arxiv.org/abs/2407.21783", "2024-07-31")};
}

std::vector<CostFactor> factor_list(const OperationFactors& f) {
  return {f.failures, f.recovery, f.slow_down, f.server_power, f.power_share, f.facility};
}

Operation operation(const Cluster& c, Count parameters, std::string_view today) {
  const CostFactors known = cost_factors(c.accelerator, {});
  Operation o;
  o.accelerators = c.accelerators;
  const std::int64_t node = std::clamp<std::int64_t>(c.node_size, 1, 8);
  o.nodes = (c.accelerators + node - 1) / node;
  o.accelerators_of_node = real(node);
  o.checkpoint.kind = CheckpointKind::asynchronous;
  o.checkpoint.size = bytes_a_parameter * real(parameters) * byte;
  o.checkpoint.storage = c.storage.value_or(real(o.nodes) * node_storage);
  o.checkpoint.host = real(c.accelerators) * c.accelerator.host_bandwidth.value_or(copy_to_host);
  o.factors = {failures(c, today), recovery(),        slow_down(),
               known.server_power, known.power_share, known.facility};
  if (c.facility) {
    o.factors.facility.value = Certain{*c.facility};
    if (const auto f = c.provenance.find("cluster.facility"); f != c.provenance.end())
      o.factors.facility.provenance = f->second;
  }
  o.spares = enough_spares(failures_of(o, median(o.factors.failures.value)));
  return o;
}

OperationDraw medians(const OperationFactors& f) {
  return {median(f.failures.value),     median(f.recovery.value),    median(f.slow_down.value),
          median(f.server_power.value), median(f.power_share.value), median(f.facility.value)};
}

Operated operated(const Operation& o, const OperationDraw& d) {
  const Failures f = failures_of(o, d.failures);
  Operated out;
  out.interruptions = rate(f);
  out.saving = best_saving(o.checkpoint, out.interruptions);
  // How the time until steps run again is split moves nothing.
  const Recovery recovery{.detect = d.recovery * second, .restart = {}, .warm = {}};
  out.goodput = goodput(f, recovery, o.checkpoint, out.saving);
  out.time_factor = d.slow_down / out.goodput.training;
  out.site_power = Watts::base(d.server_power * d.power_share * d.facility);
  return out;
}

}  // namespace tenfold
