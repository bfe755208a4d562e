#include "claim/hours.h"

#include <algorithm>

#include "claim/compute.h"
#include "claim/product.h"

namespace tenfold {
namespace {

std::optional<double> share_of(FlopRate rate, const std::optional<FlopRate>& peak) {
  if (!peak) return std::nullopt;
  return rate / *peak;
}

// The share of the format that the run used, where that is known; else of the faster one.
double telling_share(const RateCheck& check, const std::string& number_format) {
  const double slow = check.of_16bit_peak.value_or(0);
  if (number_format == "bf16" || number_format == "fp16") return slow;
  return check.of_fp8_peak.value_or(slow);
}

}  // namespace

std::optional<RateCheck> rate_check(const Model& model,
                                    const std::optional<Accelerator>& accelerator, double flops,
                                    std::string counted, double highest_share) {
  if (!model.training.accelerator_time) return std::nullopt;
  RateCheck check{.model = model.name,
                  .accelerator = accelerator ? accelerator->name : model.training.accelerator,
                  .counted = std::move(counted),
                  .flops = flops,
                  .accelerator_time = *model.training.accelerator_time};
  check.rate = flops * flop / check.accelerator_time;
  if (accelerator) {
    check.of_16bit_peak = share_of(check.rate, peak_16bit(*accelerator));
    check.of_fp8_peak = share_of(check.rate, accelerator->fp8);
  }
  check.fits = telling_share(check, model.training.number_format) <= highest_share;
  return check;
}

std::optional<RateCheck> consistency(const Model& model,
                                     const std::optional<Accelerator>& accelerator) {
  const auto active = active_parameters(model);
  const auto tokens = training_tokens(model);
  if (!active || !tokens) return std::nullopt;
  return rate_check(model, accelerator, 6 * median(active->value) * median(tokens->value),
                    "6nd-active");
}

Spread flops_from_hours(Seconds accelerator_time, FlopRate peak, const Uncertain& utilisation) {
  const double rated = (accelerator_time * peak).in(flop);
  const Spread share = spread(utilisation);
  return {rated * share.median, rated * share.p05, rated * share.p95};
}

Sourced epoch_utilisation() {
  return {
      .path = "Epoch AI's estimation method: utilisation",
      .label = "utilisation",
      .value = LogNormal{0.387, 0.3, 0.5},
      .provenance = {.grade = Grade::estimated,
                     .source = {.id = "epoch-estimation",
                                .title = "Epoch AI, estimating training compute",
                                .url = "https://epoch.ai/data/ai-models-documentation/estimation",
                                .date = "2026-05-15",
                                .quote = {},
                                .note = "rows use 0.3 to 0.5, mostly 0.3 to 0.4"},
                     .reasoning = {},
                     .file = {}},
      .unit = {}};
}

}  // namespace tenfold
