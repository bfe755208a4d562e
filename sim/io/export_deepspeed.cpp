// DeepSpeed's configuration. It holds batch, sharding, formats and offload; model, pipeline and
// kernels are the program's.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "io/export_parts.h"
#include "search/stage_split.h"

namespace tenfold::io {
namespace {

using Json = nlohmann::ordered_json;

void add_batch(Json& json, const ParallelPlan& p) {
  json["train_batch_size"] = p.global_batch;
  json["train_micro_batch_size_per_gpu"] = p.micro_batch;
  json["gradient_accumulation_steps"] = micro_batches(p);
}

void add_format(Json& json, Gaps& missing, NumberFormat f) {
  if (f == NumberFormat::fp32) return;
  json[f == NumberFormat::fp16 ? "fp16" : "bf16"]["enabled"] = true;
  if (f != NumberFormat::fp16 && f != NumberFormat::bf16)
    missing.emplace_back(
        fmt::format("format {}: the file knows 16 bits; products in it are the program's, bf16 "
                    "stands",
                    name(f)),
        with_value<&ParallelPlan::format>(NumberFormat::bf16));
}

void add_group(Json& zero, Gaps& missing, const ParallelPlan& p) {
  if (p.shard_group == 0) return;
  if (p.zero == 3)
    zero["mics_shard_size"] = p.shard_group;
  else
    missing.emplace_back(
        fmt::format("shard group {}: groups smaller than all ranks are of ZeRO 3 alone; all ranks "
                    "stand",
                    p.shard_group),
        with_value<&ParallelPlan::shard_group>(Size{0}));
}

void add_offload(Json& zero, Gaps& missing, const ParallelPlan& p) {
  const Json host = {{"device", "cpu"}, {"pin_memory", true}};
  if (holds(p.offload, Offload::optimizer)) {
    if (p.zero > 0)
      zero["offload_optimizer"] = host;
    else
      missing.emplace_back("optimizer in host memory: needs ZeRO 1 to 3; it stays on the device",
                           without_offload(Offload::optimizer));
  }
  if (!holds(p.offload, Offload::weights)) return;
  if (p.zero == 3)
    zero["offload_param"] = host;
  else
    missing.emplace_back("weights in host memory: needs ZeRO 3; they stay on the device",
                         without_offload(Offload::weights));
}

void add_zero(Json& json, Gaps& missing, const ParallelPlan& p) {
  Json& zero = json["zero_optimization"];
  zero["stage"] = p.pipeline > 1 ? std::min<Size>(p.zero, 1) : p.zero;  // see add_pipeline
  if (p.zero > 0) {
    zero["overlap_comm"] = p.overlap_gradients;
    zero["reduce_scatter"] = true;
    zero["contiguous_gradients"] = true;
  }
  add_group(zero, missing, p);
  add_offload(zero, missing, p);
  if (p.zero == 3 && !p.overlap_parameters)
    missing.emplace_back("parameter gathering without overlap: ZeRO 3 prefetches always",
                         with_value<&ParallelPlan::overlap_parameters>(true));
  if (p.zero > 0 && p.zero < 3 && p.overlap_parameters)
    missing.emplace_back(
        "parameter gathering beside forward: ZeRO 1 and 2 gather at the end of a step; that "
        "stands",
        with_value<&ParallelPlan::overlap_parameters>(false));
}

void add_pipeline(Gaps& missing, const ParallelPlan& p) {
  if (p.pipeline == 1) return;
  missing.emplace_back(fmt::format(
      "pipeline {}: stages are an argument of the program, PipelineModule(num_stages={})",
      p.pipeline, p.pipeline));
  if (p.schedule != PipelineSchedule::one_f_one_b)
    missing.emplace_back(
        fmt::format("schedule {}{}: the engine runs 1F1B, which stands", name(p.schedule),
                    p.virtual_stages > 1 ? fmt::format(" x {}", p.virtual_stages) : ""),
        with_plain_schedule);
  if (!p.stage_layers.empty())
    missing.emplace_back(
        fmt::format("layers {} of the stages: PipelineModule's partition_method takes no list; its "
                    "own stand",
                    layers_text(p.stage_layers)),
        with_value<&ParallelPlan::stage_layers>(std::vector<Size>{}));
  if (p.zero > 1)
    missing.emplace_back(
        fmt::format("ZeRO {} under a pipeline: the engine refuses it; ZeRO 1 stands", p.zero),
        with_value<&ParallelPlan::zero>(Size{1}));
}

void add_context(Json& json, Gaps& missing, const ParallelPlan& p) {
  if (p.context == 1) return;
  json["sequence_parallel_size"] = p.context;
  json["data_parallel_size"] = p.data;
  if (p.context_kind != ContextKind::ulysses)
    missing.emplace_back(
        fmt::format("context {}: DeepSpeed has Ulysses, which stands", name(p.context_kind)),
        with_value<&ParallelPlan::context_kind>(ContextKind::ulysses));
}

void add_tensor(Json& json, Gaps& missing, const ParallelPlan& p) {
  if (p.tensor == 1) return;
  json["tensor_parallel"]["autotp_size"] = p.tensor;
  if (p.sequence_parallel)
    missing.emplace_back(
        "sequence parallelism beside tensor ranks: automatic tensor parallelism reduces whole "
        "sequences",
        with_value<&ParallelPlan::sequence_parallel>(false));
  const bool overlapped =
      p.tensor_overlap == TensorOverlap::ring || p.tensor_overlap == TensorOverlap::pipe;
  if (overlapped)
    missing.emplace_back(fmt::format("tensor overlap {}: there is none; traffic takes turns",
                                     name(p.tensor_overlap)),
                         with_value<&ParallelPlan::tensor_overlap>(TensorOverlap::none));
}

void add_experts(Json& json, Gaps& missing, const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  if (p.expert == 1) return;
  json["expert_parallel"] = {
      {"enabled", true}, {"autoep_size", p.expert}, {"expert_tensor_parallel_size", 1}};
  if (expert_tensor(p) > 1)
    missing.emplace_back(
        fmt::format("expert-tensor degree {}: only 1 is accepted, which stands", expert_tensor(p)),
        with_value<&ParallelPlan::expert_tensor>(Size{1}));
  if (p.overlap_expert)
    missing.emplace_back("expert traffic beside compute: there is none; it takes turns",
                         with_value<&ParallelPlan::overlap_expert>(false));
}

void add_recompute(Json& json, Gaps& missing, const ParallelPlan& p) {
  const bool host = holds(p.offload, Offload::activations);
  if (p.recompute != Recompute::none || host)
    json["activation_checkpointing"] = {{"partition_activations", false},
                                        {"cpu_checkpointing", host}};
  if (p.recompute != Recompute::none)
    missing.emplace_back(fmt::format(
        "recompute {}{}: the program chooses what deepspeed.checkpointing covers",
        name(p.recompute),
        p.recompute_layers > 0 ? fmt::format(" of {} layers", p.recompute_layers) : ""));
  if (host && p.recompute == Recompute::none)
    missing.emplace_back(
        "activations in host memory: those of checkpointed layers alone can go there");
}

void add_programs_part(Gaps& missing, const ExportInput& in) {
  missing.emplace_back(fmt::format(
      "model's shape, sequences of {} tokens: the program builds the model and its data",
      in.sequence_length));
  missing.emplace_back(fmt::format(
      "attention {}: the program's, as attn_implementation of its model", name(in.plan.attention)));
  if (in.plan.placement != Placement::tensor_data_pipeline)
    missing.emplace_back(placement_gap(in.plan, "the program's"));
  if (in.plan.balanced_experts)
    missing.emplace_back("routing forced to be even: the program's router decides",
                         with_value<&ParallelPlan::balanced_experts>(false));
}

}  // namespace

Exported export_deepspeed(const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  Json json;
  Gaps missing;
  add_batch(json, p);
  add_format(json, missing, p.format);
  add_zero(json, missing, p);
  add_tensor(json, missing, p);
  add_context(json, missing, p);
  add_experts(json, missing, in);
  add_recompute(json, missing, p);
  add_pipeline(missing, p);
  add_programs_part(missing, in);
  return {export_head(ExportTarget::deepspeed, in, missing) + json.dump(2) + "\n",
          gap_lines(missing, in)};
}

}  // namespace tenfold::io
