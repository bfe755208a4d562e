// Mixtures of experts that several families share, and which layers have them.
#include <fmt/format.h>

#include "io/hf_family.h"

namespace tenfold::io {
namespace {

// One 0 or 1 a layer: moe_layer_freq as MiMo writes it.
std::vector<bool> sparse_by_list(const HfConfig& c, Size layers) {
  std::vector<bool> sparse;
  for (const Size one : c.per_layer("moe_layer_freq", layers, 1)) sparse.push_back(one != 0);
  return sparse;
}

// "dense" or "sparse" a layer: mlp_layer_types, as transformers 5 writes it.
std::vector<bool> sparse_by_name(const HfConfig& c, Size layers) {
  const std::vector<std::string> names = c.texts("mlp_layer_types");
  std::vector<bool> sparse;
  for (const std::string& name : names) {
    sparse.push_back(name == "sparse");
    if (name != "sparse" && name != "dense")
      c.fault("mlp_layer_types",
              fmt::format("'mlp_layer_types' has '{}': needs dense or sparse", name));
  }
  if (names.size() != static_cast<std::size_t>(layers))
    c.fault("mlp_layer_types",
            fmt::format("'mlp_layer_types' has {} entries: needs one a layer, {}", names.size(),
                        layers));
  sparse.resize(static_cast<std::size_t>(layers));
  return sparse;
}

// Dense layers at the start where first_k_dense_replace is absent.
Size dense_layers(const HfConfig& c) {
  struct Default {
    std::string_view model_type;
    Size layers;
  };
  for (const auto& [model_type, layers] :
       {Default{"deepseek_v3", 3}, Default{"deepseek_v32", 3}, Default{"glm_moe_dsa", 3},
        Default{"glm4_moe", 1}, Default{"glm4_moe_lite", 1}})
    if (c.model_type() == model_type) return c.count("first_k_dense_replace", layers);
  return c.count("first_k_dense_replace", 0);
}

// The router chooses topk_group of n_group groups of experts first: no weights, less traffic.
void read_groups(const HfConfig& c, MixtureOfExperts& m) {
  const Size groups = c.count("n_group", 0), chosen = c.count("topk_group", 0);
  if (groups == 0) return;
  const Size experts = m.experts;
  if (experts % groups != 0 && c.has("num_experts"))
    c.fault("n_group", fmt::format("'n_group' is {}: needs to divide the number of experts, {}",
                                   groups, experts));
  if (chosen > groups)
    c.fault("topk_group",
            fmt::format("'topk_group' is {}: needs to be at most n_group, {}", chosen, groups));
  if (chosen == 0 || chosen >= groups || experts % groups != 0) return;
  m.groups = groups;
  m.kept_groups = chosen;
}

}  // namespace

std::vector<Size> layer_numbers(const HfConfig& c, std::string_view key, Size layers) {
  std::vector<Size> inside;
  for (const Size i : c.counts(key))
    if (i < layers)
      inside.push_back(i);
    else
      c.fault(key, fmt::format("'{}' has {}: needs numbers below the number of layers, {}", key, i,
                               layers));
  return inside;
}

// DeepSeek: dense layers first, then every moe_layer_freq-th layer is sparse.
std::vector<bool> sparse_after_first(const HfConfig& c, Size layers) {
  if (!c.has("num_experts")) {
    // No model is dense by a misspelt number of experts.
    if (c.has("num_experts_per_tok") || c.has("moe_intermediate_size")) c.size("num_experts");
    return std::vector<bool>(static_cast<std::size_t>(layers), false);
  }
  const Size first = dense_layers(c);
  if (c.has("mlp_layer_types")) return sparse_by_name(c, layers);
  if (c.is_list("moe_layer_freq")) return sparse_by_list(c, layers);
  if (first >= layers && !(layers == 1 && c.faulty()))  // a count at fault reads as 1
    c.fault("first_k_dense_replace",
            fmt::format("'first_k_dense_replace' is {}: needs to be below the number of layers, {}",
                        first, layers));
  const Size frequency = c.size("moe_layer_freq", 1);
  std::vector<bool> sparse;
  for (Size i = 0; i < layers; ++i) sparse.push_back(i >= first && i % frequency == 0);
  return sparse;
}

// Qwen: every decoder_sparse_step-th layer is sparse, but for those in mlp_only_layers.
std::vector<bool> sparse_by_step(const HfConfig& c, Size layers) {
  const Size step = c.size("decoder_sparse_step", 1);
  const bool any = c.count("num_experts", 1) > 0;
  std::vector<bool> sparse;
  for (Size i = 0; i < layers; ++i) sparse.push_back(any && (i + 1) % step == 0);
  for (const Size i : layer_numbers(c, "mlp_only_layers", layers))
    sparse[static_cast<std::size_t>(i)] = false;
  return sparse;
}

// Shared experts are a count: together one part of n_shared_experts times the width.
MixtureOfExperts deepseek_experts(const HfConfig& c, const Shape&) {
  const Size width = c.size("moe_intermediate_size");
  if (!c.given("n_shared_experts"))
    c.size("n_shared_experts");  // null for none, but it must say so
  const Size shared = c.count("n_shared_experts", 0), experts = c.size("num_experts");
  MixtureOfExperts m{.experts = experts,
                     .top_k = c.size("num_experts_per_tok"),
                     .width = width,
                     .shared = shared,
                     .shared_width = shared > 0 ? width : 0};
  read_groups(c, m);
  return m;
}

MixtureOfExperts corrected_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = deepseek_experts(c, s);
  m.router_correction = true;
  return m;
}

// Qwen3-MoE has no shared expert.
MixtureOfExperts qwen_experts(const HfConfig& c, const Shape&) {
  return {.experts = c.size("num_experts"),
          .top_k = c.size("num_experts_per_tok"),
          .width = c.size("moe_intermediate_size")};
}

// Shared experts are a width, with a gate: Qwen2-MoE and Qwen3-Next.
MixtureOfExperts qwen_shared_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = qwen_experts(c, s);
  if (!c.given("shared_expert_intermediate_size")) c.size("shared_expert_intermediate_size");
  m.shared_width = c.count("shared_expert_intermediate_size", 0);
  m.shared = m.shared_width > 0 ? 1 : 0;
  m.shared_gate = m.shared > 0;
  return m;
}

// Experts as wide as intermediate_size, and nothing else (Mixtral).
MixtureOfExperts plain_experts(const HfConfig& c, const Shape&) {
  return {.experts = c.size("num_experts"),
          .top_k = c.size("num_experts_per_tok"),
          .width = c.size("intermediate_size")};
}

}  // namespace tenfold::io
