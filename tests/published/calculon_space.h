// The plans that Calculon's search for the best execution of a model looks at (Isaev et al. 2023,
// doi:10.1145/3581784.3607102; `llm-optimal-execution`), as a search space of ours: our reading of
// its rules, for GPT-3 175B.
//
// Tensor degrees divide the processors, the heads and the width; pipeline degrees the rest and the
// layers; virtual stages a stage's layers; micro-batches a data rank's share of the batch. Tensor
// traffic is an all-reduce, the same with stages' sends split among tensor ranks, or
// sequence-parallel; where that and no full recompute, inputs are gathered again or kept. With data
// ranks the optimizer is sharded or not, its traffic hidden or not; with tensor ranks their traffic
// hidden not at all, in a ring or in a pipe. Weights, optimizer and, but with full recompute,
// activations may be offloaded. Each axis of several ranks is put on one of two networks.
#pragma once

#include "search/space.h"

namespace tenfold::published {

inline SearchSpace calculon_space(Size processors, Size batch) {
  SearchSpace s;
  s.accelerators = {processors};
  s.tensor = s.pipeline = {1, 2, 4, 8, 16, 32};  // 96 layers, 96 heads, width 12,288
  s.context = {1};
  s.global_batch = {batch};
  for (Size m = 1; m <= batch; m *= 2) s.micro_batch.push_back(m);
  s.sequence_parallel = s.split_sends = {false, true};
  s.gather_again = {true, false};
  s.recompute = {Recompute::full, Recompute::selective, Recompute::none};
  s.stage_layers = {StageSplit{}};
  s.recompute_layers = {0};
  s.tensor_overlap = {TensorOverlap::none, TensorOverlap::ring, TensorOverlap::pipe};
  s.schedule = {PipelineSchedule::one_f_one_b, PipelineSchedule::interleaved};
  s.zero = {0, 1};
  s.shard_group = {0};
  for (std::size_t set = 0; set < enum_names<Offload>.size(); ++set)
    s.offload.push_back(static_cast<Offload>(set));
  s.overlap_gradients = {true, false};
  s.tiers = true;
  s.attention = {AttentionKernel::fused_softmax};
  s.format = {NumberFormat::fp16};
  return s;
}

}  // namespace tenfold::published
