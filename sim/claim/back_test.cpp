#include "claim/back_test.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "base/count.h"
#include "claim/compute.h"
#include "claim/left_out.h"
#include "laws/dense.h"
#include "laws/experts.h"
#include "model/parameters.h"

namespace tenfold {
namespace {

constexpr double sparse_from = 1.5;  // total over active: a dense model's is 1

// Of log10. Models of like sparsity still differ in grain, shared experts and routing: 1.26 times.
constexpr double own_routing = 0.1;

// Of the ingredients' sum: how far apart they lie from adding up, and laboratories from the field.
constexpr double overlap_error = 0.25;

const ModelSize* size_of(const std::string& key, const ModelSizes& sizes) {
  const auto found = sizes.find(key);
  return found == sizes.end() ? nullptr : &found->second;
}

const ModelSize* sized(const std::string& key, const ModelSizes& sizes) {
  const ModelSize* size = size_of(key, sizes);
  return size && size->active > 0 && size->total > 0 ? size : nullptr;
}

// log10 of how many times sparser the challenger is; nothing where that is not known. Beside a
// sparse challenger an unknown baseline is taken for dense.
std::optional<double> log_sparser(const PairQuestion& q, const ModelSizes& sizes) {
  const ModelSize* a = sized(q.baseline_key, sizes);
  const ModelSize* b = sized(q.challenger_key, sizes);
  if (!b || (!a && sparsity_of(*b) < sparse_from)) return std::nullopt;
  return std::log10(sparsity_of(*b) / (a ? sparsity_of(*a) : 1));
}

// log10 of the studies' median sparsity; 0 where none states its own.
double log_middle(const std::vector<GradedFinding>& findings) {
  std::vector<double> logs;
  for (const GradedFinding& g : findings)
    if (g.finding.sparsity) logs.push_back(std::log10(*g.finding.sparsity));
  if (logs.empty()) return 0;
  std::sort(logs.begin(), logs.end());
  return (logs[(logs.size() - 1) / 2] + logs[logs.size() / 2]) / 2;
}

// A gain goes as a power of the sparsity. Findings are pooled at the studies' median, where those
// that state none are taken to be, and what they give is brought to the pair's own: to its inverse
// where the baseline is the sparser.
Mixture at_sparsity(const std::vector<GradedFinding>& findings, double log_times) {
  const double middle = log_middle(findings);
  std::vector<Finding> at_middle;
  for (const GradedFinding& g : findings) {
    const Finding f = finding_of(g);
    const double scale = g.finding.sparsity ? middle / std::log10(*g.finding.sparsity) : 1;
    at_middle.push_back({f.log10_gain * scale, f.sd * scale});
  }
  Mixture parts = pooled(at_middle);
  for (NormalPart& part : parts) {
    part.mean *= log_times / middle;
    part.sd = std::hypot(part.sd * log_times / middle, own_routing);
  }
  return parts;
}

// A rate is brought to the months between the two. It is of the field's front, on either side of
// which laboratories stand by as much as studies differ.
Finding over_months(const GradedFinding& study, double months) {
  const Finding f = finding_of(study);
  if (!study.finding.months) return f;
  return {f.log10_gain * months / *study.finding.months, std::hypot(f.sd, PoolPrior{}.between)};
}

PartOfGain pooled_part(const PooledFactor& factor, const PairQuestion& q,
                       const PooledPriors& priors, const ModelSizes& sizes) {
  if (factor.value) return {factor.key, "a judged value", *factor.value};
  const double months = q.months_apart.value_or(0);
  std::vector<GradedFinding> used;
  for (const GradedFinding& graded : factor.evidence)
    if (!is_left_out(graded, q, priors) && (!graded.finding.months || months > 0))
      used.push_back(graded);
  const std::string from = std::to_string(used.size()) + " findings";
  const auto sparser = log_sparser(q, sizes);
  if (sparser && log_middle(used) > 0) return {factor.key, from, at_sparsity(used, *sparser)};
  std::vector<Finding> findings;
  for (const GradedFinding& study : used) findings.push_back(over_months(study, months));
  return {factor.key, from, pooled(findings)};
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

// A model beside itself.
bool is_one_model(const PairQuestion& q) {
  return !q.baseline_key.empty() && q.baseline_key == q.challenger_key;
}

// Findings are of baselines that lack an ingredient. A released one has a part of what is found of
// each: half of it, in decades, where no months lie between, and none of what a further year
// brought. A challenger as much older has nothing ahead.
double share_ahead(const PairQuestion& q, PairKind kind) {
  constexpr double year = 12;
  if (kind != PairKind::released) return 1;
  return std::clamp(0.5 + 0.5 * q.months_apart.value_or(year / 2) / year, 0.0, 1.0);
}

// What several ingredients lack of their product; nothing where one stands alone. Sizes tell of
// sparsity and allocation, whoever came first.
std::optional<PartOfGain> overlap(const std::vector<PartOfGain>& parts, double share) {
  double sum = 0;
  int ingredients = 0;
  for (const PartOfGain& part : parts) {
    if (part.factor == "sparsity" || part.factor == "allocation" || part.factor == "yardstick")
      continue;
    sum += mean(part.log10_gain);
    ++ingredients;
  }
  if (ingredients == 0 || (ingredients == 1 && share == 1)) return std::nullopt;
  return PartOfGain{"overlap",
                    std::to_string(std::lround(100 * share)) + " % of " +
                        std::to_string(ingredients) + (ingredients == 1 ? " factor" : " factors"),
                    {{1, -(1 - share) * sum, overlap_error * std::abs(sum)}}};
}

// Many tasks, chosen to match the two, tell twice as well as published scores of a few.
Mixture halved(Mixture parts) {
  for (NormalPart& part : parts) part.sd /= 2;
  return parts;
}

std::vector<std::string> entering(const PairQuestion& q, PairKind kind) {
  if (is_one_model(q)) return {"yardstick"};
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

// A ladder of small runs varies one thing; so does a single ingredient where no month lies between.
PairKind kind_of(const PairQuestion& q) {
  if (!q.months_apart || is_one_model(q)) return PairKind::released;
  const bool models = !q.baseline_key.empty() || !q.challenger_key.empty();
  const bool one = q.factors.size() == 1, together = *q.months_apart == 0;
  if (models ? one && together : one || together) return PairKind::controlled;
  return one ? PairKind::matched : PairKind::released;
}

Prediction predict(const PairQuestion& q, const PooledPriors& priors, const ModelSizes& sizes) {
  Prediction p;
  p.kind = kind_of(q);
  for (const std::string& key : entering(q, p.kind)) {
    p.parts.push_back(part_of(factor_of(priors, key), q, priors, sizes));
    if (key == "yardstick" && p.kind == PairKind::matched)
      p.parts.back().log10_gain = halved(p.parts.back().log10_gain);
  }
  if (const auto less = overlap(p.parts, share_ahead(q, p.kind))) p.parts.push_back(*less);
  p.log10_gain = density_of(p.parts.front().log10_gain);
  for (std::size_t i = 1; i < p.parts.size(); ++i)
    p.log10_gain = sum_of(p.log10_gain, density_of(p.parts[i].log10_gain));
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
