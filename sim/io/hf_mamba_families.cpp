// Nemotron-H, whose layers are one part each: Mamba-2, attention, or a feed-forward part.
#include <fmt/format.h>

#include <array>
#include <map>

#include "io/hf_family.h"
#include "io/layer_pattern.h"

namespace tenfold::io {
namespace {

Mamba2 nemotron_mamba(const HfConfig& c) {
  c.skip({"expand", "chunk_size", "mamba_proj_bias", "mamba_ssm_cache_dtype"});
  Mamba2 m{.heads = c.size("mamba_num_heads", 128), .head_dim = c.size("mamba_head_dim", 64)};
  m.state = c.size("ssm_state_size", 128);
  m.groups = c.size("n_groups", 8);
  m.conv_kernel = c.size("conv_kernel", 4);
  m.conv_bias = c.flag("use_conv_bias", true);
  m.projection_bias = c.flag("use_bias", false);
  if (m.heads % m.groups != 0)
    c.fault("n_groups", fmt::format("'n_groups' is {}: needs to divide mamba_num_heads, {}",
                                    m.groups, m.heads));
  return m;
}

// Two matrices an expert (squared ReLU). With moe_latent_size the routed experts work in a latent
// of that width (LatentMoE), the shared one does not.
MixtureOfExperts nemotron_experts(const HfConfig& c) {
  const Size width = c.size("moe_intermediate_size");
  const Size shared = c.count("n_shared_experts", 1);
  const Size shared_width = c.size("moe_shared_expert_intermediate_size");
  c.skip({"moe_shared_expert_overlap"});
  if (c.flag("mlp_bias", false))
    c.fault("mlp_bias", "'mlp_bias' is true: biases of shared experts are not modelled");
  return checked({.experts = c.size("num_experts"),
                  .top_k = c.size("num_experts_per_tok"),
                  .width = width,
                  .gated = false,
                  .router_correction = true,
                  .shared = shared,
                  .shared_width = shared > 0 ? shared_width : 0,
                  .latent_width = c.count("moe_latent_size", 0)},
                 c);
}

// The pattern, a letter a layer; transformers 5 spells it out in layers_block_type.
std::string nemotron_pattern(const HfConfig& c, const char* text_key, const char* list_key) {
  static const std::map<std::string, char> letters{
      {"mamba", 'M'}, {"attention", '*'}, {"mlp", '-'}, {"moe", 'E'}};
  if (!c.has(list_key)) return c.text(text_key, "");
  c.skip({text_key});
  std::string pattern;
  for (const std::string& word : c.texts(list_key)) {
    const auto letter = letters.find(word);
    pattern += letter == letters.end() ? '?' : letter->second;
  }
  return pattern;
}

Block nemotron_block(const HfConfig& c, const Family& f, const Shape& s, char letter) {
  switch (letter) {
    case 'M':
      return block(nemotron_mamba(c), {}, f.residual);
    case '*':
      return block(attention(c, f, s), {}, f.residual);
    case '-':
      return block({}, dense(c, f, s), f.residual);
    case 'E':
      return block({}, nemotron_experts(c), f.residual);
    default:
      c.fault(
          "hybrid_override_pattern",
          fmt::format("'hybrid_override_pattern' has '{}': needs M, *, - or E a layer", letter));
      return block(nemotron_mamba(c), {}, f.residual);
  }
}

// Its prediction module is two layers, attention and experts: one block of ours.
std::optional<MultiTokenPrediction> nemotron_prediction(const HfConfig& c, const Family& f,
                                                        const Shape& s) {
  const Size modules = c.count("num_nextn_predict_layers", 0);
  const std::string pattern =
      nemotron_pattern(c, "mtp_hybrid_override_pattern", "mtp_layers_block_type");
  if (modules == 0) return std::nullopt;
  if (pattern != "*E")
    c.fault("mtp_hybrid_override_pattern",
            fmt::format("'mtp_hybrid_override_pattern' is '{}': only *E is understood", pattern));
  return MultiTokenPrediction{.modules = modules,
                              .block = block(attention(c, f, s), nemotron_experts(c), f.residual)};
}

Architecture nemotron_h(const HfConfig& c, const Family& f) {
  const std::string pattern = nemotron_pattern(c, "hybrid_override_pattern", "layers_block_type");
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  if (pattern.size() != static_cast<std::size_t>(s.layers))
    c.fault("hybrid_override_pattern",
            fmt::format("'hybrid_override_pattern' has {} layers: needs num_hidden_layers, {}",
                        pattern.size(), s.layers));
  std::map<char, Block> kinds;
  for (const char letter : pattern.substr(0, most_layers)) {
    if (kinds.count(letter) == 0) kinds.emplace(letter, nemotron_block(c, f, s, letter));
    a.layers.push_back(kinds.at(letter));
  }
  a.multi_token_prediction = nemotron_prediction(c, f, s);
  return a;
}

// Keys of parts that a pattern may leave out.
constexpr std::array<std::string_view, 19> nemotron_keys{"expand",
                                                         "chunk_size",
                                                         "mamba_proj_bias",
                                                         "mamba_ssm_cache_dtype",
                                                         "mamba_num_heads",
                                                         "mamba_head_dim",
                                                         "ssm_state_size",
                                                         "n_groups",
                                                         "conv_kernel",
                                                         "use_conv_bias",
                                                         "use_bias",
                                                         "intermediate_size",
                                                         "moe_intermediate_size",
                                                         "moe_shared_expert_intermediate_size",
                                                         "n_routed_experts",
                                                         "n_shared_experts",
                                                         "num_experts_per_tok",
                                                         "moe_latent_size",
                                                         "moe_shared_expert_overlap"};

constexpr std::array families{
    Family{.model_type = "nemotron_h",
           .build = nemotron_h,
           .kv_heads = 8,
           .head_dim = 0,
           .qkv_bias = {"attention_bias", false},
           .output_bias = {"attention_bias", false},
           .positions = Positions::none,
           .gated = false,
           .feed_forward_bias = {"mlp_bias", false},
           .skipped = nemotron_keys},
};

}  // namespace

std::span<const Family> mamba_families() { return families; }

}  // namespace tenfold::io
