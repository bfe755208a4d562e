#include "scenario/run_served.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenario/serve.h"
#include "serving/throughput.h"

namespace tenfold {
namespace {

double log_spread(const Uncertain& u) {
  constexpr double z90 = 1.2815515655446004;  // of the 90 % point of a normal
  return std::log(quantile(u, 0.9) / quantile(u, 0.1)) / (2 * z90);
}

// The time as services of such models are measured, lost time included.
void add_part(PhaseReport& r, std::string name, Seconds predicted, const Architecture& a,
              const RunInput& in) {
  const Uncertain speed = usual_throughput(a), goodput = in.factors.goodput.value;
  const Estimate<Seconds> part{predicted / median(speed) / median(goodput),
                               std::hypot(log_spread(speed), log_spread(goodput))};
  const Seconds before = r.accelerator_time.median, sum = before + part.median;
  // The parts' errors are independent.
  r.accelerator_time.spread =
      std::hypot(before / sum * r.accelerator_time.spread, part.median / sum * part.spread);
  r.accelerator_time.median = sum;
  r.parts.push_back({std::move(name), part});
}

Served model_on(const Architecture& a, PhaseReport& r, const PhaseJob& p, const Cluster& c) {
  r.unit_by_rule = !p.unit;
  r.unit = p.unit.value_or(unit_by_rule(a, c));
  Cluster one = c;
  one.accelerators = r.unit->accelerators;
  return served(a, *r.unit, one);
}

// Accelerator time of a pass without gradients over `tokens`.
Seconds pass_time(const Served& s, Count tokens, Size length) {
  const Requests each{.input = std::max<Size>(1, length), .output = 1};
  return Seconds::base(real(tokens) / prefill_rate(s, each).tokens_per_s);
}

bool holds(const Served& s, PhaseReport& r) {
  const bool larger = s.unit.accelerators > r.accelerators;
  const Requests one{.input = 1, .output = 1};
  const bool full = serving_memory(s.whole, s.unit, s.cluster.accelerator, one).sequences() < 1;
  if (larger)
    r.why_not = fmt::format("its unit of {} is larger than its {} accelerators",
                            s.unit.accelerators, r.accelerators);
  else if (full)
    r.why_not =
        fmt::format("the weights do not fit a unit of {}: name a larger one", s.unit.accelerators);
  return r.why_not.empty();
}

void draw_outputs(PhaseReport& r, const RolloutJob& x, const Served& s, const RunInput& in) {
  const Count together = x.together > 0 ? x.together : x.prompts * x.samples;
  const Size units = r.accelerators / s.unit.accelerators;
  r.rollout = rollout_time(s, {real(together), real(x.input), real(x.output), real(x.longest)},
                           real(units));
  if (r.rollout->slots < 1) {
    r.why_not = "no output fits beside the weights on its unit: name a larger one";
    return;
  }
  const double drawings = real(x.outputs()) / real(together);
  add_part(r, "rollouts", drawings * real(r.accelerators) * r.rollout->total(), s.whole, in);
}

}  // namespace

void cost_served(PhaseReport& r, const PhaseInput& p, const RunInput& in, const Cluster& c) {
  if (p.job.rollouts) {
    const RolloutJob& x = *p.job.rollouts;
    const Served s = model_on(*in.model.architecture, r, p.job, c);
    if (!holds(s, r)) return;
    draw_outputs(r, x, s, in);
    if (r.why_not.empty() && x.forwards > 0)
      add_part(r, "reference", x.forwards * pass_time(s, x.tokens(), x.input + x.output), s.whole,
               in);
  }
  if (p.teacher && r.why_not.empty()) {
    const Served s = model_on(*p.teacher, r, p.job, c);
    if (holds(s, r))
      add_part(r, "teacher", pass_time(s, r.phase.tokens, r.sequence_length), s.whole, in);
  }
}

}  // namespace tenfold
