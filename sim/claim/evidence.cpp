#include "claim/evidence.h"

#include <algorithm>
#include <cmath>

namespace tenfold {
namespace {

FormGain form_gain(const GainUnderForm& g) { return {g.form, g.median, g.p05, g.p95}; }

bool is_sound(const GainUnderForm& g) {
  return std::isfinite(g.median) && std::isfinite(g.p05) && std::isfinite(g.p95) && g.p05 > 0;
}

}  // namespace

bool has_number(const LadderEvidence& ladder) {
  return ladder.gain && !ladder.gain->form_dependent && ladder.gain->log10_sd > 0;
}

Basing Evidence::basing() const {
  const bool measured = !compute.empty() || std::any_of(ladders.begin(), ladders.end(), has_number);
  return verdict.value_or(measured ? Basing::combined : Basing::prior);
}

LadderGain ladder_gain(const RecipeGain& found) {
  LadderGain gain{
      .at = found.baseline_compute,
      .decades_beyond = found.decades_beyond,
      .form_dependent = found.form_dependent || !found.averaged || !is_sound(*found.averaged),
      .forms = {}};
  for (const GainUnderForm& g : found.forms)
    if (is_sound(g)) gain.forms.push_back(form_gain(g));
  if (found.interpolated) gain.forms.push_back(form_gain(*found.interpolated));
  if (gain.form_dependent) return gain;
  gain.log10_mean = std::log10(found.averaged->median);
  gain.log10_sd = std::log10(found.averaged->p95 / found.averaged->p05) / (2 * z95);
  return gain;
}

}  // namespace tenfold
