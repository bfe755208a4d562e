// What checking a claim found: every number that a report may print, with what it rests on.
//
// All ratios are baseline / challenger, "times less". Nothing (nullopt) means n/d: not disclosed,
// and `reason` says what is missing. Handles number what a report prints: `tenfold explain
// check:N`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "base/provenance.h"
#include "base/units.h"
#include "claim/claim.h"
#include "claim/parity.h"
#include "ledger/ledger.h"

namespace tenfold {

// supported: P(ratio >= claimed) >= 0.9. contradicted: P <= 0.1. none: no verdict can be given.
enum class Decision : std::uint8_t { supported, contradicted, undetermined, none };
template <>
inline constexpr std::array enum_names<Decision>{
    std::string_view("supported"), std::string_view("contradicted"),
    std::string_view("undetermined"), std::string_view("none")};
inline constexpr double supported_from = 0.9, contradicted_to = 0.1;

// What a result rests on. disclosed: numbers that their owner published, compared as they are.
// computed: by us from disclosed numbers. judgement: at least one input is assumed or estimated.
// by_prior: the verdict follows from where an assumed distribution was cut off.
enum class Basis : std::uint8_t { disclosed, computed, judgement, by_prior };
template <>
inline constexpr std::array enum_names<Basis>{
    std::string_view("disclosed"), std::string_view("computed"), std::string_view("judgement"),
    std::string_view("by prior")};

enum class Currency : std::uint8_t { flops, accelerator_hours, dollars, energy };
template <>
inline constexpr std::array enum_names<Currency>{
    std::string_view("flops"), std::string_view("accelerator-hours"), std::string_view("dollars"),
    std::string_view("energy")};

// The 50, 5 and 95 % points of a distribution.
struct Spread {
  double median = 0, p05 = 0, p95 = 0;
  bool operator==(const Spread&) const = default;
};

// A reading's result under one set of priors.
struct UnderPriors {
  std::string priors{};  // key of the set
  std::optional<Spread> ratio{};
  std::optional<double> p_claim{};
  Decision decision = Decision::none;
  std::string reason{};  // where there is no ratio
};

// One factor's part in a reading: its Shapley value in log10 of the ratio. Of a product that is
// log10 of the factor's median; where factors act on each other, the mean over the draws.
struct Attribution {
  std::string factor{}, label{};
  std::string group{};
  Spread value{};
  double log10_gain = 0;
  std::optional<double> share{};  // of the sum of log10 gains; nothing where gains have both signs
  double variance_share = 0;      // of the variance of the log ratio, by the factor alone
  double least_gain = 0, most_gain = 0;  // what it adds to log10, over all orderings
};
struct GroupGain {
  std::string group{};
  double log10_gain = 0;
  std::optional<double> share{};
  double largest = 0;  // share of the draws in which no other group gains more
};

// What two factors gain together beyond their own gains, in log10: their Shapley interaction.
struct Interaction {
  std::string one{}, other{};  // labels
  double log10_gain = 0;
};

// A reading by its priors, by evidence alone, and by both.
struct Weighed {
  std::optional<Spread> ratio{};
  std::optional<double> p_claim{};
  Decision decision = Decision::none;
  std::string of{};  // "two ladders, the vendor's word (3 to 1)"
};
struct Weighing {
  Weighed prior{}, evidence{}, combined{};
  double surprise = 0;  // how far the evidence lies from the priors, in standard deviations
};

struct Reading {
  int number = 0;  // as printed, from 1
  Estimand estimand = Estimand::shipped_pair;
  std::string label{}, note{}, yardstick{};
  std::optional<Convention> convention{};  // none where the ratio is a product of factors
  std::string boundary{};
  Currency currency = Currency::flops;
  double claimed = 10;
  std::optional<Spread> ratio{};
  std::optional<double> p_claim{};  // P(ratio >= claimed)
  Decision decision = Decision::none;
  std::string reason{};  // why there is no verdict; "" where there is one
  Basis basis = Basis::judgement;
  std::string rests_on{};  // in words: "active parameters 42 B [8, 120] and tokens … are assumed"
  std::vector<Attribution> attribution{};
  std::vector<GroupGain> groups{};
  std::vector<Interaction> interactions{};  // empty where the factors are a plain product
  double log10_whole = 0;                   // what the gains sum to
  std::optional<Weighing> weighing{};       // where evidence bears on it
  std::vector<UnderPriors> under{};  // every shipped set, the chosen one included; recipes only
  int handle = 0;
};

// Lowest and highest P over the sets of priors that have one.
std::optional<std::pair<double, double>> probability_range(const Reading&);

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
};

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
