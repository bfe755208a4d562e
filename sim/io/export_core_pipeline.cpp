// How ranks divide the work, in the keys that Megatron-LM and Megatron-Bridge share.
#include <algorithm>

#include "io/export_core.h"
#include "schedule/stage_layout.h"

namespace tenfold::io {
namespace {

bool is_interleaved(const ParallelPlan& p) {
  return p.pipeline > 1 && p.virtual_stages > 1 && p.schedule == PipelineSchedule::interleaved;
}

// 1F1B and interleaved 1F1B are all that Megatron Core runs.
bool runs(PipelineSchedule s) {
  return s == PipelineSchedule::one_f_one_b || s == PipelineSchedule::interleaved;
}

// "Et|(tt|)*30mL": the layers of each virtual stage, from the embedding to the loss.
std::string layout_text(const std::vector<Size>& stages, Size predictions) {
  const auto layers = [](Size n) { return std::string(static_cast<std::size_t>(n), 't'); };
  const std::size_t last = stages.size() - 1;
  std::string out = "E" + layers(stages[0]) + "|";
  for (std::size_t i = 1; i < last;) {
    std::size_t end = i;
    while (end < last && stages[end] == stages[i]) ++end;
    const std::string one = layers(stages[i]) + "|";
    out += end - i > 1 ? fmt::format("({})*{}", one, end - i) : one;
    i = end;
  }
  return out + layers(stages[last]) + std::string(static_cast<std::size_t>(predictions), 'm') + "L";
}

// The layout implies the number of virtual stages; the file wants both, as a recipe may have
// others.
void add_layout(CoreGroup& g, const ExportInput& in, const ParallelPlan& p) {
  const auto layers = static_cast<Size>(in.model.layers.size());
  const std::vector<Size> stages = stage_layout(p, layers);
  const bool even =
      std::all_of(stages.begin(), stages.end(), [&](Size n) { return n == stages.front(); });
  const auto& mtp = in.model.multi_token_prediction;
  const std::string text = even ? "null" : '"' + layout_text(stages, mtp ? mtp->modules : 0) + '"';
  set(g, even ? "" : "--pipeline-model-parallel-layout", "model.pipeline_model_parallel_layout",
      text);
  const std::string virtual_stages =
      is_interleaved(p) ? fmt::format("{}", p.virtual_stages) : "null";
  set(g, even && is_interleaved(p) ? "--num-virtual-stages-per-pipeline-rank" : "",
      "model.virtual_pipeline_model_parallel_size", virtual_stages);
}

void add_pipeline(CoreGroup& g, CoreSettings& out, const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  set(g, "--pipeline-model-parallel-size", "model.pipeline_model_parallel_size", p.pipeline);
  if (p.pipeline == 1) return add_layout(g, in, with_plain_schedule(p));
  if (runs(p.schedule)) {
    add_layout(g, in, p);
  } else {
    add_layout(g, in, with_plain_schedule(p));
    out.not_expressed.emplace_back(
        fmt::format("schedule {}: Megatron Core runs 1F1B, plain or interleaved; plain 1F1B stands",
                    name(p.schedule)),
        with_plain_schedule);
  }
  if (!p.sequence_parallel && p.tensor > 1)
    off(g, "--no-scatter-gather-tensors-in-pipeline", "", p.split_sends);
}

void add_context(CoreGroup& g, const ParallelPlan& p) {
  set(g, "--context-parallel-size", "model.context_parallel_size", p.context);
  if (p.context == 1) return;
  constexpr std::array kinds{"p2p", "allgather", "a2a"};  // indexed by ContextKind
  set(g, "--cp-comm-type", "model.cp_comm_type", kinds[index(p.context_kind)]);
}

void add_fully_sharded(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  set(g, "--data-parallel-sharding-strategy", "ddp.data_parallel_sharding_strategy",
      p.zero == 2 ? "optim_grads" : "optim_grads_params");
  set(g, "--ckpt-format", "checkpoint.ckpt_format", "fsdp_dtensor");  // the only one it takes
  off(g, "--no-gradient-accumulation-fusion", "model.gradient_accumulation_fusion", false);
  if (p.pipeline > 1)
    out.not_expressed.emplace_back(fmt::format(
        "ZeRO {} under a pipeline: Megatron FSDP is documented beside tensor, context and expert "
        "parallelism; its flags stand, to be tried",
        p.zero));
}

void add_sharding(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  const bool shards = shards_states(p);
  on(g, "--use-distributed-optimizer", "ddp.use_distributed_optimizer", shards);
  set(g, "", "optimizer.use_distributed_optimizer", shards ? "true" : "false");
  const bool fully = shards && p.zero > 1;
  on(g, "--use-megatron-fsdp", "ddp.use_megatron_fsdp", fully);
  set(g, "", "dist.use_megatron_fsdp", fully ? "true" : "false");
  if (!shards) return;
  if (fully) add_fully_sharded(g, out, p);
  if (p.shard_group > 0)
    set(g, "--num-distributed-optimizer-instances", "ddp.num_distributed_optimizer_instances",
        p.data * p.context / p.shard_group);
}

void add_placement(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  if (p.placement == Placement::tensor_data_pipeline) return;
  if (p.placement == Placement::tensor_pipeline_data)
    return on(g, "--use-tp-pp-dp-mapping", "dist.use_tp_pp_dp_mapping", true);
  out.not_expressed.emplace_back(placement_gap(p, name(Placement::tensor_data_pipeline)),
                                 with_value<&ParallelPlan::placement>(Placement{}));
}

void add_sequence(CoreGroup& g, CoreSettings& out, const ParallelPlan& p) {
  const bool asked = p.expert > 1 && p.tensor > 1;
  on(g, "--sequence-parallel", "model.sequence_parallel",
     p.tensor > 1 && (p.sequence_parallel || asked));
  if (asked && !p.sequence_parallel)
    out.not_expressed.emplace_back(
        "experts beside tensor ranks without sequence parallelism: refused; with it stands",
        with_value<&ParallelPlan::sequence_parallel>(true));
}

}  // namespace

void add_core_pipeline(CoreSettings& out, const ExportInput& in) {
  const ParallelPlan& p = in.plan;
  CoreGroup g{"Parallelism", {}};
  set(g, "--tensor-model-parallel-size", "model.tensor_model_parallel_size", p.tensor);
  add_sequence(g, out, p);
  if (p.sequence_parallel && p.tensor > 1 && !p.gather_again)
    out.not_expressed.emplace_back(
        "inputs kept gathered for backward: Megatron Core gathers them again",
        with_value<&ParallelPlan::gather_again>(true));
  add_context(g, p);
  add_pipeline(g, out, in);
  add_sharding(g, out, p);
  add_placement(g, out, p);
  out.groups.push_back(std::move(g));
}

}  // namespace tenfold::io
