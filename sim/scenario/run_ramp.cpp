#include "scenario/run_ramp.h"

#include <algorithm>

namespace tenfold {
namespace {

void cost_stretch(RampReport& r, const RunInput& in, ParallelPlan plan, std::size_t i) {
  const Architecture& a = *in.model.architecture;
  if (i < in.ramp.size() && in.ramp[i].plan) plan = resolved(*in.ramp[i].plan, in.cluster);
  plan.global_batch = r.global_batch;
  const Feasibility f = feasibility(plan, {a, r.sequence_length, in.cluster, in.framework});
  if (!f.fits()) {
    r.why_not = f.faults.empty() ? "its memory does not fit" : f.faults.front();
    return;
  }
  const StepCost step = step_cost(a, plan, r.sequence_length, in.cluster, in.framework);
  r.step_time = step.seconds * second, r.mfu = step.mfu;
}

}  // namespace

std::vector<RampReport> ramp_reports(const RunInput& in, const ParallelPlan& plan,
                                     Seconds own_step) {
  if (in.ramp.empty()) return {};
  std::vector<RampReport> all;
  std::vector<RampStage> stages;
  const auto add = [&](Count until, Size batch, Size length) {
    RampReport& r = all.emplace_back();
    r.until = std::min(until, *in.tokens), r.global_batch = batch, r.sequence_length = length;
    stages.push_back({until, Count{batch} * length});
  };
  for (const RampJob& j : in.ramp)
    add(j.until, j.global_batch > 0 ? j.global_batch : plan.global_batch,
        j.sequence_length > 0 ? j.sequence_length : in.sequence_length);
  add(*in.tokens, plan.global_batch, in.sequence_length);
  const std::vector<Count> steps = ramp_steps(stages, *in.tokens);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].steps = steps[i];
    if (i + 1 < all.size() || !(own_step > Seconds{}))
      cost_stretch(all[i], in, plan, i);
    else
      all[i].step_time = own_step;
  }
  return all;
}

}  // namespace tenfold
