// torchtitan's job configuration in TOML.
#include "io/export_torchtitan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "schedule/stage_layout.h"

namespace tenfold::io {
namespace {

// DualPipeV cuts DualPipe in half: each stage once, two on a rank, there and back.
ParallelPlan schedulable(ParallelPlan p) {
  if (p.schedule == PipelineSchedule::dualpipe) {
    p.schedule = PipelineSchedule::zero_bubble_v;
    p.stage_layers.clear();
    return p;
  }
  return p.schedule == PipelineSchedule::zero_bubble_h1 ? with_plain_schedule(std::move(p)) : p;
}

// FSDP with the context ranks within; stages of ZeRO by whether weights are kept after forward.
void add_sharding(Titan& t, const ParallelPlan& p) {
  const Size ranks = p.data * p.context;
  const Size group = !shards_states(p) ? p.context : p.shard_group > 0 ? p.shard_group : ranks;
  const bool whole = group % p.context == 0;
  key(t, "data_parallel_replicate_degree", whole ? ranks / group : 1);
  key(t, "data_parallel_shard_degree", whole ? group / p.context : p.data);
  if (!whole)
    t.not_expressed.emplace_back(
        fmt::format("shard group {}: context ranks shard too, and do not divide it; all ranks do",
                    p.shard_group),
        with_value<&ParallelPlan::shard_group>(Size{0}));
  if (!shards_states(p)) return;
  key(t, "fsdp_reshard_after_forward", p.zero == 3 ? "always" : "never");
  if (p.zero == 1)
    t.not_expressed.emplace_back(
        "ZeRO 1: FSDP shards gradients with the optimizer; weights kept after forward (ZeRO 2) "
        "stand",
        with_value<&ParallelPlan::zero>(Size{2}));
}

void add_tensor(Titan& t, const ParallelPlan& p) {
  key(t, "tensor_parallel_degree", p.tensor);
  if (p.tensor == 1) return;
  if (p.tensor_overlap == TensorOverlap::ring || p.tensor_overlap == TensorOverlap::pipe) {
    yes(t, "enable_async_tensor_parallel");
    t.not_expressed.emplace_back(
        fmt::format("tensor overlap {}: the compiler picks how; async tensor parallelism stands",
                    name(p.tensor_overlap)));
  }
  if (!p.sequence_parallel)
    t.not_expressed.emplace_back(
        "tensor parallelism without sequence parallelism: the one comes with the other",
        with_value<&ParallelPlan::sequence_parallel>(true));
  if (p.sequence_parallel && !p.gather_again)
    t.not_expressed.emplace_back("inputs kept gathered for backward: they are gathered again",
                                 with_value<&ParallelPlan::gather_again>(true));
}

std::string_view schedule_name(PipelineSchedule s) {
  switch (s) {
    case PipelineSchedule::gpipe:
      return "GPipe";
    case PipelineSchedule::interleaved:
      return "Interleaved1F1B";
    case PipelineSchedule::zero_bubble_v:
      return "ZBVZeroBubble";
    case PipelineSchedule::dualpipe:
      return "DualPipeV";
    default:
      return "1F1B";
  }
}

// Modules of each virtual stage by name, a line each.
std::string module_lines(const std::vector<Size>& stages) {
  std::string out = "module_fqns_per_model_part = [\n";
  Size layer = 0;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    std::vector<std::string> names;
    if (i == 0) names.emplace_back("\"tok_embeddings\"");
    for (Size n = 0; n < stages[i]; ++n) names.push_back(fmt::format("\"layers.{}\"", layer++));
    if (i + 1 == stages.size()) names.insert(names.end(), {"\"norm\"", "\"output\""});
    out += fmt::format("  [{}],\n", fmt::join(names, ", "));
  }
  return out + "]\n";
}

// The keys of the rule where it makes these stages: all alike, but for as many layers less on the
// first and on the last.
void add_layout(Titan& t, const std::vector<Size>& stages) {
  const Size inner = stages.size() > 2 ? stages[1] : stages[0];
  const Size first = inner - stages.front(), last = inner - stages.back();
  const bool alike =
      std::all_of(stages.begin() + 1, stages.end() - 1, [&](Size n) { return n == inner; });
  if (!alike || first < 0 || last < 0) {
    t.text += module_lines(stages);
    return;
  }
  key(t, "pipeline_parallel_layers_per_stage", inner);
  key(t, "pipeline_parallel_first_stage_less_layers", first);
  key(t, "pipeline_parallel_last_stage_less_layers", last);
}

// Expert traffic beside the passes of DualPipeV, which recomputation excludes.
void add_dualpipe(Titan& t, const ParallelPlan& p) {
  t.not_expressed.emplace_back(
      "schedule dualpipe: two copies of the weights, from both ends; DualPipeV stands, with one",
      schedulable, "zero-bubble-v, which takes its stages in the same order");
  if (p.expert == 1) return;
  const bool can = p.recompute == Recompute::none;
  flag(t, "pipeline_parallel_expert_parallel_overlap", p.overlap_expert && can);
  if (p.overlap_expert && !can)
    t.not_expressed.emplace_back(
        "expert traffic beside compute: recomputation excludes it; it takes turns",
        with_value<&ParallelPlan::overlap_expert>(false));
}

void add_pipeline(Titan& t, const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  key(t, "pipeline_parallel_degree", p.pipeline);
  if (p.pipeline == 1) return;
  key(t, "pipeline_parallel_schedule", schedule_name(p.schedule));
  key(t, "pipeline_parallel_microbatch_size", p.micro_batch);
  add_layout(t, stage_layout(schedulable(p), static_cast<Size>(in.model.layers.size())));
  if (p.schedule == PipelineSchedule::dualpipe) add_dualpipe(t, p);
  if (p.schedule == PipelineSchedule::zero_bubble_h1)
    t.not_expressed.emplace_back("schedule zero-bubble-h1: there is none; 1F1B stands",
                                 schedulable);
}

void add_context(Titan& t, const ParallelPlan& p) {
  key(t, "context_parallel_degree", p.context);
  if (p.context == 1) return;
  key(t, "context_parallel_rotate_method",
      p.context_kind == ContextKind::all_gather ? "allgather" : "alltoall");
  if (p.context_kind == ContextKind::ulysses)
    t.not_expressed.emplace_back(
        "context ulysses: keys are rotated, heads are not split; the ring stands",
        with_value<&ParallelPlan::context_kind>(ContextKind::ring));
}

void add_experts(Titan& t, const ParallelPlan& p) {
  if (p.expert == 1) return;
  key(t, "expert_parallel_degree", p.expert);
  const Size own = expert_tensor(p);
  key(t, "expert_tensor_parallel_degree", own == p.tensor ? p.tensor : 1);
  if (own != p.tensor && own != 1)
    t.not_expressed.emplace_back(
        fmt::format("expert-tensor degree {}: it is the tensor degree or 1; 1 stands", own),
        with_value<&ParallelPlan::expert_tensor>(Size{1}));
}

void add_parallelism(Titan& t, const ExportInput& in) {
  section(t, "parallelism");
  add_sharding(t, in.plan);
  add_tensor(t, in.plan);
  add_pipeline(t, in);
  add_context(t, in.plan);
  add_experts(t, in.plan);
  if (in.plan.placement != Placement::tensor_data_pipeline)
    t.not_expressed.emplace_back(placement_gap(in.plan, name(Placement::tensor_data_pipeline)),
                                 with_value<&ParallelPlan::placement>(Placement{}));
}

void add_training(Titan& t, const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  section(t, "training");
  // Under a pipeline a rank's batch is cut into micro-batches; else they accumulate.
  key(t, "local_batch_size", p.pipeline > 1 ? p.global_batch / p.data : p.micro_batch);
  key(t, "global_batch_size", p.global_batch);
  key(t, "seq_len", in.sequence_length);
  const bool full = p.format == NumberFormat::fp32 || p.format == NumberFormat::tf32;
  key(t, "mixed_precision_param", full ? "float32" : "bfloat16");
  const bool states = holds(p.offload, Offload::optimizer_weights);
  if (states) yes(t, "enable_cpu_offload");
  if (p.offload != Offload::none && p.offload != Offload::optimizer_weights)
    t.not_expressed.emplace_back(
        fmt::format("offload {}: weights, gradients and optimizer move together or not at all; "
                    "{} stands",
                    name(p.offload), states ? "that" : "none"),
        with_value<&ParallelPlan::offload>(states ? Offload::optimizer_weights : Offload::none));
}

// Full recomputation of one layer in n, where the layers of a stage are a multiple.
std::optional<Size> every_nth(const ExportInput& in) {
  const Size wanted = in.plan.recompute_layers;
  if (wanted == 0) return 1;
  const std::vector<Size> stages =
      stage_layout(schedulable(in.plan), static_cast<Size>(in.model.layers.size()));
  const Size layers = *std::max_element(stages.begin(), stages.end());
  if (wanted >= layers) return 1;
  return layers % wanted == 0 ? std::optional<Size>(layers / wanted) : std::nullopt;
}

void add_recompute(Titan& t, const ExportInput& in) {
  section(t, "activation_checkpoint");
  if (in.plan.recompute == Recompute::none) return key(t, "mode", "none");
  if (in.plan.recompute == Recompute::selective) {
    key(t, "mode", "selective");
    key(t, "selective_ac_option", "op");
    t.not_expressed.emplace_back(
        "recompute selective: of attention alone; by operator, all but products and attention, "
        "stands");
    return;
  }
  const auto every = every_nth(in);
  key(t, "mode", every == 1 || !every ? "full" : "selective");
  if (every && *every > 1) key(t, "selective_ac_option", fmt::format("{}", *every));
  if (!every)
    t.not_expressed.emplace_back(
        fmt::format("recompute_layers {}: every n-th layer can be chosen, which this is not; all "
                    "layers are made again",
                    in.plan.recompute_layers),
        with_value<&ParallelPlan::recompute_layers>(Size{0}));
}

ParallelPlan overlapped(ParallelPlan p) {
  p.overlap_gradients = p.overlap_parameters = true;
  return p;
}

void add_overlap_gaps(Titan& t, const ParallelPlan& p) {
  if (shards_states(p) && (!p.overlap_gradients || !p.overlap_parameters))
    t.not_expressed.emplace_back("sharded data parallelism without overlap: FSDP has it always",
                                 overlapped);
  if (p.expert > 1 && p.overlap_expert && p.schedule != PipelineSchedule::dualpipe)
    t.not_expressed.emplace_back(
        "expert traffic beside compute: DualPipeV alone has it; it takes turns",
        with_value<&ParallelPlan::overlap_expert>(false));
  t.not_expressed.emplace_back(fmt::format(
      "attention {}: the flavor and PyTorch pick the kernel of attention", name(p.attention)));
}

}  // namespace

Exported export_torchtitan(const ExportInput& in) {
  Titan t;
  add_titan_model(t, in);
  add_training(t, in);
  add_parallelism(t, in);
  add_recompute(t, in);
  add_titan_format(t, in);
  const bool async = in.plan.tensor > 1 && (in.plan.tensor_overlap == TensorOverlap::ring ||
                                            in.plan.tensor_overlap == TensorOverlap::pipe);
  if (async) {  // works on compiled models alone
    section(t, "compile");
    yes(t, "enable");
  }
  if (in.plan.balanced_experts) {
    section(t, "debug");
    yes(t, "moe_force_load_balance");
  }
  add_overlap_gaps(t, in.plan);
  return {export_head(ExportTarget::torchtitan, in, t.not_expressed) + t.text,
          gap_lines(t.not_expressed, in)};
}

}  // namespace tenfold::io
