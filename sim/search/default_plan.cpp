#include "search/default_plan.h"

#include <algorithm>

namespace tenfold {
namespace {

constexpr double tokens_of_step = 16e6;
constexpr double free_memory = 0.1;
constexpr Size micro_batches_of_stage = 4;  // a bubble of a fifth at most

// 1, 2, 4, … up to `most`.
std::vector<Size> powers(Size most) {
  std::vector<Size> all;
  for (Size n = 1; n <= std::max<Size>(most, 1); n *= 2) all.push_back(n);
  return all;
}

// FlashAttention 3 where the profile knows how much slower version 2 is there.
AttentionKernel kernel_for(const Accelerator& a) {
  const bool newer = std::any_of(a.attention.begin(), a.attention.end(),
                                 [](const AttentionEfficiency& e) { return e.flash_2 > 1; });
  return newer ? AttentionKernel::flash_3 : AttentionKernel::flash_2;
}

Size batch_for(const ParallelPlan& p, Size sequence_length) {
  const Size least = p.data * (p.pipeline > 1 ? micro_batches_of_stage * p.pipeline : 1);
  const auto usual = static_cast<Size>(tokens_of_step / real(sequence_length));
  return (std::max(least, usual) + p.data - 1) / p.data * p.data;
}

bool leaves_room(const ParallelPlan& p, const Task& t) {
  const Feasibility f = feasibility(p, t);
  return f.memory && f.peak <= f.capacity * (1 - free_memory);
}

// The first degree of expert parallelism that does.
std::optional<ParallelPlan> with_experts(ParallelPlan p, const Task& t) {
  const Size experts = most_experts(t.architecture);
  for (const Size e : powers(experts > 1 ? std::min(experts, p.data * p.tensor) : 1)) {
    p.expert = e;
    p.expert_tensor = experts > 1 ? 1 : 0;
    if (leaves_room(p, t)) return p;
  }
  return std::nullopt;
}

}  // namespace

ParallelPlan usual_parts(const Accelerator& a) {
  ParallelPlan p;
  p.zero = 1;
  p.attention = kernel_for(a);
  p.format = a.bf16 ? NumberFormat::bf16 : NumberFormat::fp16;
  return p;
}

std::optional<ParallelPlan> default_plan(const Task& t) {
  const Size stages = std::min<Size>(static_cast<Size>(t.architecture.layers.size()), 64);
  for (const Recompute recompute : {Recompute::none, Recompute::full})
    for (const Size pipeline : powers(stages))
      for (const Size tensor : powers(std::min<Size>(t.cluster.node_size, 8))) {
        ParallelPlan p = usual_parts(t.cluster.accelerator);
        p.recompute = recompute;
        p.pipeline = pipeline;
        p.tensor = tensor;
        p.sequence_parallel = tensor > 1;
        p = with_data(p, t.cluster.accelerators);
        if (p.data < 1) continue;
        p.global_batch = batch_for(p, t.sequence_length);
        if (auto found = with_experts(p, t)) return found;
      }
  return std::nullopt;
}

}  // namespace tenfold
