#include "report/explain_compare.h"

#include <fmt/format.h>

#include <cmath>

#include "base/digits.h"
#include "report/compare_parts.h"
#include "report/table.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double million = 1e6;

OfferNumber days(const OfferCost& c) {
  return {
      "days",
      range_text(c.days, 1, 3),
      fmt::format("{} steps x {} s a step x {} of slow-down / {} of goodput", grouped(c.steps),
                  significant(c.step.seconds, 4),
                  significant(median(c.operation.factors.slow_down.value), 4),
                  significant(c.operated.goodput.training, 4)),
      {c.operation.factors.slow_down, c.operation.factors.failures, c.operation.factors.recovery},
      {fmt::format("a step of {} tokens: 80 % within {:.0f} % of its median",
                   with_suffix(real(c.tokens_of_step)), 100 * (interval_factor(c.spread) - 1))}};
}

OfferNumber hours(const CompareInput& in, const OfferCost& c) {
  return {"hours",
          range_text(c.accelerator_hours, million, 3) + " M",
          fmt::format("{} days x 24 x {} accelerators x {} of research", significant(c.days.mid, 4),
                      grouped(Count{c.operation.accelerators}), significant(in.job.research, 3)),
          {},
          {}};
}

OfferNumber dollars(const OfferInput& in, const OfferCost& c) {
  OfferNumber n{
      "dollars", c.dollars ? range_text(*c.dollars, million, 3) + " M" : "not told", "", {}, {}};
  n.made = fmt::format("{} M accelerator-hours x {} USD",
                       significant(c.accelerator_hours.mid / million, 4), hourly(c.hour));
  for (const OtherCost& other : in.offer.other_costs)
    n.made += other.share > 0
                  ? fmt::format(", {} more for {}", percent_text(other.share), other.name)
                  : fmt::format(", and {} M for {}", significant(other.once.base() / million, 3),
                                other.name);
  if (const auto p = in.provenance.find("price"); p != in.provenance.end())
    n.also.push_back(
        fmt::format("the price is {}: {}{}", name(p->second.grade),
                    p->second.source.title.empty() ? p->second.reasoning : p->second.source.title,
                    p->second.source.date.empty() ? "" : ", " + p->second.source.date));
  return n;
}

OfferNumber share_of_peak(const OfferReport& r, const OfferInput& in) {
  const OfferCost& c = *r.cost;
  OfferNumber n{
      "share_of_peak",
      percent_text(c.step.mfu),
      fmt::format("{} exact FLOP of a step / ({} accelerators x {} TFLOP/s of {} x {} s)",
                  flops_text(real(c.step.model_flops)), grouped(Count{c.operation.accelerators}),
                  significant(c.step.peak_rate / 1e12, 4), name(c.format),
                  significant(c.step.seconds, 4)),
      {},
      {}};
  const double wide = interval_factor(c.spread);
  n.also.push_back(fmt::format("80 %: {} to {}", percent_text(c.step.mfu / wide),
                               percent_text(std::min(1.0, c.step.mfu * wide))));
  for (std::size_t i = 0; i < causes; ++i)
    if (const double share = c.step.by_cause[i] / c.step.seconds; share > 0.02)
      n.also.push_back(
          fmt::format("{} of the step: {}", percent_text(share), enum_names<Cause>[i]));
  for (const MatmulEfficiency& m : in.run.cluster.accelerator.matmul)
    if (m.format == c.format)
      n.also.push_back(
          fmt::format("ceiling of matrix products {}, {}", percent_text(m.compute), name(m.basis)));
  if (r.transferred)
    n.also.push_back(
        fmt::format("no measured run stands behind this part: the interval is widened {} times",
                    significant(transferred_widening, 2)));
  else if (r.measured_runs)
    n.also.push_back(fmt::format("{} measured runs stand behind this part", *r.measured_runs));
  return n;
}

OfferNumber failures(const OfferCost& c) {
  const Goodput& g = c.operated.goodput;
  return {"failures",
          range_text(c.interruptions, 1, 3) + " interruptions",
          fmt::format("{} nodes x {} a thousand days for a node of {:.0f} x {} days",
                      grouped(Count{c.operation.nodes}),
                      significant(median(c.operation.factors.failures.value) * 8.64e7 *
                                      c.operation.accelerators_of_node / 8,
                                  3),
                      c.operation.accelerators_of_node, significant(c.days.mid, 4)),
          {c.operation.factors.failures, c.operation.factors.recovery},
          {fmt::format("of the time {:.1f} % trains, {:.2f} % saves, {:.2f} % is lost, {:.1f} % "
                       "recovers, {:.2f} % waits for a node",
                       100 * g.training, 100 * g.saving, 100 * g.lost, 100 * g.recovering,
                       100 * g.waiting)}};
}

OfferNumber energy(const OfferCost& c) {
  const OperationFactors& f = c.operation.factors;
  return {"energy",
          range_text(c.energy_j, 3.6e9, 3) + " MWh",
          fmt::format("{} M hours x {} W rated x {} drawn x {} PUE",
                      significant(c.accelerator_hours.mid / million, 4),
                      significant(median(f.server_power.value), 4),
                      significant(median(f.power_share.value), 3),
                      significant(median(f.facility.value), 3)),
          {f.server_power, f.power_share, f.facility},
          {}};
}

OfferNumber carbon(const OfferCost& c) {
  if (c.grid_g_per_kwh <= 0)
    return {"carbon", "not told", "no grid is named: region = \"united-states\"", {}, {}};
  return {"carbon",
          range_text(c.carbon_kg, 1000, 3) + " t CO2e",
          fmt::format("{} MWh x {} g/kWh, and {} kg of making an accelerator over 6 years used to "
                      "85 %",
                      significant(c.energy_j.mid / 3.6e9, 4), significant(c.grid_g_per_kwh, 3),
                      significant(h100_baseboard_share.kg, 3)),
          {},
          {"grid: " + c.grid, "making: of an H100's board (recalled), for every part"}};
}

OfferNumber price_to_win(const CompareInput& in, const CompareReport& r, const OfferCost& c) {
  return {"price_to_win",
          c.price_to_win ? hourly(*c.price_to_win) + " USD/h" : "none above zero",
          fmt::format("over {} draws, the price at which the offer costs what {} does; of it the "
                      "{} quantile",
                      grouped(Count{in.draws}), r.offers[r.baseline].name,
                      significant(1 - in.job.confidence, 2)),
          {},
          {}};
}

}  // namespace

std::vector<OfferNumber> offer_numbers(const CompareInput& in, const CompareReport& r,
                                       std::size_t offer) {
  const OfferCost& c = *r.offers.at(offer).cost;
  const OfferInput& o = in.offers[offer];
  std::vector<OfferNumber> all{
      days(c),     hours(in, c), dollars(o, c), share_of_peak(r.offers[offer], o),
      failures(c), energy(c),    carbon(c)};
  if (offer != r.baseline && c.hour.base() > 0) all.push_back(price_to_win(in, r, c));
  return all;
}

std::string explained(const OfferNumber& n) {
  std::string out = wrapped(fmt::format("{}  {}", n.key, n.value), page_width, 2) + "\n";
  out += "  " + wrapped("= " + n.made, page_width - 2, 4) + "\n";
  for (const std::string& also : n.also) out += "  " + wrapped(also, page_width - 2, 4) + "\n";
  for (const CostFactor& f : n.rests_on) {
    // A rate a second is told in the formula, in its own unit.
    const std::string value = f.name == "failures" ? "" : " " + summary(f.value) + " " + f.unit;
    out += "  " +
           wrapped(fmt::format("{}{} ({}). {}", f.name, value, name(f.provenance.grade),
                               f.provenance.reasoning),
                   page_width - 2, 4) +
           "\n";
  }
  return out;
}

}  // namespace tenfold::report
