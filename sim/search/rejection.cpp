#include "search/rejection.h"

#include <algorithm>

#include "cost/block_cost.h"

namespace tenfold {
namespace {

bool divides(Size divisor, Size whole) { return divisor > 0 && whole % divisor == 0; }

bool heads_divide(const ParallelPlan& p, const RejectionFacts& f) {
  const Size ranks = p.context_kind == ContextKind::ulysses ? p.tensor * p.context : p.tensor;
  return std::all_of(f.heads.begin(), f.heads.end(), [&](Size h) { return divides(ranks, h); });
}

bool experts_divide(const ParallelPlan& p, const RejectionFacts& f) {
  if (f.experts == 0 ? p.expert > 1 : !divides(p.expert, f.experts)) return false;
  return divides(p.expert * expert_tensor(p), p.tensor * p.context * p.data) &&
         divides(expert_tensor(p), p.tensor);
}

bool sequence_divides(const ParallelPlan& p, Size length) {
  if (p.context > 1 && !divides(2 * p.context, length)) return false;
  return !p.sequence_parallel || p.tensor == 1 || divides(p.tensor * p.context, length);
}

bool batch_divides(const ParallelPlan& p) {
  return p.data > 0 && p.global_batch > 0 && divides(p.micro_batch * p.data, p.global_batch);
}

// With the pipeline that asks least of a plan.
ParallelPlan plainest(ParallelPlan p) {
  p.schedule = PipelineSchedule::one_f_one_b;
  p.virtual_stages = 1;
  return p;
}

bool stages_hold(const ParallelPlan& p, Size layers) {
  if (distinct_stages(p) > layers + 2) return false;
  if (p.recompute == Recompute::full && p.recompute_layers > largest_stage(p, layers)) return false;
  if (there_and_back(p.schedule)) return p.virtual_stages == 2;
  return p.schedule == PipelineSchedule::interleaved ? p.virtual_stages > 1 : p.virtual_stages == 1;
}

bool micro_batches_suit(const ParallelPlan& p) {
  const Size m = micro_batches(p);
  if (p.schedule == PipelineSchedule::interleaved) return divides(p.pipeline, m);
  if (p.schedule != PipelineSchedule::dualpipe) return true;
  return p.pipeline % 2 == 0 && m % 2 == 0 && m >= 2 * p.pipeline;
}

}  // namespace

RejectionFacts::RejectionFacts(const Task& t, const Cluster& c)
    : task(t),
      cluster(c),
      layers(std::ssize(t.architecture.layers)),
      experts(most_experts(t.architecture)) {
  for (const Block& block : t.architecture.layers)
    if (const auto* m = std::get_if<Attention>(&block.mixer)) heads.push_back(m->heads);
  std::sort(heads.begin(), heads.end());
  heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
}

std::optional<Rejection> block_rejection(const PlanBlock& b, const RejectionFacts& f) {
  const ParallelPlan& p = b.base;
  if (!part_faults(p, f.cluster.accelerator).empty()) return Rejection::part;
  if (!b.placed) return Rejection::placement;
  if (!batch_divides(p)) return Rejection::batch;
  if (!placement_faults(p, f.cluster).empty()) return Rejection::placement;
  if (!heads_divide(p, f)) return Rejection::heads;
  if (p.tensor > 1 && !divides(p.tensor, f.task.architecture.hidden)) return Rejection::width;
  if (!experts_divide(p, f)) return Rejection::experts;
  if (!sequence_divides(p, f.task.sequence_length)) return Rejection::sequence;
  if (!stages_hold(plainest(p), f.layers)) return Rejection::stages;
  const auto others = plan_faults(plainest(p), f.task.architecture, f.task.sequence_length);
  return others.empty() ? std::nullopt : std::optional(Rejection::part);
}

std::optional<Rejection> lane_rejection(const ParallelPlan& p, const RejectionFacts& f) {
  if (!stages_hold(p, f.layers)) return Rejection::stages;
  if (!micro_batches_suit(p)) return Rejection::micro_batches;
  return std::nullopt;
}

std::optional<Rejection> option_rejection(const ParallelPlan& p, const RejectionFacts& f) {
  if (!part_faults(p, f.cluster.accelerator).empty()) return Rejection::part;
  if (p.shard_group > 0 && !divides(p.shard_group, p.data * p.context))
    return Rejection::shard_group;
  return std::nullopt;
}

}  // namespace tenfold
