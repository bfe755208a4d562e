// Priors that are pooled from listed findings, and the pairs of models of whose comparison a
// finding comes. Format "priors/1" with [[factors.NAME.evidence]]: see docs/formats.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/provenance.h"
#include "claim/pooling.h"
#include "claim/priors.h"

namespace tenfold {

// What a study found a factor to be worth: times less compute for the same capability.
struct GainFinding {
  std::string label;            // "Wen et al., tuned baselines"
  std::optional<double> value;  // times; the geometric mean of low and high where it is left out
  std::optional<double> low, high;  // 90 %, or the range over a study's own settings
  std::string pair;                 // of [pairs.NAME], where this is that pair's own comparison
  std::optional<double> months;     // between the two sides: the gain is a rate, of so many months
  std::optional<double> sparsity;   // total over active parameters of the challenger, dense = 1
  std::string note;
};
template <>
struct Fields<GainFinding> {
  using T = GainFinding;
  static constexpr std::tuple table{
      Field{"label", &T::label, "whose finding, of what"},
      Field{"value", &T::value, "times less compute",
            Rule{.required = false, .low = 1e-3, .high = 1e6}},
      Field{"low", &T::low, "5 % point, or the least of the study's settings",
            Rule{.required = false, .low = 1e-3, .high = 1e6}},
      Field{"high", &T::high, "95 % point, or the most of the study's settings",
            Rule{.required = false, .low = 1e-3, .high = 1e6}},
      Field{"pair", &T::pair, "the pair of [pairs.NAME] that this finding is of", optional},
      Field{"months", &T::months, "a gain that grew over so many months: a rate",
            Rule{.required = false, .low = 1, .high = 600}},
      Field{"sparsity", &T::sparsity, "total over active parameters, against a dense model",
            Rule{.required = false, .low = 1.5, .high = 1e4}},
      Field{"note", &T::note, "what a reader should know", optional},
  };
};

struct GradedFinding {
  GainFinding finding;
  Grade grade = Grade::assumed;
  std::string source;  // id in the set's sources
};

// log10 of the gain and its error: of the stated range, and of the grade beside it. What is read
// second-hand or recalled is known less well than what was measured.
Finding finding_of(const GradedFinding&);

// A factor with a value of its own, or one that its evidence gives.
struct PooledFactor {
  std::string key, label;
  std::optional<Mixture> value;  // log10 of it
  std::vector<GradedFinding> evidence;
};

// What a prediction may read of a pair.
struct PairQuestion {
  std::vector<std::string> factors;          // that differ
  std::optional<double> months_apart;        // below 0 where the challenger came first
  std::string baseline_key, challenger_key;  // of models/; empty for ladders of small runs
};

// A pair from whose comparison findings come.
struct NamedPair {
  std::string key;
  PairQuestion question;
};

struct PooledPriors {
  std::string key;
  std::vector<PooledFactor> factors;
  std::vector<NamedPair> pairs;
};

// The further effect that a factor's evidence predicts; findings that are rates left out.
Mixture pooled(const PooledFactor&);

}  // namespace tenfold
