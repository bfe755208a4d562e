#include "claim/frontier.h"

#include <algorithm>
#include <cmath>

#include "claim/compute.h"
#include "claim/handles.h"
#include "claim/readings.h"
#include "laws/dense.h"

namespace tenfold {
namespace {

// Sizes over the baseline's active parameters.
constexpr std::array sizes{0.25, 0.5, 1.0, 2.0, 4.0};

std::vector<laws::LossLaw> frontier_laws() {
  return {laws::besiroglu_optimum, laws::chinchilla(), laws::coupled_chinchilla};
}

// q under each law by which so many parameters can reach the loss at all; lowest and highest.
FrontierRow row_of(double active_a, double tokens_a, double active, double tokens) {
  FrontierRow row{active, tokens, {}, 0};
  for (const laws::LossLaw& law : frontier_laws()) {
    const double needed = laws::tokens_for(law, laws::loss(law, active_a, tokens_a), active);
    if (!std::isfinite(needed)) continue;
    const double q = needed / tokens;
    const auto so_far = row.efficiency.value_or(std::pair{q, q});
    row.efficiency = std::pair{std::min(so_far.first, q), std::max(so_far.second, q)};
    ++row.laws;
  }
  return row;
}

std::vector<double> sizes_of(const Claim& claim, double active_a) {
  std::vector<double> all;
  for (const double times : sizes) all.push_back(times * active_a);
  const auto add = [&](const Model& model) {
    const auto known = active_parameters(model);
    if (known && is_certain(known->value)) all.push_back(median(known->value));
  };
  add(claim.challenger.model);
  if (claim.scale) add(claim.scale->model);
  std::sort(all.begin(), all.end());
  const auto alike = [](double a, double b) { return b < a * 1.02; };
  all.erase(std::unique(all.begin(), all.end(), alike), all.end());
  return all;
}

}  // namespace

std::optional<Frontier> frontier(const Claim& claim) {
  const auto active = active_parameters(claim.baseline.model);
  const auto tokens = training_tokens(claim.baseline.model);
  const ReadingSpec* spec = find_reading(claim, Estimand::shipped_pair);
  if (!spec || !active || !tokens) return std::nullopt;
  const double active_a = median(active->value), tokens_a = median(tokens->value);
  Frontier result{.flops = 6 * active_a * tokens_a / claimed_ratio(claim, *spec), .rows = {}};
  for (const double size : sizes_of(claim, active_a)) {
    result.rows.push_back(row_of(active_a, tokens_a, size, result.flops / (6 * size)));
  }
  // The data of these laws end at 16 B parameters and 500 B tokens (Hoffmann et al. 2022).
  result.decades_beyond =
      std::log10(std::max(active_a / 16e9, 1.0) * std::max(tokens_a / 500e9, 1.0));
  result.handle = frontier_handle;
  return result;
}

}  // namespace tenfold
