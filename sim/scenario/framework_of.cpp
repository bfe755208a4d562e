#include "scenario/framework_of.h"

#include <array>

#include "scenario/words.h"

namespace tenfold {
namespace {

using enum Recompute;

// Megatron-LM of 2019 to 2022 checkpoints activations in its examples and papers. Later
// generations keep them, use the distributed optimizer (ZeRO 1) and split the sequence over
// tensor ranks. MaxText's default policy is to make everything again, and it accumulates nothing.
// NeuronX makes attention's core again (its examples' "selective"). torchtitan's "selective" is
// every second layer, or every second product of each (its configuration's mode and option).
constexpr std::array generations{
    Habits{.key = "megatron-lm-2021", .recompute = full, .pads_vocabulary = true},
    Habits{.key = "megatron-deepspeed-2021", .recompute = full, .pads_vocabulary = true},
    Habits{
        .key = "megatron-core-2024", .zero = 1, .sequence_parallel = true, .pads_vocabulary = true},
    Habits{.key = "megatron-bridge-2025",
           .zero = 1,
           .sequence_parallel = true,
           .pads_vocabulary = true,
           .whole_experts = true,
           .balanced_experts = true},
    Habits{.key = "nemo-2024", .zero = 1, .sequence_parallel = true, .pads_vocabulary = true},
    Habits{.key = "pytorch-eager-2023"},
    Habits{.key = "pytorch-fsdp-2023", .zero = 3},
    Habits{.key = "pytorch-compiled-2024", .zero = 3, .selective_halves = true},
    Habits{.key = "deepspeed-zero3-2022", .zero = 3},
    Habits{.key = "jax-maxtext-2024", .recompute = full, .zero = 3, .one_micro_batch = true},
    Habits{.key = "jax-tpu-2021", .recompute = full, .zero = 3, .one_micro_batch = true},
    Habits{.key = "neuronx-2024", .recompute = selective, .zero = 1, .sequence_parallel = true},
    Habits{.key = "internevo-2023", .zero = 1},
    Habits{.key = "litgpt-2023"},
    Habits{.key = "hai-llm-2024", .recompute = selective, .zero = 1, .whole_experts = true},
    Habits{.key = "rocm-megatron-2025",
           .zero = 1,
           .sequence_parallel = true,
           .pads_vocabulary = true,
           .whole_experts = true},
    Habits{.key = "mindspeed-2024", .zero = 1, .sequence_parallel = true, .pads_vocabulary = true},
};

constexpr Size always = 9999;

// The first line whose words stand in the framework's name, in a year up to `until`.
struct Naming {
  std::string_view words;
  Size until;
  std::string_view key;
};
constexpr std::array namings{
    Naming{"Primus", always, "rocm-megatron-2025"},
    Naming{"ROCm", always, "rocm-megatron-2025"},
    Naming{"MindSpeed", always, "mindspeed-2024"},
    Naming{"MindSpore", always, "mindspeed-2024"},
    Naming{"HAI-LLM", always, "hai-llm-2024"},
    Naming{"InternEvo", always, "internevo-2023"},
    Naming{"Neuron", always, "neuronx-2024"},
    Naming{"MaxText", always, "jax-maxtext-2024"},
    Naming{"Pathways", always, "jax-tpu-2021"},
    Naming{"T5X", always, "jax-tpu-2021"},
    Naming{"Pax", always, "jax-tpu-2021"},
    Naming{"TensorFlow", always, "jax-tpu-2021"},
    Naming{"JAX", 2022, "jax-tpu-2021"},
    Naming{"JAX", always, "jax-maxtext-2024"},
    Naming{"Levanter", always, "jax-maxtext-2024"},
    Naming{"EasyLM", always, "jax-maxtext-2024"},
    Naming{"ZeRO-3", always, "deepspeed-zero3-2022"},
    Naming{"Bridge", always, "megatron-bridge-2025"},
    Naming{"Megatron-Core v0", always, "megatron-bridge-2025"},
    Naming{"NeMo 25", always, "megatron-bridge-2025"},
    Naming{"NeMo", 2024, "nemo-2024"},
    Naming{"NeMo", always, "megatron-bridge-2025"},
    Naming{"Megatron-DeepSpeed", always, "megatron-deepspeed-2021"},
    Naming{"GPT-NeoX", always, "megatron-deepspeed-2021"},
    Naming{"fork (ZB)", always, "megatron-lm-2021"},  // of the code before Transformer Engine
    Naming{"Megatron", 2022, "megatron-lm-2021"},
    Naming{"Megatron", always, "megatron-core-2024"},
    Naming{"MCore", always, "megatron-core-2024"},
    Naming{"litgpt Eager", always, "pytorch-eager-2023"},
    Naming{"litgpt", always, "litgpt-2023"},
    Naming{"lit-gpt", always, "litgpt-2023"},
    Naming{"Lightning Fabric", always, "litgpt-2023"},
    Naming{"torchtitan", always, "pytorch-compiled-2024"},
    Naming{"compile", always, "pytorch-compiled-2024"},
    Naming{"Composer", always, "pytorch-fsdp-2023"},
    Naming{"foundry", always, "pytorch-fsdp-2023"},
    Naming{"DeepSpeed", always, "deepspeed-zero3-2022"},
    Naming{"torchtune", always, "pytorch-compiled-2024"},
    Naming{"flash-attn", always, "pytorch-eager-2023"},
    Naming{"Colossal", always, "pytorch-eager-2023"},
    Naming{"OLMo", 2023, "pytorch-fsdp-2023"},
    Naming{"OLMo", always, "pytorch-compiled-2024"},
    Naming{"4D parallel", always, "pytorch-compiled-2024"},  // torchtitan is its open relative
    Naming{"FSDP", always, "pytorch-fsdp-2023"},
    Naming{"Meta internal", always, "pytorch-fsdp-2023"},
    Naming{"PyTorch", always, "pytorch-eager-2023"},
    Naming{"Hugging", always, "pytorch-eager-2023"},
    Naming{"nanoGPT", always, "pytorch-compiled-2024"},
    Naming{"Nanotron", always, "pytorch-eager-2023"},
    Naming{"torch", always, "pytorch-eager-2023"},
};

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view w : words)
    if (text.substr(0, w.size()) == w) return true;
  return false;
}

// Where the framework's name says nothing, the accelerator may: each of these has one stack.
std::string_view key_of(const MeasuredRun& run) {
  const Size year = run.year.value_or(2024);
  for (const Naming& n : namings)
    if (says(run.framework, n.words) && year <= n.until) return n.key;
  if (starts_with_any(run.accelerator, {"tpu-"}))
    return year <= 2022 ? "jax-tpu-2021" : "jax-maxtext-2024";
  if (starts_with_any(run.accelerator, {"trainium"})) return "neuronx-2024";
  if (starts_with_any(run.accelerator, {"ascend"})) return "mindspeed-2024";
  return {};
}

}  // namespace

std::optional<Habits> habits_of(const MeasuredRun& run) {
  const std::string_view key = key_of(run);
  for (const Habits& h : generations)
    if (h.key == key) return h;
  return std::nullopt;
}

// FlashAttention came in 2022 and its second version in July 2023; llm-foundry kept to a Triton
// kernel of the first. NVIDIA's stacks use cuDNN's kernels, of the third version's speed, on Hopper
// and later, in containers after that of March 2024.
AttentionKernel default_attention(const MeasuredRun& run, const Habits& h) {
  const Size year = run.year.value_or(2024);
  if (h.key == "megatron-lm-2021" || h.key == "megatron-deepspeed-2021" || year < 2022)
    return AttentionKernel::fused_softmax;
  if (h.key == "pytorch-fsdp-2023" && year <= 2023) return AttentionKernel::flash_1;
  const bool after_ampere = starts_with_any(run.accelerator, {"h", "b", "gb", "gh"});
  const bool cudnn = h.key == "megatron-bridge-2025" || h.key == "nemo-2024" ||
                     h.key == "megatron-core-2024" || h.key == "jax-maxtext-2024" || year >= 2025;
  if (after_ampere && cudnn && !says(run.framework, "24.03")) return AttentionKernel::flash_3;
  return year <= 2022 ? AttentionKernel::flash_1 : AttentionKernel::flash_2;
}

// Megatron-Core's num_floating_point_operations counts half of the scores since 2025, MaxText's
// calculator since 2026 (its change 1988, and the rates beside tokens/s in what was published);
// before, every query against every key. Megatron-LM up to 2022 counts the layers' forward pass
// again where it is made again (Narayanan et al. 2021, equation 2). Korthikanti's appendix A counts
// every key.
RateHabit rate_habit(const MeasuredRun& run, const Habits& h) {
  if (h.key == "megatron-lm-2021" || h.key == "megatron-deepspeed-2021") return RateHabit::executed;
  if (says(run.convention_text, "Korthikanti")) return RateHabit::full_attention;
  const Size year = run.year.value_or(2024);
  const bool megatron = h.key == "megatron-core-2024" || h.key == "megatron-bridge-2025" ||
                        h.key == "rocm-megatron-2025";
  const bool causal = (megatron && year >= 2025) || (h.key == "jax-maxtext-2024" && year >= 2026);
  return causal ? RateHabit::exact : RateHabit::full_attention;
}

std::vector<std::string> framework_keys() {
  std::vector<std::string> keys;
  for (const Habits& h : generations) keys.emplace_back(h.key);
  return keys;
}

}  // namespace tenfold
