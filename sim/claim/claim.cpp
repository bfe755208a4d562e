#include "claim/claim.h"

#include <algorithm>

namespace tenfold {

const Factor* find_factor(const Priors& priors, std::string_view key) {
  for (const Factor& factor : priors.factors)
    if (factor.key == key) return &factor;
  return nullptr;
}

bool interacts(const Priors& priors) {
  return !priors.overlaps.empty() || std::any_of(priors.factors.begin(), priors.factors.end(),
                                                 [](const Factor& f) { return f.at.has_value(); });
}

Priors priors_in_use(const Claim& claim) {
  return claim.priors.empty() ? Priors{} : claim.priors[claim.chosen_priors];
}

const ReadingSpec* find_reading(const Claim& claim, Estimand estimand) {
  for (const ReadingSpec& spec : claim.readings)
    if (spec.estimand == estimand) return &spec;
  return nullptr;
}

}  // namespace tenfold
