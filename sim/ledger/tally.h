// What `count` tells of a model: its parameters under the rules that its file names, and its FLOPs
// under every convention.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/ledger.h"
#include "model/model.h"

namespace tenfold {

inline constexpr std::array all_conventions{Convention::exact, Convention::full_attention,
                                            Convention::hardware, Convention::six_nd_total,
                                            Convention::six_nd_active};

// FLOPs by convention, indexed by Convention; nothing where a convention has no count.
using FlopCounts = std::array<std::optional<Count>, all_conventions.size()>;

// Median and the 5 and 95 % points of a quantity that is known as a distribution.
struct Interval {
  double median = 0, p05 = 0, p95 = 0;
};

// How a run is asked for on the command line; what is not said is the model's own.
struct CountQuery {
  std::optional<Size> sequence_length;
  std::optional<Count> tokens;
};

// An encoder of another modality: forward and backward of one image, or stretch of audio.
struct TowerTally {
  std::string name;
  Size positions = 0;
  Count per_item = 0;  // exact, its projector included
};

struct Tally {
  ModelParameters parameters;
  Count total = 0, active = 0;  // under the file's rules
  ParameterRule total_rule, active_rule;
  Size sequence_length = 0;
  std::string sequence_origin;  // whence the length: "asked for", "of the model", "assumed"
  FlopCounts per_sequence;      // forward and backward of one sequence
  std::optional<Count> tokens;
  FlopCounts run;                            // of all tokens, where they are known
  std::vector<LedgerRow> blocks, operators;  // of one sequence
  std::vector<TowerTally> towers;
  // Of the run under `exact`, at the shortest and longest plausible sequence, where the length is
  // not disclosed.
  std::optional<std::pair<Count, Count>> exact_range;
};

// The counts of a model whose architecture is known.
Tally tally(const Model&, const CountQuery&);

// 6 x active (and total) parameters x tokens of a model that discloses no shape, as intervals.
struct UndisclosedTally {
  std::optional<Interval> total, active, tokens;
  std::optional<Interval> six_nd_total, six_nd_active;        // of the run
  std::optional<Interval> per_token_total, per_token_active;  // 6 x parameters
};
UndisclosedTally undisclosed_tally(const Model&, const CountQuery&);

// An upper estimate of a run's FLOPs, to refuse in good time what would overflow a Count: at most
// most_flops may be tallied.
double flops_bound(const Model&, const CountQuery&);
inline constexpr double most_flops = 1e36;

inline constexpr Size default_sequence_length = 4096;

}  // namespace tenfold
