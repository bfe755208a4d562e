// Why two offers differ in dollars: one input after the other exchanged, so that the steps add up.
#include <algorithm>

#include "base/numbers.h"
#include "scenario/compare_parts.h"

namespace tenfold {
namespace {

// What the dollars of an offer are the product of.
struct Inputs {
  double flops = 0;             // of all steps, exact, with research
  double peak = 0;              // of an accelerator, FLOP/s
  double share = 0;             // of it, while traffic does not hold it up
  double network = 1;           // time of a step over that without exposed traffic
  double failures = 1;          // wall-clock time over that of the steps
  double price = 0, power = 0;  // USD for an hour of an accelerator
  const Offer* other = nullptr;
  double dollars() const {
    constexpr double an_hour = 3600;
    const double hours = flops / (peak * share) * network * failures / an_hour;
    return with_other_costs(hours * (price + power), *other);
  }
};

// Traffic that compute does not hide.
double exposed_seconds(const StepCost& s) {
  double sum = 0;
  for (const Cause c : {Cause::tensor_traffic, Cause::context_traffic, Cause::expert_traffic,
                        Cause::pipeline_traffic, Cause::gradient_traffic, Cause::parameter_traffic})
    sum += s.by_cause[static_cast<std::size_t>(c)];
  return sum;
}

Inputs inputs(const OfferInput& in, const OfferCost& c, double research) {
  Inputs i;
  i.flops = real(c.step.model_flops) * real(c.steps) * research;
  i.peak = c.step.peak_rate;
  i.network = c.step.seconds / (c.step.seconds - exposed_seconds(c.step));
  i.share = c.step.mfu * i.network;
  i.failures = c.operated.time_factor;
  const Rent power = c.owned ? c.owned->electricity : Rent{};
  i.power = power.base() * 3600;
  i.price = c.hour.base() * 3600 - i.power;
  i.other = &in.offer;
  return i;
}

}  // namespace

double with_other_costs(double hours, const Offer& o) {
  double share = 1, once = 0;
  for (const OtherCost& c : o.other_costs) {
    share += c.share;
    once += c.once.base();
  }
  return hours * share + once;
}

double committed_by_purchase(const Offer& o, double hours) {
  const double bought = real(o.accelerators) * purchase(*o.own).base();
  return std::max(bought + with_other_costs(0, o), with_other_costs(hours, o));
}

std::vector<GapStep> gap(const OfferInput& baseline, const OfferCost& of_baseline,
                         const OfferInput& offer, const OfferCost& cost, double research) {
  Inputs now = inputs(baseline, of_baseline, research);
  const Inputs to = inputs(offer, cost, research);
  std::vector<GapStep> steps;
  const auto exchange = [&](GapCause cause, double from, double value, const auto& set) {
    const double before = now.dollars();
    set();
    steps.push_back({cause, from, value, now.dollars() - before});
  };
  using enum GapCause;
  exchange(peak_rate, now.peak, to.peak, [&] { now.peak = to.peak; });
  exchange(share_of_peak, now.share, to.share, [&] { now.share = to.share; });
  exchange(network, now.network, to.network, [&] { now.network = to.network; });
  exchange(failures, now.failures, to.failures, [&] { now.failures = to.failures; });
  exchange(price, now.price, to.price, [&] { now.price = to.price; });
  exchange(power, now.power, to.power, [&] { now.power = to.power; });
  exchange(other_costs, 0, 0, [&] { now.other = to.other; });
  exchange(rounding, now.flops, to.flops, [&] { now.flops = to.flops; });
  return steps;
}

}  // namespace tenfold
