// A reading of a claim: what it compares, the ratio that it finds, what that rests on.
//
// All ratios are baseline / challenger, "times less". Nothing (nullopt) means n/d: not disclosed,
// and `reason` says what is missing.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "claim/claim.h"
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

}  // namespace tenfold
