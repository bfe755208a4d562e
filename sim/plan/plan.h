// How the work of a training step is divided among accelerators, and when it runs.
//
// accelerators = tensor x context x pipeline x data. Expert parallelism divides the ranks of
// data x context (x tensor, where experts are not tensor-parallel), as in Megatron-Core.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "base/number_format.h"
#include "base/plan_kinds.h"
#include "graph/op_graph.h"
#include "model/architecture.h"

namespace tenfold {

// How tensor-parallel traffic runs beside products.
//   habit  the framework's own: where overlap_tensor, the part that its profile names is hidden
//   none   the two take turns
//   ring   a product is cut into as many parts as ranks: each runs while the next part's rows
//   travel
//          one rank on (Wang et al. 2023, doi:10.1145/3567955.3567959; Transformer Engine's
//          ring_exchange)
//   pipe   it is cut into four, each beside the collective of the next or of the one before
//          (Transformer Engine's pipeline)
enum class TensorOverlap : std::uint8_t { habit, none, ring, pipe };
template <>
inline constexpr std::array enum_names<TensorOverlap>{
    std::string_view("habit"), std::string_view("none"), std::string_view("ring"),
    std::string_view("pipe")};

// What is kept in host memory instead of the device's: a set, a bit each.
enum class Offload : std::uint8_t {
  none,
  optimizer,
  activations,
  optimizer_activations,
  weights,
  optimizer_weights,
  activations_weights,
  all
};
template <>
inline constexpr std::array enum_names<Offload>{std::string_view("none"),
                                                std::string_view("optimizer"),
                                                std::string_view("activations"),
                                                std::string_view("optimizer+activations"),
                                                std::string_view("weights"),
                                                std::string_view("optimizer+weights"),
                                                std::string_view("activations+weights"),
                                                std::string_view("optimizer+activations+weights")};
constexpr Offload operator|(Offload a, Offload b) {
  return static_cast<Offload>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool holds(Offload set, Offload what) { return (set | what) == set; }
// "weights+optimizer", in any order; nothing where a word is none of them.
std::optional<Offload> offload_named(std::string_view);

// How ranks are numbered: the axes from inside the node outwards. Context stands outside tensor.
// The first is Megatron-LM's tp-cp-ep-dp-pp; the second is Llama 3's (arXiv:2407.21783).
enum class Placement : std::uint8_t {
  tensor_data_pipeline,
  tensor_pipeline_data,
  data_tensor_pipeline,
  data_pipeline_tensor,
  pipeline_tensor_data,
  pipeline_data_tensor
};
template <>
inline constexpr std::array enum_names<Placement>{std::string_view("tensor-context-data-pipeline"),
                                                  std::string_view("tensor-context-pipeline-data"),
                                                  std::string_view("data-tensor-context-pipeline"),
                                                  std::string_view("data-pipeline-tensor-context"),
                                                  std::string_view("pipeline-tensor-context-data"),
                                                  std::string_view("pipeline-data-tensor-context")};

struct ParallelPlan {
  Size tensor = 1, pipeline = 1, virtual_stages = 1, context = 1, expert = 1;
  Size expert_tensor = 0;  // of the experts' weights; 0: as tensor
  Size data = 1;
  bool sequence_parallel = false;
  ContextKind context_kind = ContextKind::ring;
  Size zero = 0;  // ZeRO stage: 1 optimizer, 2 and gradients, 3 and weights (FSDP)
  Size shard_group =
      0;  // data-parallel ranks that states are sharded over; 0: all (hybrid: a node)
  Size micro_batch = 1;   // sequences
  Size global_batch = 1;  // sequences of a step, over all data-parallel ranks
  PipelineSchedule schedule = PipelineSchedule::one_f_one_b;
  std::vector<Size> stage_layers;  // layers of each virtual stage in order; empty: even
  Recompute recompute = Recompute::none;
  Size recompute_layers = 0;  // of a virtual stage, how many full recompute covers; 0: all
  AttentionKernel attention = AttentionKernel::flash_2;
  NumberFormat format = NumberFormat::bf16;  // of the matrix products
  Offload offload = Offload::none;
  Placement placement = Placement::tensor_data_pipeline;
  // Sequence-parallel alone: what a column-split product reads is gathered again for backward
  // (Korthikanti et al. 2022), else kept gathered.
  bool gather_again = true;
  // Without sequence-parallel: each tensor rank sends its part of what the next stage reads, which
  // is gathered there (Narayanan et al. 2021, arXiv:2104.04473, section 4.1).
  bool split_sends = false;
  TensorOverlap tensor_overlap = TensorOverlap::habit;
  // What runs beside compute. How well it hides is a habit of the framework.
  bool overlap_gradients = true, overlap_parameters = true, overlap_tensor = true,
       overlap_pipeline = true, overlap_expert = true;
  bool balanced_experts = false;  // routing is forced to be even, as in many benchmarks
};
template <>
struct Fields<ParallelPlan> {
  static constexpr std::tuple table{
      Field{"tensor", &ParallelPlan::tensor, "tensor-parallel degree", optional_positive},
      Field{"pipeline", &ParallelPlan::pipeline, "pipeline stages", optional_positive},
      Field{"virtual_stages", &ParallelPlan::virtual_stages,
            "stages of a pipeline rank (interleaving)", optional_positive},
      Field{"context", &ParallelPlan::context, "context-parallel degree", optional_positive},
      Field{"expert", &ParallelPlan::expert, "expert-parallel degree", optional_positive},
      Field{"expert_tensor", &ParallelPlan::expert_tensor,
            "tensor-parallel degree of experts; 0: as tensor", optional},
      Field{"data", &ParallelPlan::data, "data-parallel degree", optional_positive},
      Field{"sequence_parallel", &ParallelPlan::sequence_parallel,
            "norms and sums split along the sequence over tensor ranks", optional},
      Field{"context_kind", &ParallelPlan::context_kind, "how split keys meet queries", optional},
      Field{"zero", &ParallelPlan::zero, "ZeRO stage, 0 to 3; 3 is FSDP",
            Rule{.required = false, .high = 3}},
      Field{"shard_group", &ParallelPlan::shard_group, "ranks that states are sharded over; 0: all",
            optional},
      Field{"micro_batch", &ParallelPlan::micro_batch, "sequences of a micro-batch",
            optional_positive},
      Field{"global_batch", &ParallelPlan::global_batch, "sequences of a step", positive},
      Field{"schedule", &ParallelPlan::schedule, "order of a pipeline's work", optional},
      Field{"stage_layers", &ParallelPlan::stage_layers,
            "layers of each virtual stage; default even", optional},
      Field{"recompute", &ParallelPlan::recompute, "which activations are made again", optional},
      Field{"recompute_layers", &ParallelPlan::recompute_layers,
            "layers a stage that full recompute covers; 0: all", optional},
      Field{"attention", &ParallelPlan::attention, "kernel of attention", optional},
      Field{"format", &ParallelPlan::format, "number format of matrix products", optional},
      Field{"offload", &ParallelPlan::offload, "what is kept in host memory", optional},
      Field{"placement", &ParallelPlan::placement, "axes from inside the node outwards", optional},
      Field{"gather_again", &ParallelPlan::gather_again,
            "sequence-parallel inputs are gathered again for backward, not kept", optional},
      Field{"split_sends", &ParallelPlan::split_sends,
            "tensor ranks send a part each to the next stage, gathered there", optional},
      Field{"tensor_overlap", &ParallelPlan::tensor_overlap,
            "how tensor-parallel traffic runs beside products", optional},
      Field{"overlap_gradients", &ParallelPlan::overlap_gradients,
            "gradient reduction beside backward", optional},
      Field{"overlap_parameters", &ParallelPlan::overlap_parameters,
            "parameter gathering beside forward", optional},
      Field{"overlap_tensor", &ParallelPlan::overlap_tensor,
            "tensor-parallel traffic beside products, by the framework's habit", optional},
      Field{"overlap_pipeline", &ParallelPlan::overlap_pipeline, "pipeline traffic beside compute",
            optional},
      Field{"overlap_expert", &ParallelPlan::overlap_expert, "expert traffic beside compute",
            optional},
      Field{"balanced_experts", &ParallelPlan::balanced_experts, "routing is forced to be even",
            optional},
  };
};

constexpr Size accelerators(const ParallelPlan& p) {
  return p.tensor * p.context * p.pipeline * p.data;
}
constexpr Size expert_tensor(const ParallelPlan& p) {
  return p.expert_tensor > 0 ? p.expert_tensor : p.tensor;
}
// Data-parallel ranks over which an expert's weights are copies.
constexpr Size expert_data(const ParallelPlan& p) {
  return p.tensor * p.context * p.data / (p.expert * expert_tensor(p));
}
// Micro-batches that a pipeline runs in a step.
constexpr Size micro_batches(const ParallelPlan& p) {
  return p.global_batch / (p.micro_batch * p.data);
}

// Micro-batches that a chunk's gradient adds up before ZeRO 2 reduces it: an interleaved pipeline
// takes `pipeline` in a row through a chunk (Llama 3's trainer, Chu et al., ISCA 2025: recalled).
constexpr Size micro_batches_in_a_row(const ParallelPlan& p) {
  return p.schedule == PipelineSchedule::interleaved && p.virtual_stages > 1 ? p.pipeline : 1;
}

// Part of a rank's gradients that stands whole meanwhile: a chunk's.
constexpr double whole_gradient_share(const ParallelPlan& p) {
  return micro_batches_in_a_row(p) > 1 ? 1. / static_cast<double>(p.virtual_stages) : 0;
}

// Times a step that gradients are reduced.
constexpr Size gradient_reductions(const ParallelPlan& p) {
  const Size all = micro_batches(p) > 1 ? micro_batches(p) : 1;
  if (p.zero < 2) return 1;
  const Size row = p.zero == 2 ? micro_batches_in_a_row(p) : 1;
  return (all + row - 1) / row;
}

// Virtual stages that a token meets: dualpipe's second on each rank is a copy of the first.
constexpr Size distinct_stages(const ParallelPlan& p) {
  return p.pipeline * (p.schedule == PipelineSchedule::dualpipe ? 1 : p.virtual_stages);
}
// Layers of the virtual stage that has most.
Size largest_stage(const ParallelPlan&, Size layers);

// Routed experts of the layer that has most.
Size most_experts(const Architecture&);

// Why a plan cannot run a model, in a sentence each; empty where it can. Memory is not looked at.
std::vector<std::string> plan_faults(const ParallelPlan&, const Architecture&,
                                     Size sequence_length);

}  // namespace tenfold
