// Families with mixtures of experts, and those with latent attention.
#include <fmt/format.h>

#include <array>

#include "io/hf_family.h"

namespace tenfold::io {
namespace {

constexpr Switch attention_bias{"attention_bias", false};
constexpr Switch use_bias{"use_bias", false};

MixtureOfExperts gpt_oss_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = plain_experts(c, s);
  m.expert_bias = m.router_bias = true;
  return m;
}

// GraniteMoeShared adds one expert that every token visits.
MixtureOfExperts granite_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = plain_experts(c, s);
  m.shared_width = c.count("shared_intermediate_size", 0);
  m.shared = m.shared_width > 0 ? 1 : 0;
  return m;
}

MixtureOfExperts minimax_m2_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = plain_experts(c, s);
  m.router_correction = c.flag("use_routing_bias", true);
  return m;
}

// Multi-token prediction is configured and not in the released weights.
constexpr std::array<std::string_view, 11> minimax_m2_keys{"attn_type_list",
                                                           "layernorm_full_attention_beta",
                                                           "layernorm_linear_attention_beta",
                                                           "layernorm_mlp_beta",
                                                           "mlp_intermediate_size",
                                                           "mtp_transformer_layers",
                                                           "num_mtp_modules",
                                                           "qk_norm_type",
                                                           "shared_moe_mode",
                                                           "use_mtp",
                                                           "max_model_len"};

// The dense part beside the experts is as wide as the model.
MixtureOfExperts arctic_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = plain_experts(c, s);
  if (c.flag("parallel_attn_mlp_res", false)) m.residual_width = s.hidden;
  return m;
}

std::vector<bool> every_nth(Size layers, Size n) {
  std::vector<bool> sparse;
  for (Size i = 0; i < layers; ++i) sparse.push_back((i + 1) % n == 0);
  return sparse;
}

std::vector<bool> arctic_sparse(const HfConfig& c, Size layers) {
  return every_nth(layers, c.size("moe_layer_frequency", 2));
}

constexpr std::array<std::string_view, 3> arctic_keys{"use_residual", "enc_index",
                                                      "moe_layer_frequency"};

MixtureOfExperts ernie_experts(const HfConfig& c, const Shape&) {
  const Size width = c.size("moe_intermediate_size");
  const Size shared = c.count("n_shared_experts", 2);
  if (c.flag("use_bias", false))
    c.fault("use_bias", "'use_bias' is true: biases of shared experts are not modelled");
  c.skip({"moe_use_aux_free", "moe_multimodal_loss_type"});
  return {.experts = c.size("num_experts"),
          .top_k = c.size("num_experts_per_tok"),
          .width = width,
          .router_correction = true,
          .shared = shared,
          .shared_width = shared > 0 ? width : 0};
}

std::vector<bool> ernie_sparse(const HfConfig& c, Size layers) {
  const Size first = c.count("moe_layer_start_index", 1);
  const Size interval = c.size("moe_layer_interval", 1);
  Size last = layers - 1;
  if (c.number("moe_layer_end_index", -1) >= 0) last = c.count("moe_layer_end_index", 0);
  std::vector<bool> sparse = every_nth(layers, interval);
  for (Size i = 0; i < layers; ++i)
    if (i < first || i > last) sparse[static_cast<std::size_t>(i)] = false;
  return sparse;
}

// Its prediction module is a dense layer with the norms of its two inputs only.
Architecture ernie(const HfConfig& c, const Family& f) {
  Architecture a = stack(c, f);
  const Size modules = c.count("num_nextn_predict_layers", 0);
  if (modules == 0) return a;
  const Shape s = shape(c, f);
  a.multi_token_prediction = {.modules = modules,
                              .block = block(attention(c, f, s), dense(c, f, s), f.residual),
                              .output_norm = false};
  return a;
}

constexpr std::array<std::string_view, 28> hunyuan_keys{"add_classification_head",
                                                        "anyres_pooling_size",
                                                        "anyres_vit_max_image_size",
                                                        "anyres_vit_two_views",
                                                        "class_num",
                                                        "cla_share_factor",
                                                        "dense_list",
                                                        "group_limited_greedy",
                                                        "kv_lora_rank",
                                                        "max_image_size",
                                                        "min_image_size",
                                                        "mlp_bias",
                                                        "moe_layer_num_skipped",
                                                        "num_media_embeds",
                                                        "org_vocab_size",
                                                        "pool_type",
                                                        "position_embedding_xdrope",
                                                        "q_lora_rank",
                                                        "qk_nope_head_dim",
                                                        "qk_rope_head_dim",
                                                        "skip_cls_token",
                                                        "use_mixed_mlp_moe",
                                                        "v_head_dim",
                                                        "video_start_id",
                                                        "vit_input_resolution",
                                                        "vit_patch",
                                                        "vit_type",
                                                        "vit_token"};

// Every layer may have its own numbers; those of the releases are alike.
Architecture hunyuan(const HfConfig& c, const Family& f) {
  for (const char* key : {"use_cla", "use_mla"})
    if (c.flag(key, false))
      c.fault(key, fmt::format("'{}' is true: not modelled for Hunyuan", key));
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  const Size width = c.size("intermediate_size");
  for (const char* key : {"num_experts", "num_experts_per_tok", "n_shared_experts"})
    if (!c.has(key)) c.size(key);  // each is a fault where missing: no model is dense by omission
  const auto experts = c.per_layer("num_experts", s.layers, 1);
  const auto top_k = c.per_layer("num_experts_per_tok", s.layers, 1);
  const auto widths = c.per_layer("moe_intermediate_size", s.layers, width);
  const auto shared = c.per_layer("n_shared_experts", s.layers, 1);
  const bool has_shared = c.flag("use_mixed_mlp_moe", true);
  std::vector<FeedForward> parts;
  for (std::size_t i = 0; i < experts.size(); ++i) {
    const Size count = has_shared ? shared[i] : 0;
    const MixtureOfExperts m{.experts = experts[i],
                             .top_k = top_k[i],
                             .width = widths[i],
                             .shared = count,
                             .shared_width = count > 0 ? width : 0};
    parts.push_back(experts[i] > 1 ? FeedForward(checked(m, c)) : dense(c, f, s));
  }
  a.layers = blocks(attentions(c, f, s), parts, f.residual);
  return a;
}

// Its experts, heads and windows stand in nested objects.
Architecture dbrx(const HfConfig& c, const Family& f) {
  const HfConfig attn = c.inside("attn_config"), ffn = c.inside("ffn_config");
  ffn.skip({"ffn_act_fn", "moe_normalize_expert_weights", "moe_loss_weight",
            "uniform_expert_assignment"});
  Architecture a = stem(c, f);
  Shape s = shape(c, f);
  s.kv_heads = attn.size("num_key_value_heads", 1);
  check_kv_heads(attn, s.kv_heads, s.heads);
  const MixtureOfExperts experts{.experts = ffn.size("num_experts", 4),
                                 .top_k = ffn.size("num_experts_per_tok", 1),
                                 .width = ffn.size("intermediate_size", 3584)};
  a.layers =
      blocks(attentions(c, f, s),
             std::vector<FeedForward>(static_cast<std::size_t>(s.layers), checked(experts, ffn)),
             f.residual);
  return a;
}

Architecture gpt_oss(const HfConfig& c, const Family& f) {
  Architecture a = stack(c, f);
  for (Block& block : a.layers) std::get<Attention>(block.mixer).sinks = true;
  return a;
}

constexpr std::array families{
    Family{
        .model_type = "mixtral", .kv_heads = 8, .windows = {.period = 1}, .experts = plain_experts},
    Family{.model_type = "phimoe",
           .norm = Norm::layer,
           .head_bias = {"lm_head_bias", false},
           .kv_heads = 8,
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .windows = {.period = 1},
           .experts = plain_experts},
    Family{.model_type = "qwen2_moe",
           .kv_heads = 16,
           .qkv_bias = {"qkv_bias", true},
           .windows = {.period = 1, .span = 4096, .asks_first = true},
           .experts = qwen_shared_experts,
           .sparse = sparse_by_step},
    Family{.model_type = "qwen3_moe",
           .kv_heads = 4,
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .qk_norm = QkNorm::head,
           .qk_norm_if = {"use_qk_norm", true},
           .windows = {.period = 1, .span = 4096, .asks_first = true},
           .experts = qwen_experts,
           .sparse = sparse_by_step},
    Family{.model_type = "olmoe",
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .qk_norm = QkNorm::full,
           .experts = plain_experts},
    Family{.model_type = "granitemoe",
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .experts = plain_experts},
    Family{.model_type = "granitemoeshared",
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .experts = granite_experts},
    Family{.model_type = "gpt_oss",
           .build = gpt_oss,
           .kv_heads = 8,
           .head_dim = 64,
           .qkv_bias = {"attention_bias", true},
           .output_bias = {"attention_bias", true},
           .windows = {.period = 2, .span = 128},
           .experts = gpt_oss_experts},
    Family{.model_type = "glm4_moe",
           .kv_heads = 8,
           .qkv_bias = attention_bias,
           .qk_norm = QkNorm::head,
           .qk_norm_if = {"use_qk_norm", false},
           .experts = corrected_experts,
           .sparse = sparse_after_first,
           .prediction = true},
    Family{.model_type = "dots1",
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .qk_norm = QkNorm::head,
           .windows = {.period = 1, .asks_first = true},
           .experts = corrected_experts,
           .sparse = sparse_after_first},
    Family{.model_type = "deepseek",
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .experts = deepseek_experts,
           .sparse = sparse_after_first},
    Family{.model_type = "minimax_m2",
           .kv_heads = 8,
           .qk_norm = QkNorm::full,
           .qk_norm_if = {"use_qk_norm", true},
           .experts = minimax_m2_experts,
           .skipped = minimax_m2_keys},
    Family{.model_type = "dbrx", .build = dbrx, .norm = Norm::layer_no_bias},
    Family{.model_type = "arctic",
           .experts = arctic_experts,
           .sparse = arctic_sparse,
           .skipped = arctic_keys},
    Family{.model_type = "ernie4_5_moe",
           .build = ernie,
           .tied = true,
           .kv_heads = 4,
           .qkv_bias = use_bias,
           .output_bias = use_bias,
           .feed_forward_bias = use_bias,
           .experts = ernie_experts,
           .sparse = ernie_sparse},
    Family{.model_type = "hunyuan_v1_moe",
           .build = hunyuan,
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .qk_norm = QkNorm::head,
           .qk_norm_if = {"use_qk_norm", true},
           .skipped = hunyuan_keys},
    Family{.model_type = "hunyuan",
           .build = hunyuan,
           .qkv_bias = attention_bias,
           .output_bias = attention_bias,
           .qk_norm = QkNorm::head,
           .qk_norm_if = {"use_qk_norm", false},
           .skipped = hunyuan_keys},
    Family{.model_type = "grok-1", .residual = Residual::sandwich, .experts = plain_experts},
};

}  // namespace

std::span<const Family> expert_families() { return families; }

}  // namespace tenfold::io
