#include "claim/back_test.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "base/count.h"
#include "claim/compute.h"
#include "laws/dense.h"
#include "laws/experts.h"
#include "model/parameters.h"

namespace tenfold {
namespace {

constexpr double sparse_from = 1.5;  // total over active: a dense model's is 1

bool same_pair(const PairQuestion& a, const PairQuestion& b) {
  const auto sorted = [](std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
  };
  if (a.baseline_key != b.baseline_key || a.challenger_key != b.challenger_key) return false;
  const bool models = !a.baseline_key.empty() && !a.challenger_key.empty();
  return models || (sorted(a.factors) == sorted(b.factors) && a.months_apart == b.months_apart);
}

// Whether a finding comes from the pair that is asked about.
bool is_of(const GradedFinding& graded, const PairQuestion& question, const PooledPriors& priors) {
  return std::any_of(priors.pairs.begin(), priors.pairs.end(), [&](const NamedPair& pair) {
    return pair.key == graded.finding.pair && same_pair(pair.question, question);
  });
}

const ModelSize* size_of(const std::string& key, const ModelSizes& sizes) {
  const auto found = sizes.find(key);
  return found == sizes.end() ? nullptr : &found->second;
}

// log10 of how many times sparser the challenger is; nothing where that is not known. Beside a
// sparse challenger an unknown baseline is taken for dense.
std::optional<double> log_sparser(const PairQuestion& q, const ModelSizes& sizes) {
  const ModelSize* a = size_of(q.baseline_key, sizes);
  const ModelSize* b = size_of(q.challenger_key, sizes);
  if (!b) return std::nullopt;
  const double times = sparsity_of(*b) / (a ? sparsity_of(*a) : 1);
  if (times < sparse_from && times > 1 / sparse_from) return std::nullopt;
  return std::log10(times);
}

// A gain goes as a power of the sparsity: a finding at another sparsity is brought to the pair's.
Finding at_sparsity(Finding f, const GainFinding& study, std::optional<double> log_times) {
  if (!study.sparsity || !log_times) return f;
  const double scale = *log_times / std::log10(*study.sparsity);
  return {f.log10_gain * scale, f.sd * std::abs(scale)};
}

// A rate is brought to the months between the two. It is of the field's front, on either side of
// which laboratories stand by as much as studies differ.
Finding over_months(Finding f, const GainFinding& study, double months) {
  if (!study.months) return f;
  return {f.log10_gain * months / *study.months, std::hypot(f.sd, PoolPrior{}.between)};
}

PartOfGain pooled_part(const PooledFactor& factor, const PairQuestion& q,
                       const PooledPriors& priors, const ModelSizes& sizes) {
  if (factor.value) return {factor.key, "a judged value", *factor.value};
  const auto sparser = log_sparser(q, sizes);
  std::vector<Finding> findings;
  for (const GradedFinding& graded : factor.evidence) {
    if (is_of(graded, q, priors) || (graded.finding.months && q.months_apart <= 0)) continue;
    const Finding f = at_sparsity(finding_of(graded), graded.finding, sparser);
    findings.push_back(over_months(f, graded.finding, q.months_apart));
  }
  return {factor.key, std::to_string(findings.size()) + " findings", pooled(findings)};
}

PartOfGain part_of(const PooledFactor& factor, const PairQuestion& q, const PooledPriors& priors,
                   const ModelSizes& sizes) {
  const ModelSize* a = size_of(q.baseline_key, sizes);
  const ModelSize* b = size_of(q.challenger_key, sizes);
  if (factor.key == "allocation" && a && b)
    if (const auto gain = allocation_gain(*a, *b))
      return {factor.key, std::to_string(gain->size()) + " laws of loss", *gain};
  return pooled_part(factor, q, priors, sizes);
}

const PooledFactor& factor_of(const PooledPriors& priors, const std::string& key) {
  for (const PooledFactor& factor : priors.factors)
    if (factor.key == key) return factor;
  throw std::logic_error("the priors have no factor '" + key + "'");
}

// Many tasks, chosen to match the two, tell twice as well as published scores of a few.
Mixture halved(Mixture parts) {
  for (NormalPart& part : parts) part.sd /= 2;
  return parts;
}

std::vector<std::string> entering(const PairQuestion& q, PairKind kind) {
  std::vector<std::string> keys;
  for (const std::string& key : q.factors)
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  const bool there = std::find(keys.begin(), keys.end(), "yardstick") != keys.end();
  if (!there && (kind != PairKind::controlled || keys.empty())) keys.emplace_back("yardstick");
  return keys;
}

// The experts that a feed-forward part has where a third of a dense model's parameters is
// attention: total / active = 1/3 + 2/3 experts.
double experts_of(const ModelSize& size) {
  return std::max(1.0, (sparsity_of(size) - 1.0 / 3) * 1.5);
}

// Laws differ by more the further two models lie from the best split: a quarter of the effect, from
// the bootstrap of the Chinchilla fit at Gopher's split and the laws' own disagreement.
NormalPart by_law(double baseline, double challenger, double weight) {
  const double gain = std::log10(challenger / baseline);
  return {weight, gain, std::sqrt(0.05 * 0.05 + 0.25 * 0.25 * gain * gain)};
}

}  // namespace

ModelSize size_of(const Model& model) {
  ModelSize size;
  if (const auto active = active_parameters(model)) size.active = median(active->value);
  if (const auto tokens = training_tokens(model)) size.tokens = median(tokens->value);
  if (model.architecture)
    size.total = real(model_parameters(*model.architecture).text.total);
  else if (model.published.total)
    size.total = median(*model.published.total);
  else if (model.undisclosed && model.undisclosed->total_parameters)
    size.total = median(*model.undisclosed->total_parameters);
  return size;
}

double sparsity_of(const ModelSize& size) {
  return size.active > 0 ? std::max(1.0, size.total / size.active) : 1;
}

std::optional<Mixture> allocation_gain(const ModelSize& a, const ModelSize& b) {
  if (a.active <= 0 || b.active <= 0 || a.tokens <= 0 || b.tokens <= 0) return std::nullopt;
  std::vector<std::array<laws::LossLaw, 2>> all;
  for (const laws::LossLaw& law : {laws::besiroglu, laws::chinchilla(), laws::coupled_chinchilla})
    all.push_back({law, law});
  if (std::max(sparsity_of(a), sparsity_of(b)) > sparse_from)
    all.push_back({laws::joint_moe(experts_of(a)), laws::joint_moe(experts_of(b))});
  Mixture parts;
  for (const auto& [of_a, of_b] : all)
    parts.push_back(by_law(laws::allocative_efficiency(of_a, a.active, a.tokens),
                           laws::allocative_efficiency(of_b, b.active, b.tokens),
                           1.0 / static_cast<double>(all.size())));
  return parts;
}

// A ladder of small runs varies one thing; so does a pair that lies no month apart.
PairKind kind_of(const PairQuestion& q) {
  const bool models = !q.baseline_key.empty() || !q.challenger_key.empty();
  const bool alone = q.months_apart <= 0 || (!models && q.factors.size() == 1);
  if (alone) return PairKind::controlled;
  return q.factors.size() == 1 ? PairKind::matched : PairKind::released;
}

Prediction predict(const PairQuestion& q, const PooledPriors& priors, const ModelSizes& sizes) {
  Prediction p;
  p.kind = kind_of(q);
  for (const std::string& key : entering(q, p.kind)) {
    PartOfGain part = part_of(factor_of(priors, key), q, priors, sizes);
    if (key == "yardstick" && p.kind == PairKind::matched)
      part.log10_gain = halved(part.log10_gain);
    p.parts.push_back(std::move(part));
    const LogDensity own = density_of(p.parts.back().log10_gain);
    p.log10_gain = p.parts.size() == 1 ? own : sum_of(p.log10_gain, own);
  }
  const auto gain = [&](double u) { return std::pow(10, quantile(p.log10_gain, u)); };
  p.p05 = gain(0.05);
  p.p25 = gain(0.25);
  p.median = gain(0.5);
  p.p75 = gain(0.75);
  p.p95 = gain(0.95);
  return p;
}

BackTest back_test(const std::vector<KnownPair>& pairs, const PooledPriors& priors,
                   const ModelSizes& sizes) {
  BackTest test;
  for (const KnownPair& pair : pairs) {
    PairScore row{pair, predict(pair.question, priors, sizes), std::nullopt};
    if (pair.middle) {
      row.log_score = log_density(row.predicted.log10_gain, std::log10(*pair.middle));
      row.in50 = *pair.middle >= row.predicted.p25 && *pair.middle <= row.predicted.p75;
      row.in90 = *pair.middle >= row.predicted.p05 && *pair.middle <= row.predicted.p95;
      ++test.scored;
      test.coverage50 += row.in50 ? 1 : 0;
      test.coverage90 += row.in90 ? 1 : 0;
      test.mean_log_score += *row.log_score;
    }
    test.rows.push_back(std::move(row));
  }
  if (test.scored == 0) return test;
  const auto n = static_cast<double>(test.scored);
  test.coverage50 /= n;
  test.coverage90 /= n;
  test.mean_log_score /= n;
  return test;
}

}  // namespace tenfold
