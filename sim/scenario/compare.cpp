#include "scenario/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/numbers.h"
#include "model/parameters.h"
#include "scenario/compare_parts.h"
#include "scenario/search_parts.h"

namespace tenfold {
namespace {

constexpr double an_hour = 3600;

int year_of(const std::string& date) {
  int y = 0;
  std::from_chars(date.data(), date.data() + std::min<std::size_t>(date.size(), 4), y);
  return y;
}

void set_grid(OfferCost& c, const OfferInput& in, const std::string& as_of) {
  const std::string& region = in.offer.region.empty() ? in.run.cluster.region : in.offer.region;
  const auto grid = grid_of(region, year_of(as_of));
  if (!grid) return;
  c.grid_g_per_kwh = grid->g_per_kwh;
  c.grid = fmt::format("{} {}, {}", grid->region, grid->year, grid->source);
}

// Everything at its median.
void set_medians(OfferCost& c, const OfferInput& in, const CompareInput& all, PriceFlaw flaw) {
  const double n = real(c.operation.accelerators);
  const double wall = real(c.steps) * c.step.seconds * c.operated.time_factor;
  const double held = wall * n * all.job.research;
  c.days.mid = wall / (24 * an_hour);
  c.accelerator_hours.mid = held / an_hour;
  c.energy_j.mid = held * c.operated.site_power.base();
  c.interruptions.mid = c.operated.interruptions.base() * wall;
  if (c.grid_g_per_kwh > 0)
    c.carbon_kg.mid = (operational(Joules::base(c.energy_j.mid), c.grid_g_per_kwh) +
                       embodied({.making = h100_baseboard_share}, held * second))
                          .kg;
  const auto rent = rent_of(in);
  if (!rent && !in.offer.own) return;
  const HourPrice hour =
      hour_price(in.offer, rent.value_or(Certain{0}), 0.5, c.operated.site_power);
  c.hour = Rent::base(hour.total());
  if (in.offer.own) {
    Ownership own = *in.offer.own;
    own.site_power = c.operated.site_power;
    c.owned = hourly_cost(own);
  }
  if (flaw != PriceFlaw::none && !all.accept_stale) return;
  c.dollars = Range80{with_other_costs(held * hour.total(), in.offer), 0, 0};
  const double paid = in.offer.term ? std::max(held, in.offer.term->base() * n) : held;
  c.committed = Range80{in.offer.own ? committed_by_purchase(in.offer, held * hour.total())
                                     : with_other_costs(paid * hour.total(), in.offer),
                        0, 0};
}

void set_step(OfferCost& c, const OfferInput& in, bool transferred) {
  const RunInput& run = in.run;
  c.step =
      step_cost(*run.model.architecture, c.plan, run.sequence_length, run.cluster, run.framework);
  c.spread = c.step.spread * (transferred ? transferred_widening : 1);
  const Feasibility f = feasibility(
      c.plan, {*run.model.architecture, run.sequence_length, run.cluster, run.framework});
  c.peak = f.peak;
  c.capacity = f.capacity;
  c.chance_to_fit = chance_to_fit(f);
  c.format = c.plan.format;
  c.settings = settings_for_run(c.plan, run);
  c.tokens_of_step = Count{c.plan.global_batch} * run.sequence_length;
}

OfferCost cost_of(const OfferInput& in, const OfferPlan& found, const CompareInput& all,
                  const OfferReport& r) {
  OfferCost c;
  c.plan = *found.plan;
  c.searched = found.searched;
  c.plans_total = found.plans_total;
  set_step(c, in, r.transferred);
  c.steps = (all.tokens + c.tokens_of_step - 1) / c.tokens_of_step;
  c.operation = operation(in.run.cluster, model_parameters(*in.run.model.architecture).text.total,
                          all.job.as_of);
  c.operated = operated(c.operation, medians(c.operation.factors));
  set_grid(c, in, all.job.as_of);
  set_medians(c, in, all, r.flaw);
  return c;
}

OfferReport report_of(const OfferInput& in, const CompareInput& all) {
  OfferReport r;
  r.name = in.offer.name;
  r.flaw = flaw_of(in, all.job.as_of);
  r.measured_runs = in.run.cluster.accelerator.measured_runs;
  r.transferred = r.measured_runs == 0;
  const OfferPlan found = best_plan(in, all.job, all.threads);
  r.reasons = found.reasons;
  r.notes = found.notes;
  if (found.plan) r.cost = cost_of(in, found, all, r);
  return r;
}

std::size_t baseline_of(const CompareInput& in) {
  for (std::size_t i = 0; i < in.offers.size(); ++i)
    if (in.offers[i].offer.name == in.job.baseline) return i;
  for (std::size_t i = 0; i < in.offers.size(); ++i)
    if (first_word(in.offers[i].offer.name) == in.job.baseline) return i;
  return 0;
}

void set_front(CompareReport& r) {
  const auto beats = [](const OfferCost& a, const OfferCost& b) {
    return a.days.mid <= b.days.mid && a.dollars->mid <= b.dollars->mid &&
           (a.days.mid < b.days.mid || a.dollars->mid < b.dollars->mid);
  };
  const auto priced = [](const OfferReport& o) { return o.cost && o.cost->dollars; };
  for (OfferReport& o : r.offers)
    o.on_front = priced(o) && std::none_of(r.offers.begin(), r.offers.end(), [&](const auto& by) {
                   return priced(by) && beats(*by.cost, *o.cost);
                 });
}

void set_gaps(CompareReport& r, const CompareInput& in) {
  const auto& base = r.offers[r.baseline].cost;
  if (!base || !base->dollars) return;
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    if (auto& c = r.offers[i].cost; i != r.baseline && c && c->dollars)
      c->gap = gap(in.offers[r.baseline], *base, in.offers[i], *c, in.job.research);
}

void set_winners(CompareReport& r, const ComparedJob& job) {
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    if (const auto& c = r.offers[i].cost; c && c->cheaper.value_or(0) >= job.confidence &&
                                          c->misses.value_or(0) <= 1 - job.confidence)
      r.winners.push_back(i);
  std::stable_sort(r.winners.begin(), r.winners.end(), [&](std::size_t a, std::size_t b) {
    return r.offers[a].cost->dollars->mid < r.offers[b].cost->dollars->mid;
  });
}

}  // namespace

std::optional<Uncertain> rent_of(const OfferInput& in) {
  if (in.offer.price) return Certain{in.offer.price->base() * an_hour};
  const CostFactors known = cost_factors(in.run.cluster.accelerator, {});
  if (!known.rent) return std::nullopt;
  return known.rent->value;
}

PriceFlaw flaw_of(const OfferInput& in, const std::string& as_of) {
  if (in.offer.own) return PriceFlaw::none;
  if (!in.offer.price) return PriceFlaw::no_price;
  if (in.offer.placeholder) return PriceFlaw::placeholder;
  const bool old = stale({*in.offer.price, in.offer.quoted, in.offer.quoted_by}, as_of);
  return old ? PriceFlaw::stale : PriceFlaw::none;
}

CompareReport compare_report(const CompareInput& in) {
  const auto start = std::chrono::steady_clock::now();
  CompareReport r;
  r.baseline = baseline_of(in);
  for (const OfferInput& o : in.offers) {
    if (in.between) in.between();
    r.offers.push_back(report_of(o, in));
  }
  const RunInput& any = in.offers.front().run;
  r.model_flops = sequence_flops(*any.model.architecture, any.sequence_length) *
                  ((in.tokens + any.sequence_length - 1) / any.sequence_length);
  count_draws(r, in);
  set_front(r);
  set_gaps(r, in);
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    if (auto& c = r.offers[i].cost; c && c->dollars)
      c->swings = swings(in.offers[i], *c, in.job.research);
  set_winners(r, in.job);
  r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return r;
}

}  // namespace tenfold
