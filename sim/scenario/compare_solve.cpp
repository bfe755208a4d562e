#include "scenario/compare_solve.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/numbers.h"
#include "base/sobol.h"
#include "scenario/compare_parts.h"

namespace tenfold {
namespace {

// The input with one offer alone, of another size.
CompareInput alone(const CompareInput& in, std::size_t i, Size accelerators) {
  CompareInput one = in;
  one.offers = {in.offers[i]};
  one.job.baseline.clear();
  one.offers[0].offer.accelerators = accelerators;
  one.offers[0].run.cluster.accelerators = accelerators;
  if (one.offers[0].offer.plan) one.offers[0].offer.plan->data = 0;  // the accelerators tell it
  return one;
}

// Half of the offer's number as often as it divides, down to an eighth: what plans of its own
// divide too.
Size step_of(Size accelerators) {
  Size step = accelerators;
  for (int i = 0; i < 3 && step % 2 == 0; ++i) step /= 2;
  return step;
}

bool in_time(const CompareReport& r, double confidence) {
  const auto& c = r.offers[0].cost;
  return c && c->misses.value_or(1) <= 1 - confidence;
}

// What the confidence leaves of a median that spreads upwards as the offer's time does.
double late_factor(const OfferCost& c, double confidence) {
  const double spread = std::log(c.days.high / c.days.low) / (2 * z90);
  return std::exp(standard_normal(confidence) * spread);
}

// So many more as the time is too long, in whole steps, one at least; where none runs, one step.
Size next_up(const CompareReport& r, const ComparedJob& job, double time, Size count, Size step) {
  if (!r.offers[0].cost) return count + step;
  const OfferCost& c = *r.offers[0].cost;
  const double over = c.days.mid * 86400 * late_factor(c, job.confidence) / time;
  const auto steps = static_cast<Size>(std::ceil(real(count) * over / real(step)));
  return std::max(count + step, steps * step);
}

struct Tried {
  const CompareInput& in;
  std::size_t offer = 0;
  Size step = 0;
  double time = 0;
};

std::optional<EnoughAccelerators> enough(const CompareReport& r, const CompareInput& in,
                                         Size count) {
  if (!in_time(r, in.job.confidence)) return std::nullopt;
  const OfferCost& c = *r.offers[0].cost;
  EnoughAccelerators e{count, "", c.days.mid, c.misses.value_or(0), {}};
  if (c.dollars) e.dollars = c.dollars->mid;
  return e;
}

// Fewer divide better or worse: a late one does not end the walk down.
EnoughAccelerators walk_down(const Tried& t, Size count, EnoughAccelerators fewest) {
  constexpr int most_tries = 8;
  for (int tries = 0; tries < most_tries && count > t.step; ++tries) {
    count -= t.step;
    const CompareReport r = compare_report(alone(t.in, t.offer, count));
    if (const auto e = enough(r, t.in, count)) fewest = *e;
  }
  return fewest;
}

EnoughAccelerators walk(const Tried& t, Size count) {
  constexpr int most_tries = 12;
  const std::vector<Tier>& tiers = t.in.offers[t.offer].run.cluster.tiers;
  const Size most = tiers.empty() ? 0 : tiers.back().reach;
  for (int tries = 0; tries < most_tries; ++tries) {
    if (most > 0 && count > most)
      return {{}, fmt::format("its network joins {} at most", most), 0, 0, {}};
    const CompareReport r = compare_report(alone(t.in, t.offer, count));
    if (const auto e = enough(r, t.in, count)) return walk_down(t, count, *e);
    count = next_up(r, t.in.job, t.time, count, t.step);
  }
  return {{}, fmt::format("none of the numbers tried, up to {}, is in time", count), 0, 0, {}};
}

}  // namespace

std::vector<EnoughAccelerators> enough_accelerators(const CompareInput& in,
                                                    const CompareReport& r) {
  std::vector<EnoughAccelerators> all;
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const auto& c = r.offers[i].cost;
    if (!c) {
      all.push_back({{}, r.offers[i].reasons.front(), 0, 0, {}});
      continue;
    }
    double time = in.job.deadline ? in.job.deadline->base() : largest_amount;
    if (in.job.finish_within)
      time = std::min(time, in.job.finish_within->base() - in.offers[i].offer.starts_after.base());
    if (time <= 0) {
      all.push_back({{}, "it starts after the deadline", 0, 0, {}});
      continue;
    }
    const Size step = step_of(in.offers[i].offer.accelerators);
    const double suggested = real(in.offers[i].offer.accelerators) * c->days.mid * 86400 *
                             late_factor(*c, in.job.confidence) / time;
    const Size start = std::max<Size>(1, static_cast<Size>(std::ceil(suggested / real(step))));
    all.push_back(walk({in, i, step, time}, start * step));
  }
  return all;
}

std::vector<std::optional<BoughtTokens>> bought_tokens(const CompareInput& in,
                                                       const CompareReport& r, Dollars budget) {
  std::vector<std::optional<BoughtTokens>> all;
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    all.emplace_back();
    const auto& c = r.offers[i].cost;
    if (!c || !c->dollars) continue;
    const double once = with_other_costs(0, in.offers[i].offer);
    const double left = std::max(0.0, budget.base() - once);
    const double tokens = real(in.tokens);
    const double each = (c->dollars->mid - once) / tokens;
    // The dollars that one pays at the confidence, over the median.
    const double spread =
        std::log((c->dollars->high - once) / (c->dollars->low - once)) / (2 * z90);
    BoughtTokens b;
    b.median = left / each;
    b.at_least = b.median / std::exp(standard_normal(in.job.confidence) * spread);
    b.days = c->days.mid * b.median / tokens;
    const Offer& o = in.offers[i].offer;
    if ((o.term || o.own) && c->committed->mid > budget.base()) b.committed = c->committed->mid;
    all.back() = b;
  }
  return all;
}

std::vector<std::optional<LargestRun>> largest_runs(const CompareInput& in, const CompareReport& r,
                                                    Seconds time) {
  constexpr double flops_a_parameter_token = 6, tokens_a_parameter = 20;
  std::vector<std::optional<LargestRun>> all;
  for (const OfferReport& o : r.offers) {
    all.emplace_back();
    if (!o.cost) continue;
    const double runs = time.base() / (o.cost->days.mid * 86400);  // of the job's length
    LargestRun l;
    l.flops = real(r.model_flops) * runs;
    l.at_least = l.flops / late_factor(*o.cost, in.job.confidence);
    l.tokens = real(in.tokens) * runs;
    l.optimal_parameters = std::sqrt(l.flops / (flops_a_parameter_token * tokens_a_parameter));
    l.optimal_tokens = tokens_a_parameter * l.optimal_parameters;
    all.back() = l;
  }
  return all;
}

}  // namespace tenfold
