// Which framework generation ran a measured run, and what that generation does where the source
// does not say. The one place that knows frameworks by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "plan/plan.h"
#include "scenario/measured.h"

namespace tenfold {

// What a FLOP rate of unspecified convention counts.
enum class RateHabit : std::uint8_t { exact, full_attention, executed };

struct Habits {
  std::string_view key;  // profile in hardware_profiles/frameworks/
  Recompute recompute = Recompute::none;
  Size zero = 0;
  bool sequence_parallel = false;  // with tensor parallelism
  bool one_micro_batch = false;    // a rank's share of the batch at once, without accumulation
  bool pads_vocabulary = false;    // to 128 x tensor
  bool whole_experts = false;      // experts are not tensor-parallel
  bool balanced_experts = false;   // its published figures force even routing
  bool selective_halves = false;   // its "selective" recompute makes half of the forward pass again
};

// Nothing where the framework is not known.
std::optional<Habits> habits_of(const MeasuredRun&);

AttentionKernel default_attention(const MeasuredRun&, const Habits&);

RateHabit rate_habit(const MeasuredRun&, const Habits&);

// Every profile that habits_of may name.
std::vector<std::string> framework_keys();

}  // namespace tenfold
