// Batch, formats, recomputation, overlap and offload, in the keys that Megatron-LM and
// Megatron-Bridge share.
#include "io/export_core.h"

namespace tenfold::io {
namespace {

void add_batch(CoreSettings& out, const ParallelPlan& p) {
  CoreGroup g{"Batch", {}};
  set(g, "--micro-batch-size", "train.micro_batch_size", p.micro_batch);
  set(g, "--global-batch-size", "train.global_batch_size", p.global_batch);
  out.groups.push_back(std::move(g));
}

// Flags and Megatron-Bridge's recipe of a format; nothing where there is none.
struct FormatKeys {
  std::string_view base;       // --bf16, --fp16
  std::string_view low, kind;  // --fp8-format or --fp4-format, and its value
  std::string_view scaling;    // of --fp8-recipe
  std::string_view recipe;     // mixed_precision
};
constexpr std::array<FormatKeys, enum_names<NumberFormat>.size()> format_keys{{
    {"", "", "", "", ""},                  // fp32
    {"", "", "", "", ""},                  // tf32
    {"--fp16", "", "", "", "fp16_mixed"},  // fp16
    {"--bf16", "", "", "", "bf16_mixed"},  // bf16
    {"--bf16", "--fp8-format", "hybrid", "tensorwise", "bf16_with_fp8_current_scaling_mixed"},
    {"--bf16", "--fp8-format", "e4m3", "blockwise", "bf16_with_fp8_subchannel_scaling_mixed"},
    {"--bf16", "--fp8-format", "e4m3", "mxfp8", "bf16_with_mxfp8_mixed"},
    {"--bf16", "--fp4-format", "e2m1", "nvfp4", "bf16_with_nvfp4_mixed"},
    {"", "", "", "", ""}  // int8
}};

void add_format_gaps(CoreSettings& out, NumberFormat f) {
  if (f == NumberFormat::int8)
    out.not_expressed.emplace_back("format int8: training has none; fp32 stands",
                                   with_value<&ParallelPlan::format>(NumberFormat::fp32));
  if (f == NumberFormat::tf32)
    out.not_expressed.emplace_back(
        "format tf32: no flag, but torch.set_float32_matmul_precision(\"high\") in the program; "
        "fp32 stands",
        with_value<&ParallelPlan::format>(NumberFormat::fp32));
}

void add_format(CoreSettings& out, NumberFormat f) {
  const FormatKeys& keys = format_keys[index(f)];
  CoreGroup g{"Formats", {}};
  on(g, keys.base, "", !keys.base.empty());
  if (!keys.low.empty()) {
    set(g, std::string(keys.low), "", keys.kind);
    set(g, f == NumberFormat::nvfp4 ? "--fp4-recipe" : "--fp8-recipe", "", keys.scaling);
  }
  if (!keys.recipe.empty()) set(g, "", "mixed_precision", keys.recipe);
  add_format_gaps(out, f);
  out.groups.push_back(std::move(g));
}

void add_recompute(CoreSettings& out, const ParallelPlan& p) {
  CoreGroup g{"Recomputation", {}};
  const bool full = p.recompute == Recompute::full, some = p.recompute_layers > 0;
  const bool any = p.recompute != Recompute::none;
  set(g, any ? "--recompute-granularity" : "", "model.recompute_granularity",
      any ? name(p.recompute) : "null");
  if (p.recompute == Recompute::selective)
    set(g, "--recompute-modules", "model.recompute_modules", "core_attn", "[core_attn]");
  set(g, full ? "--recompute-method" : "", "model.recompute_method",
      !full  ? "null"
      : some ? "block"
             : "uniform");
  const Size layers = some ? p.recompute_layers : 1;
  set(g, full ? "--recompute-num-layers" : "", "model.recompute_num_layers",
      full ? fmt::format("{}", layers) : std::string("null"));
  out.groups.push_back(std::move(g));
}

void add_data_overlap(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  if (p.data * p.context == 1) return;
  on(g, "--overlap-grad-reduce", "ddp.overlap_grad_reduce", p.overlap_gradients);
  if (!shards_states(p)) return;
  on(g, "--overlap-param-gather", "ddp.overlap_param_gather",
     p.overlap_parameters && p.overlap_gradients);
  if (p.overlap_parameters && !p.overlap_gradients)
    out.not_expressed.emplace_back(
        "parameter gathering beside forward without gradients beside backward: the one is refused "
        "without the other; neither stands",
        with_value<&ParallelPlan::overlap_parameters>(false));
}

void add_tensor_overlap(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  const bool named =
      p.tensor_overlap == TensorOverlap::ring || p.tensor_overlap == TensorOverlap::pipe;
  const bool wanted = named || (p.tensor_overlap == TensorOverlap::habit && p.overlap_tensor);
  const bool can = p.sequence_parallel && p.tensor > 1;
  on(g, "--tp-comm-overlap", "comm_overlap.tp_comm_overlap", wanted && can);
  if (p.tensor == 1) return;
  if (wanted && !can)
    out.not_expressed.emplace_back(
        "tensor traffic beside products: needs sequence parallelism; it takes turns",
        with_value<&ParallelPlan::tensor_overlap>(TensorOverlap::none));
  else if (named)
    out.not_expressed.emplace_back(fmt::format(
        "tensor overlap {}: a product's method is set in the file of --tp-comm-overlap-cfg; "
        "Transformer Engine's defaults stand",
        name(p.tensor_overlap)));
}

void add_pipeline_overlap(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  if (p.pipeline == 1) return;
  const bool interleaved = p.schedule == PipelineSchedule::interleaved && p.virtual_stages > 1;
  if (interleaved)
    off(g, "--no-overlap-p2p-communication", "comm_overlap.overlap_p2p_comm", p.overlap_pipeline);
  else if (p.overlap_pipeline)
    out.not_expressed.emplace_back(
        "sends between stages beside compute: the interleaved schedule alone has it; they take "
        "turns",
        with_value<&ParallelPlan::overlap_pipeline>(false));
}

// What Megatron Core asks of expert traffic beside compute.
std::string_view expert_overlap_fault(const ParallelPlan& p) {
  const bool interleaved = p.schedule == PipelineSchedule::interleaved && p.virtual_stages > 1;
  if (p.pipeline > 1 && !interleaved) return "under a pipeline it needs the interleaved schedule";
  if (p.recompute == Recompute::full) return "full recomputation excludes it";
  return "";
}

void add_expert_overlap(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  if (p.expert == 1) return;
  const std::string_view fault = expert_overlap_fault(p);
  on(g, "--overlap-moe-expert-parallel-comm", "comm_overlap.overlap_moe_expert_parallel_comm",
     p.overlap_expert && fault.empty());
  if (p.overlap_expert && !fault.empty())
    out.not_expressed.emplace_back(
        fmt::format("expert traffic beside compute: {}; it takes turns", fault),
        with_value<&ParallelPlan::overlap_expert>(false));
}

void add_overlap(CoreSettings& out, const ParallelPlan& p) {
  CoreGroup g{"Overlap", {}};
  add_data_overlap(g, out, p);
  add_tensor_overlap(g, out, p);
  add_pipeline_overlap(g, out, p);
  add_expert_overlap(g, out, p);
  if (!g.settings.empty()) out.groups.push_back(std::move(g));
}

void add_activation_offload(CoreGroup& g, CoreSettings& out, const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  if (p.pipeline > 1 || p.recompute != Recompute::none) {
    out.not_expressed.emplace_back(
        "activations in host memory: refused beside a pipeline or recomputation; they stay on the "
        "device",
        without_offload(Offload::activations));
    return;
  }
  // One layer less than there are is the most that it takes.
  set(g, "--cpu-offloading-num-layers", "model.cpu_offloading_num_layers",
      static_cast<Size>(in.model.layers.size()) - 1);
  set(g, "", "model.cpu_offloading", "true");
}

void add_offload(CoreSettings& out, const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  CoreGroup g{"Offload", {}};
  if (holds(p.offload, Offload::optimizer)) {
    on(g, "--optimizer-cpu-offload", "optimizer.optimizer_cpu_offload", true);
    on(g, "--use-precision-aware-optimizer", "optimizer.use_precision_aware_optimizer", true);
    set(g, "", "optimizer.optimizer_offload_fraction", "1.0");
  }
  if (holds(p.offload, Offload::activations)) add_activation_offload(g, out, in);
  if (holds(p.offload, Offload::weights))
    out.not_expressed.emplace_back("weights in host memory: no flag; they stay on the device",
                                   without_offload(Offload::weights));
  if (!g.settings.empty()) out.groups.push_back(std::move(g));
}

void add_attention_kernel(CoreSettings& out, const ParallelPlan& p) {
  CoreGroup g{"Attention", {}};
  set(g, "--attention-backend", "", is_flash(p.attention) ? "flash" : "unfused");
  if (p.attention == AttentionKernel::unfused) {
    off(g, "--no-masked-softmax-fusion", "model.masked_softmax_fusion", false);
    out.not_expressed.emplace_back(
        "softmax in several kernels: Transformer Engine fuses it unless the environment has "
        "NVTE_MASKED_SOFTMAX_FUSION=0",
        with_value<&ParallelPlan::attention>(AttentionKernel::fused_softmax));
  }
  if (is_flash(p.attention))
    out.not_expressed.emplace_back(
        fmt::format("attention {}: the generation is the newest that Transformer Engine finds "
                    "installed; no flag names it",
                    name(p.attention)));
  out.groups.push_back(std::move(g));
}

}  // namespace

void add_core_execution(CoreSettings& out, const ExportInput& in) {
  add_batch(out, in.plan);
  add_format(out, in.plan.format);
  add_recompute(out, in.plan);
  add_overlap(out, in.plan);
  add_offload(out, in);
  add_attention_kernel(out, in.plan);
}

CoreSettings core_settings(const ExportInput& in) {
  CoreSettings out;
  add_core_model(out, in);
  add_core_pipeline(out, in);
  add_core_execution(out, in);
  return out;
}

}  // namespace tenfold::io
