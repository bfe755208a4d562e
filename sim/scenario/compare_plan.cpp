// The plan by which an offer runs the job.
#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "scenario/compare_parts.h"
#include "scenario/search.h"
#include "search/sweep.h"

namespace tenfold {
namespace {

Task task_of(const RunInput& in) {
  return {*in.model.architecture, in.sequence_length, in.cluster, in.framework};
}

// The job's format where the part has it, else sixteen bits.
NumberFormat format_on(const Accelerator& a, NumberFormat wanted) {
  if (peak(a, wanted)) return wanted;
  return a.bf16 ? NumberFormat::bf16 : NumberFormat::fp16;
}

double chance(double peak_bytes, const Accelerator& a) {
  return chance_to_fit({.faults = {},
                        .memory = Footprint{},
                        .peak = peak_bytes * byte,
                        .capacity = usable_memory(a)});
}

// The fastest that fits with enough_chance; where none does, the fastest.
const CostedPlan& chosen(const SweepResult& r, const Accelerator& a) {
  const CostedPlan* best = nullptr;
  for (const CostedPlan& c : r.front)
    if (chance(c.peak_bytes, a) >= enough_chance && (!best || slowdown(c, *best) < 1)) best = &c;
  return best ? *best : r.best.front();
}

std::string most_frequent_reason(const SweepResult& r) {
  if (r.rejected.empty()) return "no plan divides its accelerators";
  const auto most =
      std::max_element(r.rejected.begin(), r.rejected.end(),
                       [](const Rejected& a, const Rejected& b) { return a.count < b.count; });
  return fmt::format("none of {} plans runs; most often: {}", r.plans_total,
                     sentence(most->reason));
}

OfferPlan given_plan(const OfferInput& in, const ComparedJob& job, ParallelPlan plan) {
  OfferPlan out;
  out.searched = false;
  plan = resolved(plan, in.run.cluster);
  if (plan.format != job.format)
    out.notes.push_back(fmt::format("its own plan is in {}", name(plan.format)));
  if (const Count tokens = Count{plan.global_batch} * job.sequence_length;
      tokens > job.batch_limit) {
    out.reasons = {fmt::format("its own plan has {} tokens a step: the job allows {}",
                               grouped(tokens), grouped(job.batch_limit))};
    return out;
  }
  const Feasibility f = feasibility(plan, task_of(in.run));
  out.reasons = f.faults;
  if (f.memory && !f.fits())
    out.reasons.push_back(fmt::format("its plan needs {}, of which an accelerator has {}",
                                      memory_text(f.peak), memory_text(f.capacity)));
  if (f.fits()) out.plan = plan;
  return out;
}

}  // namespace

std::vector<Size> batches_below(Size limit, Size accelerators) {
  constexpr std::size_t most = 3;
  std::vector<Size> all;
  for (Size unit = accelerators; unit >= 1; unit = unit % 2 == 0 ? unit / 2 : 0) {
    const Size batch = limit / unit * unit;
    if (2 * batch >= limit && std::find(all.begin(), all.end(), batch) == all.end())
      all.push_back(batch);
  }
  if (all.empty()) all.push_back(std::max<Size>(limit, 1));
  if (all.size() > most) all.resize(most);
  return all;
}

OfferPlan best_plan(const OfferInput& in, const ComparedJob& job, int threads) {
  const Accelerator& a = in.run.cluster.accelerator;
  const NumberFormat format = format_on(a, job.format);
  if (in.offer.plan) return given_plan(in, job, *in.offer.plan);
  OfferPlan out;
  if (format != job.format)
    out.notes.push_back(fmt::format("has no {}: runs in {}", name(job.format), name(format)));
  SearchSpace space;
  space.format = {format};
  space.global_batch = batches_below(static_cast<Size>(job.batch_limit / job.sequence_length),
                                     in.run.cluster.accelerators);
  const Task task = task_of(in.run);
  Sweep sweep(task, space);
  const SweepResult found = sweep({.threads = threads, .top = 1});
  out.plans_total = found.plans_total;
  if (found.best.empty())
    out.reasons = {most_frequent_reason(found)};
  else
    out.plan = sweep.space().plan_at(chosen(found, a).index);
  return out;
}

}  // namespace tenfold
