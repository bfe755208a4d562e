#include "claim/pooled_priors.h"

#include <cmath>

namespace tenfold {
namespace {

// Log10 of gain. Measured figures still differ by a tenth when others repeat them; what we know at
// second hand or from memory, by a third to a half.
double error_of(Grade grade) {
  switch (grade) {
    case Grade::disclosed:
    case Grade::measured:
      return 0.04;
    case Grade::derived:
      return 0.08;
    case Grade::estimated:
      return 0.12;
    case Grade::assumed:
      return 0.18;
  }
  return 0.18;
}

}  // namespace

Finding finding_of(const GradedFinding& graded) {
  const GainFinding& f = graded.finding;
  const double own = error_of(graded.grade);
  if (!f.low || !f.high) return {std::log10(f.value.value_or(1)), own};
  const double low = std::log10(*f.low), high = std::log10(*f.high);
  const double range = (high - low) / (2 * z95);
  return {f.value ? std::log10(*f.value) : (low + high) / 2, std::sqrt(range * range + own * own)};
}

Mixture pooled(const PooledFactor& factor) {
  if (factor.value) return *factor.value;
  std::vector<Finding> findings;
  for (const GradedFinding& graded : factor.evidence)
    if (!graded.finding.months) findings.push_back(finding_of(graded));
  return pooled(findings);
}

}  // namespace tenfold
