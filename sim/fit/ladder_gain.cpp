#include "fit/ladder_gain.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/quantile.h"
#include "fit/ladder_frontier.h"

namespace tenfold {
namespace {

const std::vector<LadderForm> forms{LadderForm::additive, LadderForm::coupled};

double told(double log10_gain) {
  return std::clamp(log10_gain, -most_gain_decades, most_gain_decades);
}

double log10_gain(const LadderLaw& baseline, const LadderLaw& challenger, double compute) {
  const double level = optimum(baseline, compute).loss;
  return told(std::log10(compute / compute_for(challenger, level)));
}

// Spread of the draws.
GainUnderForm spread(std::string form, double point, std::vector<double> draws) {
  GainUnderForm g{std::move(form), std::pow(10, point), 0, 0, 0, 0, std::move(draws)};
  const auto at = [&g](double share) { return std::pow(10, quantile_of(g.log10_draws, share)); };
  g.median = at(0.5), g.p05 = at(0.05), g.p95 = at(0.95);
  if (g.log10_draws.empty()) g.median = g.p05 = g.p95 = g.point;
  return g;
}

GainUnderForm under_form(const FittedPair& pair, std::size_t f, double compute) {
  std::vector<double> draws;
  const auto& base = pair.resampled[0].laws[f];
  const auto& other = pair.resampled[1].laws[f];
  for (std::size_t r = 0; r < base.size(); ++r)
    draws.push_back(log10_gain(base[r], other[r], compute));
  const double point = log10_gain(pair.fits[0][f].law, pair.fits[1][f].law, compute);
  GainUnderForm g = spread(std::string(name(forms[f])), point, std::move(draws));
  g.weight = pair.held_out[f].weight;
  return g;
}

// Without a law; nothing where the level is outside the runs of either ladder.
std::optional<GainUnderForm> interpolated(const FittedPair& pair, double compute) {
  const auto gain = [compute](const auto& base, const auto& other) -> std::optional<double> {
    const auto level = frontier_loss(base, compute);
    const auto needed = level ? frontier_compute(other, *level) : std::nullopt;
    if (!needed) return std::nullopt;
    return told(std::log10(compute / *needed));
  };
  const auto minima = [](const Ladder& l) { return isoflop_minima(l, IsoflopCurve::akima); };
  const auto point = gain(minima(pair.ladders[0]), minima(pair.ladders[1]));
  if (!point) return std::nullopt;
  std::vector<double> draws;
  const auto& base = pair.resampled[0].minima;
  for (std::size_t r = 0; r < base.size(); ++r)
    if (const auto g = gain(base[r], pair.resampled[1].minima[r])) draws.push_back(*g);
  if (2 * draws.size() < base.size()) return std::nullopt;
  return spread("interpolated", *point, std::move(draws));
}

// Each resample is drawn from one form, as often as its weight says; the golden ratio's multiples
// spread the choice evenly.
GainUnderForm average_of(const std::vector<GainUnderForm>& each) {
  constexpr double golden = 0.6180339887498949;
  std::vector<double> draws;
  double point = 0;
  for (const GainUnderForm& g : each) point += g.weight * std::log10(g.point);
  for (std::size_t r = 0; r < each[0].log10_draws.size(); ++r) {
    const double u = std::fmod(static_cast<double>(r + 1) * golden, 1.0);
    const GainUnderForm& from = u < each[0].weight ? each[0] : each[1];
    draws.push_back(from.log10_draws[r]);
  }
  GainUnderForm g = spread("averaged", point, std::move(draws));
  g.weight = 1;
  return g;
}

// How far a compute lies outside the budgets of a ladder.
double decades_outside(const Ladder& ladder, double compute) {
  const std::vector<double> each = budgets(ladder);
  return std::max({0.0, std::log10(compute / each.back()), std::log10(each.front() / compute)});
}

const GainUnderForm& heaviest(const std::vector<GainUnderForm>& each) {
  return *std::max_element(each.begin(), each.end(),
                           [](const auto& a, const auto& b) { return a.weight < b.weight; });
}

}  // namespace

FittedPair fitted_pair(const Ladder& baseline, const Ladder& challenger, const GainOptions& o) {
  FittedPair pair{{baseline, challenger}, {}, {}, {}};
  for (const Ladder& ladder : pair.ladders) {
    pair.fits.emplace_back();
    for (const LadderForm form : forms) pair.fits.back().push_back(fitted_law(ladder, form, o.fit));
  }
  pair.held_out = held_out_weights(pair.ladders, forms, o.fit);
  pair.resampled = bootstrap(pair.ladders, pair.fits, o.fit.loss, o.bootstrap);
  return pair;
}

RecipeGain gain_at(const FittedPair& pair, double compute, double most_decades) {
  RecipeGain gain;
  gain.baseline_compute = compute;
  for (std::size_t f = 0; f < forms.size(); ++f) gain.forms.push_back(under_form(pair, f, compute));
  const GainUnderForm& best = heaviest(gain.forms);
  const auto f = static_cast<std::size_t>(&best - gain.forms.data());
  gain.level = optimum(pair.fits[0][f].law, compute).loss;
  gain.decades_beyond = std::max(decades_outside(pair.ladders[0], compute),
                                 decades_outside(pair.ladders[1], compute / best.point));
  gain.form_dependent = gain.decades_beyond > most_decades;
  gain.interpolated = interpolated(pair, compute);
  if (!gain.form_dependent) gain.averaged = average_of(gain.forms);
  return gain;
}

std::vector<RecipeGain> recipe_gains(const Ladder& baseline, const Ladder& challenger,
                                     const std::vector<double>& at, const GainOptions& o) {
  const FittedPair pair = fitted_pair(baseline, challenger, o);
  std::vector<RecipeGain> gains;
  for (const double compute : at) gains.push_back(gain_at(pair, compute, o.most_decades));
  return gains;
}

RecipeGain recipe_gain(const Ladder& baseline, const Ladder& challenger, double at_compute,
                       const GainOptions& o) {
  return recipe_gains(baseline, challenger, {at_compute}, o).front();
}

}  // namespace tenfold
