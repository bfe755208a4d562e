#include "claim/left_out.h"

#include <algorithm>

namespace tenfold {
namespace {

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

bool has_model(const PairQuestion& q, const std::string& key) {
  return !key.empty() && (key == q.baseline_key || key == q.challenger_key);
}

bool same_pair(const PairQuestion& asked, const PairQuestion& named) {
  if (!asked.baseline_key.empty() || !asked.challenger_key.empty())
    return has_model(asked, named.baseline_key) || has_model(asked, named.challenger_key);
  return sorted(asked.factors) == sorted(named.factors) &&
         (!asked.months_apart || asked.months_apart == named.months_apart);
}

}  // namespace

bool is_left_out(const GradedFinding& graded, const PairQuestion& q, const PooledPriors& priors) {
  return std::any_of(priors.pairs.begin(), priors.pairs.end(), [&](const NamedPair& pair) {
    return pair.key == graded.finding.pair && same_pair(q, pair.question);
  });
}

}  // namespace tenfold
