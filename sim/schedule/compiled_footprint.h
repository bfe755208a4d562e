// The fullest stage's memory in a few sums: what footprint() adds up layer by layer, compiled once
// for plans that share a rank's graph, and once for plans that share a pipeline.
//
// footprint() is the readable form and tells the categories; the two agree to 1e-9
// (tests/properties/search_test.cpp).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "schedule/layer_memory.h"
#include "schedule/step_parts.h"

namespace tenfold {

// What the layers of each kind and the ends of a model take of a rank.
struct CompiledMemory {
  std::vector<LayerMemory> kinds;
  std::optional<LayerMemory> prediction;  // of the modules that predict further tokens
  EndMemory ends;
  double logits = 0;  // bytes at the loss
};
CompiledMemory compile_memory(const Architecture&, const LocalGraph& of_distinct_layers,
                              const ParallelPlan&, const Framework&);

// The layers of one pipeline rank, by kind.
struct RankLayers {
  Size rank = 0;
  bool has_embedding = false, has_head = false;
  struct OfKind {
    double layers = 0, whole = 0;     // all; those whose activations are kept, not just the input
    double kept = 0, kept_input = 0;  // of these and of the others, times micro-batches in flight
  };
  std::vector<OfKind> kinds;
};

// Ranks of a pipeline but those that hold no more of anything than another does. Plans share it
// that agree in pipeline, virtual stages, schedule and layers recomputed, and in micro-batches up
// to four a stage.
std::vector<RankLayers> fullest_ranks(const ParallelPlan&,
                                      std::span<const std::size_t> kind_of_layer,
                                      std::size_t kinds);

// Of a rank, before ZeRO and offload: elements of weights, bytes of the rest.
struct RankMemory {
  Size rank = 0;
  WeightElements weights;
  double largest_layer = 0, ends = 0, larger_end = 0, distinct_products = 0;  // elements
  double whole_gradient_share = 0;
  double kept = 0, kept_of_two_layers = 0, kept_at_end = 0;
  double rest = 0;  // what no option changes, but context and fragmentation
};
RankMemory rank_memory(const CompiledMemory&, const RankLayers&, const ParallelPlan&,
                       const Framework&);

// What of a plan's options moves memory. Shards: of state_shards().
struct MemoryOption {
  Size zero = 0;
  Offload offload = Offload::none;
  StateShards shards;
};

// Bytes as StageFootprint::total() has them; of weights, gradients and optimizer alone.
double total_bytes(const RankMemory&, const MemoryOption&, const Framework&);
double state_bytes(const RankMemory&, const MemoryOption&, const Framework&);

}  // namespace tenfold
