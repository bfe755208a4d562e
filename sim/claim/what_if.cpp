#include "claim/what_if.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "claim/game.h"
#include "claim/handles.h"
#include "claim/sensitivity.h"

namespace tenfold {
namespace {

// The recipe reading that the what-ifs are about, or null.
const Reading* recipe_reading(const Claim& claim, const std::vector<Reading>& readings) {
  const Reading* first = nullptr;
  for (const Reading& reading : readings) {
    if (!is_recipe(reading.estimand) || !reading.ratio) continue;
    if (reading.estimand == claim.headline) return &reading;
    if (!first) first = &reading;
  }
  return first;
}

const Attribution* find_row(const Reading& reading, const std::string& factor) {
  for (const Attribution& row : reading.attribution)
    if (row.factor == factor) return &row;
  return nullptr;
}

}  // namespace

std::optional<Needed> needed(const Claim& claim) {
  const ReadingSpec* spec = find_reading(claim, Estimand::shipped_pair);
  const auto baseline = component(claim.baseline, Component::own_pretraining);
  if (!spec || !baseline) return std::nullopt;
  Needed result{.flops = baseline->flops / claimed_ratio(claim, *spec), .handle = needed_handle};
  if (!claim.scale) return result;
  const double tokens = median(claim.scale->tokens.value);
  result.active_at_tokens = {tokens, result.flops / (6 * tokens)};
  if (const auto active = active_parameters(claim.scale->model)) {
    const double given = median(active->value);
    result.tokens_at_active = {given, result.flops / (6 * given)};
  }
  return result;
}

std::optional<ScaleLine> scale_line(const Claim& claim) {
  const auto baseline = component(claim.baseline, Component::own_pretraining);
  if (!claim.scale || !baseline) return std::nullopt;
  const auto active = active_parameters(claim.scale->model);
  if (!active) return std::nullopt;
  ScaleLine line{.model = claim.scale->model.name,
                 .active = median(active->value),
                 .tokens = median(claim.scale->tokens.value),
                 .condition = claim.scale->condition,
                 .handle = scale_handle};
  line.flops = 6 * line.active * line.tokens;
  line.times_baseline = line.flops / baseline->flops;
  return line;
}

std::vector<WhatIf> what_ifs(const Claim& claim, const std::vector<Reading>& readings,
                             const Cube& cube) {
  const Reading* reading = recipe_reading(claim, readings);
  if (!reading) return {};
  const ReadingSpec& spec = *find_reading(claim, reading->estimand);
  const Posed posed = recipe(claim, spec, priors_in_use(claim));
  std::vector<WhatIf> rows(reading->attribution.size());
  for_each_job(static_cast<std::int64_t>(rows.size()), thread_count(cube.sampling.threads),
               [&](std::int64_t i) {
                 const Attribution& row = reading->attribution[static_cast<std::size_t>(i)];
                 const Outcome found =
                     outcome(without(posed.product, row.factor), reading->claimed, cube);
                 rows[static_cast<std::size_t>(i)] = {.estimand = reading->estimand,
                                                      .factor = row.factor,
                                                      .label = row.label,
                                                      .ratio = found.ratio,
                                                      .p_claim = found.p_claim,
                                                      .decision = decision(found.p_claim)};
               });
  const auto change = [&](const WhatIf& w) { return std::abs(w.p_claim - *reading->p_claim); };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const WhatIf& a, const WhatIf& b) { return change(a) > change(b); });
  return rows;
}

std::optional<Sensitivity> reading_sensitivity(const Claim& claim,
                                               const std::vector<Reading>& readings,
                                               const Cube& cube) {
  const Reading* reading = recipe_reading(claim, readings);
  if (!reading)
    for (const Reading& r : readings)
      if (r.estimand == claim.headline && r.ratio) reading = &r;
  if (!reading) return std::nullopt;
  const Posed posed = pose(claim, *find_reading(claim, reading->estimand), priors_in_use(claim));
  if (!posed.missing.empty() || is_certain(posed.product)) return std::nullopt;
  Sensitivity found =
      sensitivity(posed.product, reading->claimed, first_draws(cube, most_game_draws));
  found.reading = reading->number;
  return found;
}

std::vector<SettlerRow> settler_rows(const Claim& claim, const Verdict& verdict) {
  std::vector<SettlerRow> rows;
  for (const Settler& settler : claim.settlers) {
    SettlerRow row{.what = settler.what};
    if (const Attribution* found = find_row(verdict.claimed(), settler.factor))
      row.variance_share = found->variance_share;
    if (settler.decides)
      for (const Reading& reading : verdict.readings)
        if (reading.estimand == *settler.decides) row.decides = reading.number;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace tenfold
