// The parts of a run: what each takes, and what they come to.
//
// RL's rollouts take serving's rollout_time() (serving/price.h); a phase of RL carries that and the
// time of its updates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"
#include "base/names.h"
#include "base/units.h"

namespace tenfold {

enum class RunPhaseKind : std::uint8_t {
  pretraining,
  context_extension,
  annealing,
  sft,
  rl,
  distillation
};
template <>
inline constexpr std::array enum_names<RunPhaseKind>{
    std::string_view("pretraining"), std::string_view("context_extension"),
    std::string_view("annealing"),   std::string_view("sft"),
    std::string_view("rl"),          std::string_view("distillation")};

struct Phase {
  RunPhaseKind kind = RunPhaseKind::pretraining;
  std::string name;
  Count tokens = 0;
  Seconds accelerator_time;
};

struct PhaseSum {
  Count tokens = 0;
  Seconds accelerator_time;
};
PhaseSum sum(const std::vector<Phase>&);

// A stretch of a batch ramp: batches of `tokens_of_step` until `tokens` of the run are seen.
struct RampStage {
  Count until_tokens = 0;
  Count tokens_of_step = 0;
};

// Steps to `tokens` under a ramp; the last stage holds beyond its end. Each stage is rounded up to
// whole steps, which start the next stage that much later.
std::vector<Count> ramp_steps(const std::vector<RampStage>&, Count tokens);

}  // namespace tenfold
