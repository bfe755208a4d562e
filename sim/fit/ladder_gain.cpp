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

// Of draws of the resamples, those that have one, by their number.
using Draws = std::vector<std::optional<double>>;

// At the baseline's level and so many nats above; nothing where the baseline has no level.
std::optional<double> log10_gain(const LadderLaw& baseline, const LadderLaw& challenger,
                                 double compute, double above) {
  const auto best = told_optimum(baseline, compute);
  if (!best) return std::nullopt;
  const double gain = std::log10(compute / compute_for(challenger, best->loss + above));
  if (std::isnan(gain)) return std::nullopt;
  return told(gain);
}

// By how much other seeds part the ladders: the challenger's level over the baseline's, nats.
double seeds_apart(const FittedPair& pair, std::size_t r) {
  return pair.resampled[0].seed_nats[r] - pair.resampled[1].seed_nats[r];
}

std::vector<double> present(const Draws& draws) {
  std::vector<double> values;
  for (const auto& d : draws)
    if (d) values.push_back(*d);
  return values;
}

// Spread of the draws.
GainUnderForm spread(std::string form, double point, std::vector<double> draws) {
  GainUnderForm g{std::move(form), std::pow(10, point), 0, 0, 0, 0, std::move(draws)};
  const auto at = [&g](double share) { return std::pow(10, quantile_of(g.log10_draws, share)); };
  g.median = at(0.5), g.p05 = at(0.05), g.p95 = at(0.95);
  if (g.log10_draws.empty()) g.median = g.p05 = g.p95 = g.point;
  return g;
}

// A form's gain by all the runs and by each resample; untold where the former is.
struct FormDraws {
  std::size_t form = 0;
  std::optional<double> point;
  Draws each;
};

FormDraws form_draws(const FittedPair& pair, std::size_t f, double compute) {
  FormDraws d{f, log10_gain(pair.fits[0][f].law, pair.fits[1][f].law, compute, 0), {}};
  const auto& base = pair.resampled[0].laws[f];
  const auto& other = pair.resampled[1].laws[f];
  for (std::size_t r = 0; r < base.size(); ++r)
    d.each.push_back(log10_gain(base[r], other[r], compute, seeds_apart(pair, r)));
  return d;
}

std::optional<Untold> untold(const FormDraws& d) {
  if (!d.point || 2 * present(d.each).size() < d.each.size()) return Untold::no_optimum;
  if (reached(std::pow(10, *d.point))) return std::nullopt;
  return *d.point < 0 ? Untold::never : Untold::any_compute;
}

GainUnderForm under_form(const FittedPair& pair, const FormDraws& d) {
  GainUnderForm g = spread(std::string(name(forms[d.form])), *d.point, present(d.each));
  g.weight = pair.held_out[d.form].weight;
  return g;
}

// What a nat of the level is worth in log10 of the challenger's compute, to first order:
// d ln C / d L = 1 / (g (L - E)), g the exponent of L* - E over C.
double decades_a_nat(const LadderLaw& law, double compute) {
  const double g = law.k * law.alpha * law.beta / (law.alpha + law.beta);
  const auto at = told_optimum(law, compute);
  return at && at->loss > law.E ? 1 / (g * (at->loss - law.E) * std::log(10)) : 0;
}

// Without a law; nothing where the level is outside the runs of either ladder.
std::optional<GainUnderForm> interpolated(const FittedPair& pair, std::size_t form,
                                          double compute) {
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
  const double slope = decades_a_nat(pair.fits[1][form].law, compute / std::pow(10, *point));
  for (std::size_t r = 0; r < base.size(); ++r)
    if (const auto g = gain(base[r], pair.resampled[1].minima[r]))
      draws.push_back(told(*g + slope * seeds_apart(pair, r)));
  if (2 * draws.size() < base.size()) return std::nullopt;
  return spread("interpolated", *point, std::move(draws));
}

// Each resample is drawn from one form, as often as its weight says; the golden ratio's multiples
// spread the choice evenly. Nothing where a form that weighs in is untold, or the interval is not
// reached.
std::optional<GainUnderForm> average_of(const FittedPair& pair,
                                        const std::vector<FormDraws>& each) {
  constexpr double golden = 0.6180339887498949;
  Draws draws;
  double point = 0;
  for (const FormDraws& d : each) {
    const double weight = pair.held_out[d.form].weight;
    if (weight <= 0) continue;
    if (untold(d)) return std::nullopt;
    point += weight * *d.point;
  }
  for (std::size_t r = 0; r < each[0].each.size(); ++r) {
    const double u = std::fmod(static_cast<double>(r + 1) * golden, 1.0);
    draws.push_back(each[u < pair.held_out[0].weight ? 0 : 1].each[r]);
  }
  GainUnderForm g = spread("averaged", point, present(draws));
  g.weight = 1;
  if (!reached(g.p05) || !reached(g.median) || !reached(g.p95)) return std::nullopt;
  return g;
}

// How far a compute lies outside the budgets of a ladder.
double decades_outside(const Ladder& ladder, double compute) {
  const std::vector<double> each = budgets(ladder);
  return std::max({0.0, std::log10(compute / each.back()), std::log10(each.front() / compute)});
}

std::size_t heaviest(const std::vector<HeldOutForm>& each) {
  const auto best = std::max_element(
      each.begin(), each.end(), [](const auto& a, const auto& b) { return a.weight < b.weight; });
  return static_cast<std::size_t>(best - each.begin());
}

// From the runs of the baseline, and of the challenger where it has a compute at that level.
double decades_of(const FittedPair& pair, const FormDraws& d, double compute) {
  const double baseline = decades_outside(pair.ladders[0], compute);
  if (untold(d)) return baseline;
  return std::max(baseline, decades_outside(pair.ladders[1], compute / std::pow(10, *d.point)));
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

FittedGain gain_at(const FittedPair& pair, double compute, double most_decades) {
  std::vector<FormDraws> each;
  for (std::size_t f = 0; f < forms.size(); ++f) each.push_back(form_draws(pair, f, compute));
  FittedGain told;
  RecipeGain& gain = told.gain;
  gain.baseline_compute = compute;
  for (const FormDraws& d : each) {
    if (const auto why = untold(d))
      told.untold.push_back({std::string(name(forms[d.form])), *why, pair.held_out[d.form].weight});
    else
      gain.forms.push_back(under_form(pair, d));
  }
  const std::size_t best = heaviest(pair.held_out);
  if (const auto at = told_optimum(pair.fits[0][best].law, compute)) gain.level = at->loss;
  gain.decades_beyond = decades_of(pair, each[best], compute);
  gain.form_dependent = gain.decades_beyond > most_decades;
  gain.interpolated = interpolated(pair, best, compute);
  if (!gain.form_dependent) gain.averaged = average_of(pair, each);
  return told;
}

std::vector<RecipeGain> recipe_gains(const Ladder& baseline, const Ladder& challenger,
                                     const std::vector<double>& at, const GainOptions& o) {
  const FittedPair pair = fitted_pair(baseline, challenger, o);
  std::vector<RecipeGain> gains;
  for (const double compute : at) gains.push_back(gain_at(pair, compute, o.most_decades).gain);
  return gains;
}

RecipeGain recipe_gain(const Ladder& baseline, const Ladder& challenger, double at_compute,
                       const GainOptions& o) {
  return recipe_gains(baseline, challenger, {at_compute}, o).front();
}

}  // namespace tenfold
