// Families whose layers mix attention with recurrences.
#include <fmt/format.h>

#include <array>

#include "io/hf_family.h"

namespace tenfold::io {
namespace {

constexpr Switch attention_bias{"attention_bias", false};

// The kind of each layer, from the list at `key`, or from `fallback(i)`.
template <class Fallback>
std::vector<std::string> kinds(const HfConfig& c, const char* key, Size layers, Fallback fallback) {
  std::vector<std::string> list = c.texts(key);
  if (list.size() == static_cast<std::size_t>(layers)) return list;
  if (!list.empty())
    c.fault(key,
            fmt::format("'{}' has {} entries: needs one a layer, {}", key, list.size(), layers));
  list.clear();
  for (Size i = 0; i < layers; ++i) list.emplace_back(fallback(i));
  return list;
}

// The mixer of each kind, in the layers' order.
struct Kind {
  std::string_view name;
  Mixer mixer;
};
std::vector<Mixer> mixers(const HfConfig& c, const char* key,
                          const std::vector<std::string>& layers, const std::vector<Kind>& known) {
  std::vector<Mixer> list;
  for (const std::string& layer : layers) {
    const Kind* found = nullptr;
    for (const Kind& kind : known)
      if (kind.name == layer) found = &kind;
    if (!found)
      c.fault(key, fmt::format("'{}' has '{}': not a kind of layer of model_type '{}'", key, layer,
                               c.model_type()));
    list.push_back(found ? found->mixer : known.front().mixer);
  }
  return list;
}

// --- Qwen3-Next ---------------------------------------------------------------------------------

GatedDeltaNet delta_net(const HfConfig& c) {
  const GatedDeltaNet g{.key_heads = c.size("linear_num_key_heads", 16),
                        .key_dim = c.size("linear_key_head_dim", 128),
                        .value_heads = c.size("linear_num_value_heads", 32),
                        .value_dim = c.size("linear_value_head_dim", 128),
                        .conv_kernel = c.size("linear_conv_kernel_dim", 4)};
  if (g.value_heads % g.key_heads != 0)
    c.fault("linear_num_key_heads",
            fmt::format("'linear_num_key_heads' is {}: needs to divide linear_num_value_heads, {}",
                        g.key_heads, g.value_heads));
  return g;
}

// The released weights hold one prediction module that no key speaks of.
Architecture qwen3_next(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  Attention full = attention(c, f, s);
  full.output_gate = OutputGate::element;
  const Size interval = c.size("full_attention_interval", 4);
  const auto layers = kinds(c, "layer_types", s.layers, [&](Size i) {
    return (i + 1) % interval == 0 ? "full_attention" : "linear_attention";
  });
  const std::vector<FeedForward> parts = feed_forwards(c, f, s);
  a.layers = blocks(mixers(c, "layer_types", layers,
                           {{"full_attention", full}, {"linear_attention", delta_net(c)}}),
                    parts, f.residual);
  a.multi_token_prediction = {.modules = 1, .block = block(full, parts.back(), f.residual)};
  return a;
}

// --- MiniMax ------------------------------------------------------------------------------------

MixtureOfExperts minimax_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = plain_experts(c, s);
  m.shared_width = c.count("shared_intermediate_size", 0);
  m.shared = m.shared_width > 0 ? 1 : 0;
  m.shared_gate = m.shared > 0;
  return m;
}

constexpr std::array<std::string_view, 15> minimax_keys{"block_size",
                                                        "full_attn_alpha_factor",
                                                        "full_attn_beta_factor",
                                                        "linear_attn_alpha_factor",
                                                        "linear_attn_beta_factor",
                                                        "mlp_alpha_factor",
                                                        "mlp_beta_factor",
                                                        "layernorm_full_attention_alpha",
                                                        "layernorm_full_attention_beta",
                                                        "layernorm_linear_attention_alpha",
                                                        "layernorm_linear_attention_beta",
                                                        "layernorm_mlp_alpha",
                                                        "layernorm_mlp_beta",
                                                        "postnorm",
                                                        "shared_moe_mode"};

// attn_type_list has a 1 for each layer of softmax attention; layer_types says it in words.
Architecture minimax(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  const std::vector<Size> types = c.per_layer("attn_type_list", s.layers, 2);
  const auto layers = kinds(c, "layer_types", s.layers, [&](Size i) {
    const Size type = types[static_cast<std::size_t>(i)];
    const bool full = type == 2 ? i % 2 == 0 : type == 1;
    return full ? "full_attention" : "linear_attention";
  });
  a.layers = blocks(mixers(c, "layer_types", layers,
                           {{"full_attention", attention(c, f, s)},
                            {"linear_attention", LightningAttention{s.heads, s.head_dim}}}),
                    feed_forwards(c, f, s), f.residual);
  return a;
}

constexpr Family minimax_family(std::string_view model_type) {
  return {.model_type = model_type,
          .build = minimax,
          .kv_heads = 8,
          .experts = minimax_experts,
          .skipped = minimax_keys};
}

// --- Mamba-2 as Bamba and Granite 4 spell it ----------------------------------------------------

Mamba2 mamba(const HfConfig& c, const Shape& s) {
  Mamba2 m{.heads = c.size("mamba_n_heads", 128)};
  const Size inner = c.size("mamba_expand", 2) * s.hidden;
  m.head_dim =
      c.is_text("mamba_d_head") ? inner / m.heads : c.size("mamba_d_head", inner / m.heads);
  if (m.heads * m.head_dim != inner)
    c.fault("mamba_n_heads",
            fmt::format("'mamba_n_heads' is {}: times mamba_d_head it needs to be mamba_expand x "
                        "hidden_size, {}",
                        m.heads, inner));
  m.state = c.size("mamba_d_state", 256);
  m.groups = c.size("mamba_n_groups", 1);
  m.conv_kernel = c.size("mamba_d_conv", 4);
  m.conv_bias = c.flag("mamba_conv_bias", true);
  m.projection_bias = c.flag("mamba_proj_bias", false);
  c.skip({"mamba_chunk_size"});
  return m;
}

Architecture bamba(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  std::vector<Mixer> list(static_cast<std::size_t>(s.layers), mamba(c, s));
  for (const Size i : layer_numbers(c, "attn_layer_indices", s.layers))
    list[static_cast<std::size_t>(i)] = attention(c, f, s);
  a.layers = blocks(list, feed_forwards(c, f, s), f.residual);
  return a;
}

// A shared part that every token visits, and experts beside it where there are any.
std::vector<FeedForward> granite_parts(const HfConfig& c, const Shape& s) {
  const Size shared = c.size("shared_intermediate_size");
  if (!c.given("num_experts")) c.size("num_experts");  // 0 for none, but it must say so
  const Size experts = c.count("num_experts", 0);
  FeedForward part = DenseFeedForward{.width = shared};
  if (experts > 0)
    part = checked({.experts = experts,
                    .top_k = c.size("num_experts_per_tok"),
                    .width = c.size("intermediate_size"),
                    .shared = 1,
                    .shared_width = shared},
                   c);
  c.skip({"intermediate_size", "num_experts_per_tok"});
  return std::vector<FeedForward>(static_cast<std::size_t>(s.layers), part);
}

Architecture granite_hybrid(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  Attention full = attention(c, f, s);
  if (c.text("position_embedding_type", "nope") != "rope") full.positions = Positions::none;
  const char* key = c.has("layers_block_type") ? "layers_block_type" : "layer_types";
  const auto layers = kinds(c, key, s.layers, [](Size) { return "mamba"; });
  a.layers = blocks(mixers(c, key, layers,
                           {{"mamba", mamba(c, s)}, {"attention", full}, {"full_attention", full}}),
                    granite_parts(c, s), f.residual);
  return a;
}

constexpr std::array families{
    Family{.model_type = "qwen3_next",
           .build = qwen3_next,
           .kv_heads = 2,
           .head_dim = 256,
           .qk_norm = QkNorm::head,
           .experts = qwen_shared_experts,
           .sparse = sparse_by_step},
    minimax_family("minimax"),
    minimax_family("minimax_text_01"),
    minimax_family("MiniMaxText01"),
    minimax_family("minimax_m1"),
    minimax_family("MiniMaxM1"),
    Family{.model_type = "bamba",
           .build = bamba,
           .kv_heads = 8,
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .feed_forward_bias = {"mlp_bias", false}},
    Family{.model_type = "granitemoehybrid",
           .build = granite_hybrid,
           .qkv_bias = attention_bias,
           .output_bias = attention_bias},
};

}  // namespace

std::span<const Family> hybrid_families() { return families; }

}  // namespace tenfold::io
