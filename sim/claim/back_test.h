// Pairs of models or ladders whose compute-equivalent gain is known, and what the engine predicts
// of them from which ingredients differ, how many months lie between, and which models they are.
//
//   log10 gain = sum of log10 over the factors that differ - their overlap, and the yardstick's
//   error
//
// `allocation` of two models that disclose their sizes is computed from laws of loss; `sparsity`
// scales its findings to the models' own sparsity. Findings that come from the pair itself are left
// out: claim/left_out.h. A model beside itself gains nothing. Log-score: ln of the predicted
// density of log10 gain at the known value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/names.h"
#include "claim/log_density.h"
#include "claim/pooled_priors.h"
#include "model/model.h"

namespace tenfold {

// What is disclosed of a model's size; tokens 0 where they are not.
struct ModelSize {
  double active = 0, total = 0, tokens = 0;
};
using ModelSizes = std::map<std::string, ModelSize>;
ModelSize size_of(const Model&);  // at the medians of what is a distribution

struct KnownPair {
  std::string id;
  PairQuestion question;
  std::optional<double> low, middle, high;  // of the known gain
  std::int64_t line = 0;                    // of the table
};

// How one factor entered.
struct PartOfGain {
  std::string factor;
  std::string from;  // "7 findings", "3 laws of loss"
  Mixture log10_gain;
};

// By what the two were compared. `controlled`: one recipe with one thing varied, by the same loss
// or tasks. `matched`: released models that differ in one ingredient, matched by whoever compared
// them. `released`: models that differ in several, or lie nobody knows how many months apart,
// compared by published scores.
enum class PairKind : std::uint8_t { controlled, matched, released };
template <>
inline constexpr std::array enum_names<PairKind>{
    std::string_view("controlled"), std::string_view("matched"), std::string_view("released")};
PairKind kind_of(const PairQuestion&);

struct Prediction {
  PairKind kind = PairKind::controlled;
  std::vector<PartOfGain> parts;
  LogDensity log10_gain;
  double p05 = 1, p25 = 1, median = 1, p75 = 1, p95 = 1;  // of the gain
};

// Every factor of the question must be one of the priors'.
Prediction predict(const PairQuestion&, const PooledPriors&, const ModelSizes&);

struct PairScore {
  KnownPair pair;
  Prediction predicted;
  std::optional<double> log_score;
  bool in50 = false, in90 = false;  // the known middle lies between p25 and p75, p05 and p95
};

struct BackTest {
  std::vector<PairScore> rows;
  std::size_t scored = 0;  // rows with a known middle; the next are over these
  double coverage50 = 0, coverage90 = 0, mean_log_score = 0;
};
BackTest back_test(const std::vector<KnownPair>&, const PooledPriors&, const ModelSizes&);

// log10 of (challenger's share of its compute that the best split needs) / (the baseline's), one
// normal a law: Besiroglu, Hoffmann, the coupled form, and the joint law of experts where a side is
// sparse. Nothing where a size is not disclosed.
std::optional<Mixture> allocation_gain(const ModelSize& baseline, const ModelSize& challenger);

// Total over active parameters.
double sparsity_of(const ModelSize&);

}  // namespace tenfold
