#include "campaign/phases.h"

#include <algorithm>

namespace tenfold {

PhaseSum sum(const std::vector<Phase>& phases) {
  PhaseSum all;
  for (const Phase& p : phases) {
    all.tokens += p.tokens;
    all.accelerator_time += p.accelerator_time;
  }
  return all;
}

std::vector<Count> ramp_steps(const std::vector<RampStage>& ramp, Count tokens) {
  std::vector<Count> steps;
  Count seen = 0;
  for (const RampStage& stage : ramp) {
    const Count end = &stage == &ramp.back() ? tokens : std::min(stage.until_tokens, tokens);
    const Count left = std::max<Count>(0, end - seen);
    steps.push_back((left + stage.tokens_of_step - 1) / stage.tokens_of_step);
    seen += steps.back() * stage.tokens_of_step;
  }
  return steps;
}

}  // namespace tenfold
