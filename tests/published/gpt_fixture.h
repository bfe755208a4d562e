// GPT as the papers on memory have it.
#pragma once

#include "graph/lower.h"
#include "schedule/footprint.h"

namespace tenfold {

// Layer norms, learned positions, biases, a feed-forward part of `width` without a gate, untied
// embeddings that the papers' totals leave out.
inline Architecture gpt(Size layers, Size hidden, Size heads, Size width) {
  Block block;
  block.name = "layers";
  block.mixer = Attention{.heads = heads,
                          .kv_heads = heads,
                          .head_dim = hidden / heads,
                          .positions = Positions::learned,
                          .qkv_bias = true,
                          .output_bias = true};
  block.feed_forward = DenseFeedForward{width, false, true, true};
  Architecture a;
  a.hidden = hidden;
  a.vocabulary = 51200;
  a.norm = Norm::layer;
  a.learned_positions = 2048;
  a.layers.assign(static_cast<std::size_t>(layers), block);
  return a;
}

// Megatron-LM of 2021 and 2022: dropout, 32-bit gradients.
inline Framework megatron() {
  Framework f;
  f.dropout_masks = true;
  return f;
}

// Bytes that one layer keeps of a micro-batch.
inline double kept_by_layer(const Architecture& a, const ParallelPlan& plan, Size sequence_length) {
  const DistinctLayers distinct = distinct_layers(a);
  const Step step{.sequence_length = sequence_length, .sequences = plan.micro_batch};
  const LocalGraph local =
      partition(lower(distinct.architecture, step), shard_of(plan, sequence_length));
  double sum = 0;
  for (const SavedActivation& s : saved_activations(local, 0, plan, megatron())) sum += s.bytes;
  return sum;
}

}  // namespace tenfold
