#include "claim/run_facts.h"

namespace tenfold {

RunFacts run_facts(const Model& model, const std::optional<Accelerator>& accelerator,
                   const std::optional<Spread>& flops) {
  RunFacts facts;
  facts.consistency = consistency(model, accelerator);
  const auto peak = accelerator ? peak_16bit(*accelerator) : std::nullopt;
  if (model.training.accelerator_time && peak) {
    facts.utilisation = epoch_utilisation();
    facts.by_hours =
        flops_from_hours(*model.training.accelerator_time, *peak, facts.utilisation->value);
  }
  if (flops)
    for (const Threshold& threshold : regulatory_thresholds())
      facts.places.push_back({threshold, place(*flops, threshold)});
  return facts;
}

std::optional<Spread> run_flops(const Tally& t) {
  const auto& exact = t.run[index(Convention::exact)];
  if (!exact) return std::nullopt;
  return Spread{real(*exact), real(*exact), real(*exact)};
}

std::optional<Spread> run_flops(const UndisclosedTally& t) {
  if (!t.six_nd_active) return std::nullopt;
  return Spread{t.six_nd_active->median, t.six_nd_active->p05, t.six_nd_active->p95};
}

}  // namespace tenfold
