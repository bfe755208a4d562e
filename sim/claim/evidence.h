// What bears on a claim beside judged priors: ladders of small runs of both recipes, published
// hours or prices of an undisclosed run, the vendor's word, and scores for the test of parity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "base/provenance.h"
#include "base/uncertain.h"
#include "base/units.h"
#include "laws/recipe_gain.h"

namespace tenfold {

// What the fit of two ladders says of how many times less compute the challenger's recipe needs for
// the same level, each recipe at its own optimum.
struct FormGain {
  std::string form;  // "additive", "coupled", "interpolated"
  double median = 1, p05 = 1, p95 = 1;
};
struct LadderGain {
  double at = 0;                // FLOPs of the baseline's recipe at that level
  double decades_beyond = 0;    // above the ladder's largest budget
  bool form_dependent = false;  // too far beyond for one number: the forms disagree by nature
  std::vector<FormGain> forms;
  double log10_mean = 0, log10_sd = 0;  // averaged over forms; unused where form_dependent
};

// What a fit of both ladders found, as evidence: forms that are averaged count by their spread.
LadderGain ladder_gain(const RecipeGain&);

// Two tables of runs, as `tenfold fit` reads them.
struct LadderEvidence {
  std::string label;
  std::string baseline, challenger;                     // CSV files
  std::string parameters, tokens, flops, loss, budget;  // names of columns; "" where by their rule
  std::vector<std::string> where_baseline, where_challenger;  // "dataset=comma"
  std::vector<std::string> factors;  // that they differ in; empty: all of the recipe's own
  std::optional<Flops> at;          // level at which they are compared; else the baseline's compute
  std::optional<Uncertain> stated;  // the gain as somebody else's fit gives it, instead of tables
  std::string note;
  std::optional<LadderGain> gain{};  // once fitted
};
template <>
struct Fields<LadderEvidence> {
  using T = LadderEvidence;
  static constexpr std::tuple table{
      Field{"label", &T::label, "as reports call it"},
      Field{"baseline", &T::baseline, "table of runs of the baseline's recipe", optional},
      Field{"challenger", &T::challenger, "table of runs of the challenger's recipe", optional},
      Field{"gain", &T::stated, "times less compute, as fitted elsewhere, instead of tables",
            optional},
      Field{"parameters", &T::parameters, "column of parameters", optional},
      Field{"tokens", &T::tokens, "column of tokens", optional},
      Field{"flops", &T::flops, "column of FLOPs", optional},
      Field{"loss", &T::loss, "column of the loss", optional},
      Field{"budget", &T::budget, "column of the budget that a run belongs to", optional},
      Field{"where_baseline", &T::where_baseline, "rows to take, COLUMN=VALUE", optional},
      Field{"where_challenger", &T::where_challenger, "rows to take, COLUMN=VALUE", optional},
      Field{"factors", &T::factors, "factors that the two recipes differ in", optional},
      Field{"at", &T::at, "compute of the baseline's recipe at which they are compared", optional},
      Field{"note", &T::note, "what a reader should know", optional},
  };
};

// An error of a ladder's gain for each decade between its compute and the claim's, in log10, where
// the priors do not say how gains move: our judgement. Coupled fits of two corpora moved by .03 a
// decade, additive ones by .5.
inline constexpr double drift_per_decade = 0.1;

// One number to go by: fitted, and not form-dependent.
bool has_number(const LadderEvidence&);

enum class ClaimSide : std::uint8_t { baseline, challenger };
template <>
inline constexpr std::array enum_names<ClaimSide>{std::string_view("baseline"),
                                                  std::string_view("challenger")};

// Published hours, or dollars and the price of an hour, of a run whose compute is not disclosed:
// FLOPs = hours x peak rate x share of peak reached.
struct ComputeEvidence {
  std::string label;
  ClaimSide side = ClaimSide::challenger;
  Uncertain flops = LogNormal{1, 1, 1};  // what follows from them
  std::string formula;                   // with the numbers put in
  Provenance provenance{};
};

// A claimant's bare word for a reading: how many times more probable it is that they say so where
// it is so than where it is not.
struct VendorWord {
  double bayes_factor = 1;
  Provenance provenance{};
};

enum class Evaluator : std::uint8_t { independent, vendor };
template <>
inline constexpr std::array enum_names<Evaluator>{std::string_view("independent"),
                                                  std::string_view("vendor")};

// Scores of both models on one benchmark, by one evaluator, in points of 100.
struct BenchmarkScores {
  std::string name, category;
  double baseline = 0, challenger = 0;
  std::optional<double> items;  // questions, where a score is a share of right answers
  std::optional<double> error;  // else: standard error of one score, in points
  Evaluator evaluator = Evaluator::independent;
  bool selected = false;  // chosen for show by the vendor
  std::string note{};
};
template <>
struct Fields<BenchmarkScores> {
  using T = BenchmarkScores;
  static constexpr Rule points{.low = -1e4, .high = 1e4};
  static constexpr std::tuple table{
      Field{"name", &T::name, "the benchmark, with its version"},
      Field{"category", &T::category, "reasoning, long context, coding, instruction following …"},
      Field{"baseline", &T::baseline, "the baseline's score, in points of 100", points},
      Field{"challenger", &T::challenger, "the challenger's score, in points of 100", points},
      Field{"items", &T::items, "questions, where a score is a share of right answers",
            Rule{.required = false, .low = 1, .high = 1e9}},
      Field{"error", &T::error, "else: standard error of one score, in points",
            Rule{.required = false, .low = 1e-6, .high = 100}},
      Field{"evaluator", &T::evaluator, "who ran it", optional},
      Field{"selected", &T::selected, "chosen for show by the vendor", optional},
      Field{"note", &T::note, "what a reader should know", optional},
  };
};

// Which P the exit code follows.
enum class Basing : std::uint8_t { prior, combined };
template <>
inline constexpr std::array enum_names<Basing>{std::string_view("prior"),
                                               std::string_view("combined")};

struct Evidence {
  std::vector<LadderEvidence> ladders;
  std::vector<ComputeEvidence> compute;
  std::optional<VendorWord> word;  // of the claim's headline reading
  std::vector<BenchmarkScores> benchmarks;
  double margin = 3;  // points within which two models count as equal
  std::optional<Basing> verdict;

  // As the scenario says, else combined where somebody measured something that is weighed.
  Basing basing() const;
};

}  // namespace tenfold
