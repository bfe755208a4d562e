#include "scenario/plan_of.h"

#include <fmt/format.h>

#include <algorithm>

#include "scenario/words.h"

namespace tenfold {
namespace {

// A Trainium chip has two NeuronCores, and its degrees count cores.
bool counts_cores(const MeasuredRun& run) { return says(run.notes, "counts NeuronCores"); }

// A run without any degree whose states are fully sharded, or on one accelerator, is data parallel.
bool only_data_parallel(const MeasuredRun& run) {
  const bool bare = !run.tp && !run.pp && !run.cp && !run.ep;
  const bool sharded = run.zero.value_or(0) == 3 && !says(run.sharding_text, "see ") &&
                       !says(run.notes, "in linked recipe") && !says(run.notes, "not published");
  return bare && (run.accelerators == 1 || sharded);
}

void read_experts(const MeasuredRun& run, const Architecture& a, const Habits& habits,
                  ParallelPlan& p) {
  if (most_experts(a) == 0) return;
  p.expert = run.ep.value_or(1);
  const auto degree = size_flag(run.notes, "expert-tensor-parallel-size");
  if (degree)
    p.expert_tensor = *degree;
  else if (habits.whole_experts || p.tensor * p.context * p.data % (p.expert * p.tensor) != 0)
    p.expert_tensor = 1;
}

std::string read_degrees(const MeasuredRun& run, ReadPlan& read) {
  ParallelPlan& p = read.plan;
  if (only_data_parallel(run))
    read.assumed.emplace_back("data parallel only");
  else if (!run.tp || !run.pp)
    return "degrees unknown";
  p.tensor = run.tp.value_or(1);
  if (counts_cores(run)) p.tensor = std::max<Size>(1, p.tensor / 2);
  p.pipeline = run.pp.value_or(1);
  p.virtual_stages = p.pipeline > 1 ? run.vp.value_or(1) : 1;
  p.context = run.cp.value_or(1);
  const Size model_ranks = p.tensor * p.pipeline * p.context;
  if (*run.accelerators % model_ranks != 0)
    return fmt::format("degrees contradict the accelerators: {} ranks of a replica on {}",
                       model_ranks, *run.accelerators);
  p.data = *run.accelerators / model_ranks;
  if (run.dp && *run.dp != p.data && !counts_cores(run))
    read.assumed.push_back(fmt::format("data degree {}", p.data));
  return {};
}

std::string read_batch(const MeasuredRun& run, const Habits& habits, ReadPlan& read) {
  ParallelPlan& p = read.plan;
  if (!run.global_batch) return "batch unknown";
  p.global_batch = *run.global_batch;
  p.micro_batch = run.micro_batch.value_or(1);
  // MaxText's column is a device's, its tensor ranks included.
  if (habits.one_micro_batch) p.micro_batch = std::max<Size>(1, p.global_batch / p.data);
  if (run.micro_batch != p.micro_batch)
    read.assumed.push_back(fmt::format("micro-batch {}", p.micro_batch));
  if (p.global_batch % (p.micro_batch * p.data) != 0)
    return fmt::format("batch contradicts the plan: {} sequences over {} ranks by {}",
                       p.global_batch, p.data, p.micro_batch);
  return {};
}

// Beside selective recompute as much is offloaded as the link hides (Yuan et al., ATC 2024, choose
// the part so): such a run waits for nothing.
void read_activation_offload(const MeasuredRun& run, ReadPlan& read) {
  const std::string& text = run.recompute_text;
  if (!says(text, "+offload") && !says(text, "+ offload") && !says(text, "(offload")) return;
  if (says(text, "selective"))
    read.assumed.emplace_back("offload as far as it hides");
  else
    read.plan.offload = Offload::activations;
}

void read_sharding(const MeasuredRun& run, const Habits& habits, Size node_size, ReadPlan& read) {
  ParallelPlan& p = read.plan;
  p.zero = run.zero.value_or(habits.zero);
  if (!run.zero && p.data > 1) read.assumed.push_back(fmt::format("ZeRO {}", p.zero));
  const std::string& text = run.sharding_text;
  Size group = 0;
  if (says(text, "within slice"))
    group = number_before(run.notes, " chips").value_or(0);
  else if (const auto size = number_after(text, "FSDP "))
    group = *size;
  else if (const auto part = number_after(text, "size "))
    group = *part;
  else if (says(text, "within node"))
    group = node_size;
  if (group > 0 && group < p.data && p.data % group == 0) p.shard_group = group;
  if (says(text, "AdamW offload")) p.offload = Offload::optimizer;
  read_activation_offload(run, read);
  if (run.sequence_parallel)
    p.sequence_parallel = *run.sequence_parallel && p.tensor > 1;
  else if (p.tensor > 1) {
    p.sequence_parallel = habits.sequence_parallel;
    read.assumed.push_back(fmt::format("sequence parallel {}", habits.sequence_parallel));
  }
}

AttentionKernel flash_of(const MeasuredRun& run, const Habits& habits) {
  if (says(run.framework, "FlashAttention-2")) return AttentionKernel::flash_2;
  const AttentionKernel usual = default_attention(run, habits);
  return is_flash(usual) ? usual : AttentionKernel::flash_1;
}

// By the column, else by Megatron's flags, else the framework's default.
AttentionKernel attention_of(const MeasuredRun& run, const Habits& habits,
                             std::vector<std::string>& assumed) {
  if (run.attention_kernel == "flash") return flash_of(run, habits);
  if (const auto kernel = named<AttentionKernel>(run.attention_kernel)) return *kernel;
  const std::string backend = flag(run.notes, "attention-backend").value_or("");
  if (backend == "unfused") return AttentionKernel::fused_softmax;
  if (backend == "flash" || backend == "fused" || is_set(run.notes, "use-flash-attn"))
    return flash_of(run, habits);
  if (flag(run.notes, "transformer-impl") == "local") return AttentionKernel::fused_softmax;
  const AttentionKernel kernel = default_attention(run, habits);
  assumed.push_back(fmt::format("attention {}", name(kernel)));
  return kernel;
}

// Zero-bubble's handcrafted H1 keeps the memory of 1F1B (their "1p"); their automatic schedule with
// twice the memory ("2p") and the V shape have no bubble to speak of.
std::string read_schedule(const MeasuredRun& run, ReadPlan& read) {
  ParallelPlan& p = read.plan;
  p.schedule = p.virtual_stages > 1 ? PipelineSchedule::interleaved : PipelineSchedule::one_f_one_b;
  if (p.pipeline == 1) return {};
  if (says(run.framework, "DualPipe") || says(run.notes, "schedule DualPipe"))
    p.schedule = PipelineSchedule::dualpipe;
  if (says(run.notes, "schedule GPipe")) p.schedule = PipelineSchedule::gpipe;
  if (says(run.notes, "schedule ZB-1p") || says(run.notes, "schedule ZB-H1"))
    p.schedule = PipelineSchedule::zero_bubble_h1;
  if (says(run.notes, "schedule ZBV")) p.schedule = PipelineSchedule::zero_bubble_v;
  for (const char* foreign : {"schedule ZB-2p", "schedule v-half", "schedule v-min"})
    if (says(run.notes, foreign))
      return fmt::format("schedule not modelled: {}", std::string_view(foreign).substr(9));
  if (there_and_back(p.schedule) && p.virtual_stages == 1) p.virtual_stages = 2;
  return {};
}

// Layers of each chunk where they do not divide evenly: embedding and head stand for a layer each,
// as --account-for-embedding-in-pipeline-split has it.
std::vector<Size> uneven_layers(Size layers, Size chunks) {
  std::vector<Size> stages;
  Size done = 0;
  for (Size c = 0; c < chunks; ++c) {
    Size until = ((c + 1) * (layers + 2) + chunks / 2) / chunks - 1;
    until = std::clamp<Size>(c + 1 == chunks ? layers : until, done, layers);
    stages.push_back(until - done);
    done = until;
  }
  return stages;
}

void read_stages(const MeasuredRun& run, const Architecture& a, ReadPlan& read) {
  ParallelPlan& p = read.plan;
  const Size layers = static_cast<Size>(a.layers.size());
  const bool copied = p.schedule == PipelineSchedule::dualpipe;  // not of the model's own stages
  const Size chunks = p.pipeline * (copied ? 1 : p.virtual_stages);
  const bool fewer_at_ends = says(run.notes, "first and last stage have one layer fewer") ||
                             is_set(run.notes, "account-for-embedding-in-pipeline-split");
  if (p.pipeline > 1 && (layers % chunks != 0 || fewer_at_ends))
    p.stage_layers = uneven_layers(layers, chunks);
}

// MaxText's custom policies, and those that keep a few tensors in host memory, make nearly all of a
// layer again.
void read_recompute(const MeasuredRun& run, const Habits& habits, Size layers, ReadPlan& read) {
  auto recompute = named<Recompute>(run.recompute);
  read.recompute_unstated = !recompute;
  const bool nearly_all =
      habits.one_micro_batch && recompute == Recompute::selective &&
      (says(run.recompute_text, "custom") || says(run.recompute_text, "offloaded"));
  if (nearly_all) {
    recompute = Recompute::full;
    read.assumed.emplace_back("recompute full");
  }
  ParallelPlan& p = read.plan;
  p.recompute = recompute.value_or(habits.recompute);
  if (p.recompute != Recompute::selective || !habits.selective_halves) return;
  p.recompute = Recompute::full;
  p.recompute_layers = std::max<Size>(1, layers / (p.pipeline * p.virtual_stages) / 2);
  read.assumed.emplace_back("recompute of every second layer");
}

// Megatron-LM overlaps only what its flags ask for; the recipes of NeMo and Bridge set them.
void read_overlaps(const MeasuredRun& run, const Habits& habits, ParallelPlan& p) {
  if (says(run.notes, "no gradient bucketing")) p.overlap_gradients = false;
  if (habits.key != "megatron-core-2024") return;
  p.overlap_gradients = is_set(run.notes, "overlap-grad-reduce");
  p.overlap_parameters = is_set(run.notes, "overlap-param-gather");
  p.overlap_tensor = is_set(run.notes, "tp-comm-overlap");
}

}  // namespace

ReadPlan plan_of(const MeasuredRun& run, const Architecture& architecture, const Habits& habits,
                 Size node_size) {
  ReadPlan read;
  ParallelPlan& p = read.plan;
  read.reason = read_degrees(run, read);
  if (read.reason.empty()) read.reason = read_batch(run, habits, read);
  if (read.reason.empty()) read.reason = read_schedule(run, read);
  if (!read.reason.empty()) return read;
  read_experts(run, architecture, habits, p);
  read_sharding(run, habits, node_size, read);
  read_stages(run, architecture, read);
  p.format = *run.format;
  p.attention = attention_of(run, habits, read.assumed);
  read_recompute(run, habits, std::ssize(architecture.layers), read);
  if (says(run.notes, "ulysses")) p.context_kind = ContextKind::ulysses;
  read_overlaps(run, habits, p);
  p.balanced_experts = habits.balanced_experts || says(run.notes, "balanced routing") ||
                       says(run.notes, "tokendrop");
  return read;
}

}  // namespace tenfold
