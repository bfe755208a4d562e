#include "drawn_offers.h"

#include <cmath>
#include <map>
#include <random>

namespace tenfold::oracle {
namespace {

// A value of a log-normal, or the certain one, at a normal variable.
double at(const Uncertain& u, double z) {
  if (const auto* l = std::get_if<LogNormal>(&u)) return std::exp(l->mu() + l->sigma() * z);
  return std::get<Certain>(u).value;
}

}  // namespace

std::vector<HandDraw> draw_by_hand(const CompareInput& in, const CompareReport& r,
                                   std::size_t draws, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<HandDraw> all(draws);
  for (HandDraw& d : all) {
    std::map<std::string, double> engine, part;  // by framework, and by framework on a part
    for (const OfferInput& o : in.offers) {
      engine.emplace(o.run.framework.key, normal(random));
      part.emplace(o.run.framework.key + o.run.cluster.accelerator.key, normal(random));
    }
    const double failures = normal(random), recovery = normal(random), slow = normal(random);
    for (std::size_t i = 0; i < in.offers.size(); ++i) {
      const OfferInput& o = in.offers[i];
      const OfferCost& c = *r.offers[i].cost;
      const OperationFactors& f = c.operation.factors;
      const double of_engine =
          std::sqrt(0.34) * engine.at(o.run.framework.key) +
          std::sqrt(0.66) * part.at(o.run.framework.key + o.run.cluster.accelerator.key);
      const double rate = at(f.failures.value, std::sqrt(0.5) * (failures + normal(random)));
      const Frequency job = Frequency::base(rate * static_cast<double>(c.operation.nodes) *
                                            c.operation.accelerators_of_node / 8);
      Failures fails{.per_node = job / static_cast<double>(c.operation.nodes),
                     .nodes = c.operation.nodes};
      fails.spares = c.operation.spares;
      const Recovery back{
          .detect = {}, .restart = at(f.recovery.value, recovery) * second, .warm = {}};
      const Checkpoint& copy = c.operation.checkpoint;
      const double trains = goodput(fails, back, copy, best_saving(copy, job)).training;
      const double seconds = static_cast<double>(c.steps) * c.step.seconds *
                             std::exp(c.spread * of_engine) * at(f.slow_down.value, slow) / trains;
      const double hours = seconds / 3600 * static_cast<double>(o.offer.accelerators);
      d.days.push_back(seconds / 86400);
      d.dollars.push_back(hours * o.offer.price->base() * 3600);
    }
  }
  return all;
}

}  // namespace tenfold::oracle
