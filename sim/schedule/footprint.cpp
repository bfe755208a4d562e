#include "schedule/footprint.h"

#include <algorithm>
#include <numeric>

#include "graph/lower.h"
#include "schedule/layer_memory.h"
#include "schedule/stage_layout.h"
#include "schedule/step_parts.h"

namespace tenfold {
namespace {

using enum MemoryUse;

// Of a logit that is gathered over tensor ranks: the parts received and their concatenation in 16
// bits, and as much again of its gradient.
constexpr double gathered_bytes = 8;

// A model's layers on one rank's share, layer by layer.
struct Stack {
  std::vector<LayerMemory> kinds;
  std::vector<std::size_t> kind;  // of each layer
  std::vector<LayerMemory> prediction;
  EndMemory ends;
  const LayerMemory& layer(Size i) const { return kinds[kind[static_cast<std::size_t>(i)]]; }
};

Stack stack_of(const Architecture& a, const ParallelPlan& plan, Size sequence_length,
               const Framework& f) {
  const DistinctLayers distinct = distinct_layers(a);
  const Step step{.sequence_length = sequence_length, .sequences = plan.micro_batch};
  const LocalGraph local =
      partition(lower(distinct.architecture, step), shard_of(plan, sequence_length));
  Stack s{{}, distinct.kind, {}, end_memory(local)};
  for (std::size_t k = 0; k < distinct.architecture.layers.size(); ++k)
    s.kinds.push_back(layer_memory(local, k, plan, f));
  if (a.multi_token_prediction)
    s.prediction.push_back(layer_memory(local, prediction_layers, plan, f));
  return s;
}

double divided(const WeightElements& w, const StateShards& s) {
  return w.dense / s.dense + w.expert / s.expert;
}
double whole(const WeightElements& w) { return w.dense + w.expert; }

// Elements of the weights that a rank's chunks hold.
struct HeldWeights {
  WeightElements all;
  double largest_layer = 0, ends = 0, larger_end = 0;
};

// Activations of a virtual stage's layers.
struct KeptBytes {
  double all = 0, largest_layer = 0;
};

double& at(StageFootprint& s, MemoryUse use) { return s.bytes[index(use)]; }

class Rank {
 public:
  Rank(const Stack& stack, const ParallelPlan& plan, const Framework& f, Size rank,
       const std::vector<Chunk>& chunks)
      : stack_(stack), plan_(plan), framework_(f) {
    for (const Chunk& c : chunks) {
      if (c.rank != rank) continue;
      chunks_.push_back(c);
      has_embedding_ |= c.has_embedding;
      has_head_ |= c.has_head;
    }
  }

  StageFootprint footprint() const {
    StageFootprint s;
    put_states(s);
    put_activations(s);
    put_rest(s);
    return s;
  }

 private:
  template <class Visit>
  void for_each_layer(const Visit& visit) const {
    for (const Chunk& c : chunks_)
      for (Size i = 0; i < c.count; ++i) visit(stack_.layer(c.first + i));
    if (has_head_)
      for (const LayerMemory& m : stack_.prediction) visit(m);
  }
  HeldWeights weights() const;
  double distinct_products() const;
  void put_states(StageFootprint&) const;
  void put_activations(StageFootprint&) const;
  void put_rest(StageFootprint&) const;
  KeptBytes kept_bytes(const Chunk&) const;
  double working_bytes() const;
  double logits_bytes() const;

  const Stack& stack_;
  const ParallelPlan& plan_;
  const Framework& framework_;
  std::vector<Chunk> chunks_;
  bool has_embedding_ = false, has_head_ = false;
};

// Tied embeddings on different stages are two copies; on one stage they are one.
HeldWeights Rank::weights() const {
  HeldWeights w;
  for_each_layer([&](const LayerMemory& m) {
    w.all += m.weights;
    w.largest_layer = std::max(w.largest_layer, whole(m.weights));
  });
  const EndMemory& e = stack_.ends;
  const double embedding = has_embedding_ ? e.embedding : 0;
  const double head = has_head_ ? e.final_norm + (has_embedding_ && e.tied ? 0 : e.head) : 0;
  w.ends = embedding + head;
  w.larger_end = std::max(embedding, head);
  w.all.dense += w.ends;
  return w;
}

// Elements of the products of one layer of each kind, without routed experts, and of the head.
double Rank::distinct_products() const {
  std::vector<bool> seen(stack_.kinds.size(), false);
  double sum = has_head_ ? stack_.ends.head : 0;
  for (const Chunk& c : chunks_)
    for (Size i = c.first; i < c.first + c.count; ++i) {
      const std::size_t kind = stack_.kind[static_cast<std::size_t>(i)];
      if (!seen[kind]) sum += stack_.kinds[kind].weights.dense;
      seen[kind] = true;
    }
  return sum;
}

// Adam's two moments and the 32-bit weights that it updates; ZeRO 1 divides them, 2 the gradients
// too, 3 the weights too (Rajbhandari et al. 2020, arXiv:1910.02054). Where sharded weights have
// 32-bit gradients they are the master weights themselves, cast when they are gathered (PyTorch's
// FSDP); else a 16-bit shard stands beside (DeepSpeed). FP8 weights take as much as 16-bit ones: a
// byte, and a byte transposed. Of offloaded weights a layer stays, and its neighbour on its way: a
// layer, or what stands outside of them.
void Rank::put_states(StageFootprint& s) const {
  const HeldWeights w = weights();
  const StateShards shards = state_shards(plan_);
  const double all = whole(w.all), part = divided(w.all, shards);
  const double gathered = framework_.gathered_layers * w.largest_layer + w.ends;
  const double shard = framework_.fp32_gradients && framework_.fp32_master ? 0 : part;
  const double gradient = framework_.fp32_gradients ? 4 : 2;
  at(s, MemoryUse::weights) = 2 * (plan_.zero < 3 ? all : shard + std::min(gathered, all));
  const double in_a_row = plan_.zero == 2 ? whole_gradient_share(plan_) * gradient * all : 0;
  at(s, gradients) = plan_.zero < 2
                         ? gradient * all
                         : gradient * part + std::max(2 * std::min(w.largest_layer, all), in_a_row);
  if (holds(plan_.offload, Offload::weights))
    at(s, MemoryUse::weights) = std::min(
        at(s, MemoryUse::weights), 2 * (w.largest_layer + std::max(w.largest_layer, w.larger_end)));
  if (holds(plan_.offload, Offload::optimizer)) return;
  at(s, master_weights) = framework_.fp32_master ? 4 * part : 0;
  at(s, optimizer) = (framework_.fp32_master ? 8 : 4) * part;
}

// Of one micro-batch. Where a layer is made again, its input alone is kept.
KeptBytes Rank::kept_bytes(const Chunk& c) const {
  const bool full = plan_.recompute == Recompute::full;
  const Size again = !full ? 0 : plan_.recompute_layers > 0 ? plan_.recompute_layers : c.count;
  KeptBytes kept;
  for (Size i = 0; i < c.count; ++i) {
    const LayerMemory& m = stack_.layer(c.first + i);
    const double bytes = i < again ? m.input : m.saved;
    kept.all += bytes;
    kept.largest_layer = std::max(kept.largest_layer, bytes);
  }
  return kept;
}

// While the backward pass is in a layer: the gradients of its activations, and what it makes again.
double Rank::working_bytes() const {
  double most = 0;
  for_each_layer([&](const LayerMemory& m) {
    const double again = plan_.recompute == Recompute::full ? m.saved : 0;
    most = std::max(most, m.working + again);
  });
  return most;
}

double Rank::logits_bytes() const {
  if (!has_head_) return 0;
  const double bytes = framework_.fp32_logits ? 4 : 2;
  const bool gathers = !framework_.parallel_loss && plan_.tensor > 1;
  const double elements = stack_.ends.logits * (gathers ? real(plan_.tensor) : 1);
  return (framework_.loss_copies * bytes + (gathers ? gathered_bytes : 0)) * elements;
}

// The loss and a layer's backward are not at the same time: the larger counts. Of offloaded
// activations two layers' stay: one in use, one on its way.
void Rank::put_activations(StageFootprint& s) const {
  double kept = 0, weighed = 0, largest = 0;
  for (const Chunk& c : chunks_) {
    const KeptBytes chunk = kept_bytes(c);
    kept += c.in_flight * chunk.all;
    weighed += chunk.all;
    largest = std::max(largest, chunk.largest_layer);
  }
  s.in_flight = weighed > 0 ? kept / weighed : 1;
  if (holds(plan_.offload, Offload::activations)) kept = std::min(kept, 2 * largest);
  if (has_head_) {
    kept += stack_.ends.saved;
    for (const LayerMemory& m : stack_.prediction) kept += m.saved;
  }
  at(s, logits) = logits_bytes();
  at(s, activations) = kept + std::max(0.0, working_bytes() - at(s, logits));
}

// Sequence parallelism gathers a layer's input; a pipeline receives while it sends.
void Rank::put_rest(StageFootprint& s) const {
  double stream = 0;
  for_each_layer([&](const LayerMemory& m) { stream = std::max(stream, m.input); });
  if (plan_.sequence_parallel) at(s, communication) += stream * real(plan_.tensor);
  if (plan_.pipeline > 1) at(s, communication) += 2 * stream;
  if (accelerators(plan_) > 1) at(s, communication) += framework_.communication_buffers.base();
  at(s, workspace) = framework_.workspace.base();
  // A kernel that adds to a 32-bit gradient returns a 16-bit one that nobody reads, kept for each
  // shape of a weight (TransformerEngine's dummies).
  if (framework_.fp32_gradients && plan_.zero < 2) at(s, workspace) += 2 * distinct_products();
  at(s, context) = framework_.context.base();
  at(s, fragmentation) = framework_.fragmentation * s.allocated();
}

}  // namespace

double StageFootprint::allocated() const {
  return total() - bytes[index(context)] - bytes[index(fragmentation)];
}
double StageFootprint::reserved() const { return total() - bytes[index(context)]; }
double StageFootprint::total() const { return std::accumulate(bytes.begin(), bytes.end(), 0.0); }

Footprint footprint(const Architecture& a, const ParallelPlan& plan, Size sequence_length,
                    const Framework& f) {
  const Stack stack = stack_of(a, plan, sequence_length, f);
  const std::vector<Chunk> chunks = chunks_of(plan, static_cast<Size>(a.layers.size()));
  Footprint all;
  for (Size r = 0; r < plan.pipeline; ++r)
    all.stages.push_back(Rank(stack, plan, f, r, chunks).footprint());
  const auto fullest = std::max_element(
      all.stages.begin(), all.stages.end(),
      [](const StageFootprint& x, const StageFootprint& y) { return x.total() < y.total(); });
  all.fullest = static_cast<std::size_t>(fullest - all.stages.begin());
  return all;
}

}  // namespace tenfold
