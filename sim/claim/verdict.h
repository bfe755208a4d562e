// What checking a claim found: every number that a report may print, with what it rests on.
//
// Nothing (nullopt) means n/d, as in reading.h. Handles number what a report prints: `tenfold
// explain check:N`.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/provenance.h"
#include "base/units.h"
#include "claim/claim.h"
#include "claim/parity.h"
#include "claim/reading.h"
#include "ledger/ledger.h"

namespace tenfold {

// FLOPs of one model under one convention. `low` to `high` where an undisclosed input moves it.
struct ConventionCount {
  Convention convention = Convention::exact;
  std::string label{};  // "6nd-active, 17 B as announced"
  std::optional<double> flops{};
  std::string exact{};  // the integer in decimal, where it is one
  std::optional<std::pair<double, double>> range{};
  std::string assumption{};  // "8,192 tokens of context, undisclosed"
  bool verdict = true;       // a ratio may rest on it (not: 6nd-total of a mixture of experts)
  std::string reason{};      // why not, or why there is no count
  int handle = 0;
};
struct ModelCounts {
  std::string model{};  // its name
  std::vector<ConventionCount> counts{};
  // Lowest and highest over conventions that a verdict may rest on, and their quotient.
  std::optional<std::pair<double, double>> range{};
};

// Where a published time meets a count of FLOPs.
struct RateCheck {
  std::string model{}, accelerator{};
  std::string counted{};  // "6nd-active", or a boundary's label
  double flops = 0;
  Seconds accelerator_time{};
  FlopRate rate{};  // average of an accelerator over the run
  std::optional<double> of_16bit_peak{}, of_fp8_peak{};
  bool fits = true;  // below the highest share of the faster peak that a run can reach
  int handle = 0;
};

struct BoundarySide {
  std::optional<double> flops{};
  std::string reason{};  // what is not disclosed
};
struct BoundaryRow {
  std::string label{};
  BoundarySide baseline{}, challenger{};
  std::optional<double> times_own{};  // the baseline's, over its own pretraining
  std::vector<std::string> replaces{};
  Decision decision = Decision::none;  // of the headline reading under this boundary
  std::string reason{};
  std::optional<Spread> ratio{};
  std::optional<double> p_claim{};
  std::optional<RateCheck> hours{};  // whether the baseline's published hours can hold it
  int handle = 0;
};

// What would have to hold for the shipped pair's ratio to be the claimed one.
struct Needed {
  double flops = 0;  // at most this many for the challenger
  struct Pair {
    double given = 0, at_most = 0;
  };
  std::optional<Pair> active_at_tokens{};  // given tokens: active parameters at most
  std::optional<Pair> tokens_at_active{};  // given active parameters: tokens at most
  int handle = 0;
};

// Shapes of the challenger for which the shipped pair's claim would hold.
struct FrontierRow {
  double active = 0, tokens = 0;  // tokens at most
  // How many tokens of the baseline's recipe one of the challenger's must be worth: lowest and
  // highest over laws; nothing where no number of tokens reaches the baseline's loss.
  std::optional<std::pair<double, double>> efficiency{};
  int laws = 0;  // of three that reach it
};
struct Frontier {
  double flops = 0;  // at most this many
  std::vector<FrontierRow> rows{};
  double decades_beyond = 0;  // of the laws' data, by the baseline's compute
  int handle = 0;
};

// P of a recipe reading if one factor were exactly 1.
struct WhatIf {
  Estimand estimand = Estimand::recipe_as_built;
  std::string factor{}, label{};
  Spread ratio{};
  double median_factor = 1;  // what it is instead
  double p_claim = 0;
  Decision decision = Decision::none;
};

// A share of the variance of the log ratio, and its standard error over replicates: 0 where it is
// exact.
struct VarianceShare {
  double value = 0, error = 0;
};
// The reading with one factor known.
struct Known {
  double factor = 1;  // its value
  double median = 0;  // of the ratio
  double p_claim = 0;
};
// A value of a factor from which on the verdict is another, and the chance of such a value.
struct Turn {
  double factor = 1;
  bool above = true;  // from there upwards, else downwards
  double chance = 0;
};

// How much one factor matters to a reading.
struct Influence {
  std::string factor{}, label{};
  VarianceShare first{};  // of the factor alone: Sobol's first-order index
  VarianceShare total{};  // with all that it does together with others: the total index
  Known low{}, high{};    // at its own 5 and 95 % points, the others as drawn
  double settles = 0;     // chance that knowing it alone gives P >= 0.9 or P <= 0.1
  double error_left = 0;  // chance of calling the claim wrongly that is left once it is known
  std::optional<Turn> supported{}, contradicted{};  // nothing where no value turns the verdict
};
struct Sensitivity {
  int reading = 0;                   // number of the reading that it is about
  bool exact = true;                 // the variance shares are in closed form
  double error_now = 0;              // chance of calling the claim wrongly by its better side today
  std::vector<Influence> factors{};  // what leaves the least error first
};

struct ScaleLine {
  std::string model{};
  double active = 0, tokens = 0, flops = 0;
  double times_baseline = 0;
  std::string condition{};
  int handle = 0;
};

struct CapabilityRow {
  Capability found{};
  int handle = 0;
};

struct SettlerRow {
  std::string what{};
  std::optional<double> variance_share{};  // of the headline reading's log ratio
  std::optional<int> decides{};            // number of the reading that it decides
};

// A number that went in.
struct Input {
  std::string path{};  // "llama-4-maverick: training.tokens"
  std::string value{};
  Provenance provenance{};
};

// A printed number: `tenfold explain check:number`.
struct Handle {
  int number = 0;
  std::string label{}, value{}, formula{};  // formula with the numbers put in; lines end with '\n'
  std::vector<Input> inputs{};
};

// A remark that does not stop a check, with where it points.
struct VerdictWarning {
  std::string code{}, file{};
  std::int64_t line = 0;
  std::string message{}, hint{};
};

struct Sampling {
  std::int64_t draws = 65536;  // a power of two
  std::uint64_t seed = 1;
  int threads = 0;  // 0: all cores; never changes a result
  // Called now and then, by any thread; what it throws ends the work.
  std::function<void()> between{};
};
inline void look_up(const Sampling& s) {
  if (s.between) s.between();
}

struct Verdict {
  std::vector<Reading> readings{};
  std::size_t headline = 0;                  // index of the reading that the exit code follows
  std::vector<Reading> matrix{};             // the shipped pair under every convention and boundary
  std::optional<Sensitivity> sensitivity{};  // of the reading that the what-ifs are about
  std::vector<WhatIf> what_ifs{};  // of the first recipe reading, the largest change of P first
  ModelCounts baseline{}, challenger{};
  std::vector<BoundaryRow> boundaries{};
  std::vector<RateCheck> rates{};   // own pretraining against published hours, for each such model
  std::vector<EngineRun> engine{};  // the same runs, and the scale's, by the engine
  std::optional<Needed> needed{};
  std::optional<Frontier> frontier{};
  std::optional<ScaleLine> scale{};
  std::vector<CapabilityRow> capabilities{};
  std::optional<ParityTest> parity{};  // where the scenario has scores
  std::vector<SettlerRow> settlers{};
  std::vector<Handle> handles{};
  std::vector<Input> inputs{};           // every number that went in, once
  std::array<int, 5> inputs_by_grade{};  // indexed by Grade
  std::vector<VerdictWarning> warnings{};
  Sampling sampling{};

  Basing basing = Basing::prior;  // which P the exit code follows

  const Reading& claimed() const { return readings[headline]; }
  // Of the headline reading, by priors alone or with the evidence; a claim of equal capability does
  // not hold where the scores are worse.
  Decision decision() const {
    const Reading& r = claimed();
    const Decision d =
        basing == Basing::combined && r.weighing ? r.weighing->combined.decision : r.decision;
    return d == Decision::supported && scores_worse() ? Decision::contradicted : d;
  }
  bool scores_worse() const { return parity && parity->pooled->finding == Parity::worse; }
};

Verdict judge(const Claim&, const Sampling&);

}  // namespace tenfold
