// What is counted over draws of a comparison: ranges, P(misses), P(cheaper), prices to win.
#include <algorithm>
#include <cmath>

#include "base/numbers.h"
#include "base/parallel.h"
#include "base/quantile.h"
#include "base/sobol.h"
#include "scenario/compare_parts.h"

namespace tenfold {
namespace {

// Of how failures go, the part of the variance that offers share: fleets differ as much as what is
// known of failures at all (our judgement).
constexpr double shared_failures = 0.5;

// Coordinates of a point: first those that offers share, then each offer's own.
struct Coordinates {
  // A coordinate each: the engine's error on a framework, and on a framework on an accelerator,
  // which all offers of it share.
  std::vector<std::string> frameworks, parts;
  std::size_t offers = 0;
  enum Common : std::size_t { failures, recovery, slow_down, power_share, commons };
  enum Own : std::size_t { own_failures, rent, server_power, facility, owns };
  std::size_t framework(const RunInput& run) const {
    return commons + place(frameworks, run.framework.key);
  }
  std::size_t part(const RunInput& run) const {
    return commons + frameworks.size() + place(parts, part_key(run));
  }
  std::size_t own(std::size_t offer, Own o) const { return shared() + offer * owns + o; }
  std::size_t dimensions() const { return shared() + offers * owns; }

  static std::string part_key(const RunInput& run) {
    return run.framework.key + " on " + run.cluster.accelerator.key;
  }

 private:
  static std::size_t place(const std::vector<std::string>& all, const std::string& key) {
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), key) - all.begin());
  }
  std::size_t shared() const { return commons + frameworks.size() + parts.size(); }
};

void add_once(std::vector<std::string>& all, const std::string& key) {
  if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(key);
}

Coordinates coordinates(const CompareInput& in) {
  Coordinates c;
  c.offers = in.offers.size();
  for (const OfferInput& o : in.offers) {
    add_once(c.frameworks, o.run.framework.key);
    add_once(c.parts, Coordinates::part_key(o.run));
  }
  return c;
}

// The normal variable of which a share of the variance is common.
double mixed(double common, double own, double share) {
  return std::sqrt(share) * standard_normal(common) + std::sqrt(1 - share) * standard_normal(own);
}

// u of a normal variable.
double fraction(double z) {
  constexpr double edge = 1e-12;
  return std::clamp(0.5 * std::erfc(-z / std::sqrt(2.0)), edge, 1 - edge);
}

// An offer's values, draw by draw.
struct Drawn {
  std::vector<double> seconds, dollars, committed, energy, used, interruptions;
};

// One offer at one point.
class OfferDraw {
 public:
  OfferDraw(const CompareInput& in, const CompareReport& r, std::size_t i, const Coordinates& at)
      : in_(in.offers[i]),
        cost_(*r.offers[i].cost),
        at_(at),
        i_(i),
        research_(in.job.research),
        rent_(rent_of(in_)) {}

  void at(const double* u, Drawn& out, std::size_t draw) const {
    const Operated o = operated(cost_.operation, operation(u));
    const double z = mixed(u[at_.framework(in_.run)], u[at_.part(in_.run)], shared_error);
    const double step = cost_.step.seconds * std::exp(cost_.spread * z);
    const double wall = real(cost_.steps) * step * o.time_factor;
    const double held = wall * real(cost_.operation.accelerators) * research_;
    out.seconds[draw] = wall;
    out.used[draw] = held;
    out.energy[draw] = held * o.site_power.base();
    out.interruptions[draw] = o.interruptions.base() * wall;
    if (!rent_ && !in_.offer.own) return;
    const double hourly = hour_price(in_.offer, rent_.value_or(Certain{0}),
                                     u[at_.own(i_, Coordinates::rent)], o.site_power)
                              .total();
    out.dollars[draw] = with_other_costs(held * hourly, in_.offer);
    out.committed[draw] = committed(held, hourly);
  }

 private:
  OperationDraw operation(const double* u) const {
    const OperationFactors& f = cost_.operation.factors;
    const double failures =
        mixed(u[Coordinates::failures], u[at_.own(i_, Coordinates::own_failures)], shared_failures);
    return {quantile(f.failures.value, fraction(failures)),
            quantile(f.recovery.value, u[Coordinates::recovery]),
            quantile(f.slow_down.value, u[Coordinates::slow_down]),
            quantile(f.server_power.value, u[at_.own(i_, Coordinates::server_power)]),
            quantile(f.power_share.value, u[Coordinates::power_share]),
            quantile(f.facility.value, u[at_.own(i_, Coordinates::facility)])};
  }

  // The term's accelerator-hours where they are more than those used.
  double committed(double held, double hourly) const {
    if (in_.offer.own) return committed_by_purchase(in_.offer, held * hourly);
    double hours = held;
    if (in_.offer.term)
      hours = std::max(held, in_.offer.term->base() * real(cost_.operation.accelerators));
    return with_other_costs(hours * hourly, in_.offer);
  }

  const OfferInput& in_;
  const OfferCost& cost_;
  const Coordinates& at_;
  std::size_t i_ = 0;
  double research_ = 1;
  std::optional<Uncertain> rent_;
};

std::vector<Drawn> drawn(const CompareReport& r, const CompareInput& in) {
  const Coordinates at = coordinates(in);
  const std::size_t n = static_cast<std::size_t>(in.draws);
  std::vector<Drawn> all(in.offers.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (r.offers[i].cost)
      for (std::vector<double>* v : {&all[i].seconds, &all[i].dollars, &all[i].committed,
                                     &all[i].energy, &all[i].used, &all[i].interruptions})
        v->resize(n);
  for_each_chunk(in.draws, thread_count(in.threads), [&](auto first, auto last, auto) {
    if (in.between) in.between();
    const std::vector<double> points = sobol_points(first, last, at.dimensions(), in.seed);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!r.offers[i].cost) continue;
      const OfferDraw one(in, r, i, at);
      for (auto d = first; d < last; ++d)
        one.at(points.data() + static_cast<std::size_t>(d - first) * at.dimensions(), all[i],
               static_cast<std::size_t>(d));
    }
  });
  return all;
}

void set_ends(Range80& r, const std::vector<double>& draws, double unit = 1) {
  r.low = quantile_of(draws, 0.1) / unit;
  r.high = quantile_of(draws, 0.9) / unit;
}

template <class Holds>
double share_of(std::size_t n, const Holds& holds) {
  std::size_t count = 0;
  for (std::size_t d = 0; d < n; ++d) count += holds(d) ? 1 : 0;
  return real(static_cast<std::int64_t>(count)) / real(static_cast<std::int64_t>(n));
}

std::optional<double> misses(const Drawn& d, const Offer& o, const ComparedJob& job) {
  if (!job.deadline && !job.finish_within) return std::nullopt;
  return share_of(d.seconds.size(), [&](std::size_t i) {
    return (job.deadline && d.seconds[i] > job.deadline->base()) ||
           (job.finish_within && d.seconds[i] + o.starts_after.base() > job.finish_within->base());
  });
}

// What an hour may cost for the offer to be cheaper than the baseline with the confidence.
std::optional<Rent> price_to_win(const Drawn& d, const Drawn& base, const Offer& o,
                                 double confidence) {
  const double once = with_other_costs(0, o), share = with_other_costs(1, o) - once;
  std::vector<double> price(d.used.size());
  for (std::size_t i = 0; i < price.size(); ++i)
    price[i] = (base.dollars[i] - once) / (d.used[i] * share);
  const double p = quantile_of(std::move(price), 1 - confidence);
  return p > 0 ? std::optional(Rent::base(p)) : std::nullopt;
}

void set_ranges(OfferCost& c, const Drawn& d) {
  constexpr double an_hour = 3600;
  set_ends(c.days, d.seconds, 24 * an_hour);
  set_ends(c.accelerator_hours, d.used, an_hour);
  set_ends(c.energy_j, d.energy);
  set_ends(c.interruptions, d.interruptions);
  const double kg_per_joule = c.grid_g_per_kwh / 1000 / 3.6e6;
  if (c.energy_j.mid > 0) {
    c.carbon_kg.low = c.carbon_kg.mid + (c.energy_j.low - c.energy_j.mid) * kg_per_joule;
    c.carbon_kg.high = c.carbon_kg.mid + (c.energy_j.high - c.energy_j.mid) * kg_per_joule;
  }
  if (c.dollars) set_ends(*c.dollars, d.dollars);
  if (c.committed) set_ends(*c.committed, d.committed);
}

}  // namespace

HourPrice hour_price(const Offer& o, const Uncertain& rent, double u, Watts site_power) {
  if (!o.own) return {quantile(rent, u) / 3600, 0};
  Ownership own = *o.own;
  own.site_power = site_power;
  const HourlyCost h = hourly_cost(own);
  return {(h.total() - h.electricity).base(), h.electricity.base()};
}

void count_draws(CompareReport& r, const CompareInput& in) {
  const std::vector<Drawn> all = drawn(r, in);
  const OfferReport& baseline = r.offers[r.baseline];
  const Drawn& base = all[r.baseline];
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!r.offers[i].cost) continue;
    OfferCost& c = *r.offers[i].cost;
    const Offer& o = in.offers[i].offer;
    set_ranges(c, all[i]);
    c.misses = misses(all[i], o, in.job);
    if (i == r.baseline || !baseline.cost || !baseline.cost->dollars) continue;
    c.price_to_win = price_to_win(all[i], base, o, in.job.confidence);
    if (!c.dollars) continue;
    c.cheaper = share_of(base.dollars.size(),
                         [&](std::size_t d) { return all[i].dollars[d] < base.dollars[d]; });
  }
}

}  // namespace tenfold
