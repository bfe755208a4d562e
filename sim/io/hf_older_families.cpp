// Families that follow GPT-2, GPT-3 and PaLM: feed-forward parts of two matrices, biases, learned
// positions or ALiBi, parallel blocks.
#include <fmt/format.h>

#include <array>

#include "io/hf_family.h"

namespace tenfold::io {
namespace {

// Multi-query attention where multi_query says so.
Architecture gpt_bigcode(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  Shape s = shape(c, f);
  s.kv_heads = c.flag("multi_query", true) ? 1 : s.heads;
  a.layers = blocks(attentions(c, f, s), feed_forwards(c, f, s), f.residual);
  return a;
}

// attention_layers names each layer "global" or "local"; attention_types says the same, packed.
Architecture gpt_neo(const HfConfig& c, const Family& f) {
  Architecture a = stack(c, f);
  const Size window = c.size("window_size", 256);
  const std::vector<std::string> kinds = c.texts("attention_layers");
  c.skip({"attention_types"});
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    auto& attention = std::get<Attention>(a.layers[i].mixer);
    const bool local = kinds.empty() ? i % 2 == 1 : i < kinds.size() && kinds[i] == "local";
    if (local) attention.mask = MaskKind::sliding;
    if (local) attention.span = window;
  }
  if (!kinds.empty() && kinds.size() != a.layers.size())
    c.fault("attention_layers",
            fmt::format("'attention_layers' has {} entries: needs one a layer", kinds.size()));
  return a;
}

// Its position table begins with two rows that are never used (OPTLearnedPositionalEmbedding).
Architecture opt(const HfConfig& c, const Family& f) {
  Architecture a = stack(c, f);
  a.learned_positions += 2;
  c.skip({"learned_embeddings", "scale_embeddings"});  // Galactica's: as every release does
  const Size width = c.size("word_embed_proj_dim", a.hidden);
  if (width != a.hidden) a.embedding_width = width;
  const bool norm_first = c.flag("do_layer_norm_before", true);
  a.final_norm = norm_first && !c.flag("_remove_final_layer_norm", false);
  if (!c.flag("layer_norm_elementwise_affine", true)) a.norm = Norm::unit;
  for (Block& block : a.layers)
    if (!norm_first) {
      std::swap(block.pre_mixer_norm, block.post_mixer_norm);
      std::swap(block.pre_feed_forward_norm, block.post_feed_forward_norm);
    }
  return a;
}

// Its feed-forward part is four times as wide, whatever n_inner says.
Architecture bloom(const HfConfig& c, const Family& f) {
  c.skip({"n_inner", "bias_dropout_fusion", "skip_bias_add", "skip_bias_add_qkv", "offset_alibi"});
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  const DenseFeedForward part{
      .width = 4 * s.hidden, .gated = false, .input_bias = true, .output_bias = true};
  a.layers = blocks(attentions(c, f, s),
                    std::vector<FeedForward>(static_cast<std::size_t>(s.layers), part), f.residual);
  a.embedding_norm = true;
  return a;
}

// Which norms each of Falcon's blocks has. Falcon-7B: one, parallel; 40B and 180B: two, parallel;
// RW-1B: two, in sequence.
Residual falcon_residual(const HfConfig& c, bool new_decoder) {
  const Size norms = c.size("num_ln_in_parallel_attn", new_decoder ? 2 : 1);
  if (!c.flag("parallel_attn", true)) return Residual::pre;
  return norms == 2 ? Residual::two_norms : Residual::one_norm;
}

Architecture falcon(const HfConfig& c, const Family& f) {
  const bool first_40b = f.model_type == "RefinedWeb";  // older files leave the switch out
  const bool new_decoder = c.flag("new_decoder_architecture", first_40b);
  const bool multi_query = c.flag("multi_query", true);
  Architecture a = stem(c, f);
  Shape s = shape(c, f);
  if (!new_decoder) s.kv_heads = multi_query ? 1 : s.heads;
  Family placed = f;
  if (c.flag("alibi", false)) placed.positions = Positions::alibi;
  a.layers =
      blocks(attentions(c, placed, s), feed_forwards(c, f, s), falcon_residual(c, new_decoder));
  return a;
}

constexpr std::array<std::string_view, 3> mpt_keys{"init_config", "embedding_fraction",
                                                   "use_pad_tok_in_ffn"};

Size mpt_kv_heads(const HfConfig& attention, Size heads) {
  const std::string kind = attention.text("attn_type", "multihead_attention");
  if (kind == "multiquery_attention") return 1;
  return kind == "grouped_query_attention" ? attention.size("num_key_value_heads") : heads;
}

// no_bias takes every bias away, those of the norms too.
Architecture mpt(const HfConfig& c, const Family& f) {
  const bool bias = !c.flag("no_bias", true);
  const HfConfig attn = c.inside("attn_config");
  attn.skip({"attn_impl", "attn_uses_sequence_id", "prefix_lm"});
  const HfConfig inner = c.inside("ffn_config");
  inner.skip({"fc_type"});
  if (const std::string kind = inner.text("ffn_type", "mptmlp"); kind != "mptmlp")
    inner.fault("ffn_type", fmt::format("'ffn_type' is '{}': only mptmlp is understood", kind));
  Family own = f;
  own.norm = bias ? Norm::layer : Norm::layer_no_bias;
  own.qkv_bias = own.output_bias = own.feed_forward_bias = bias ? always : never;
  if (attn.flag("qk_ln", false)) own.qk_norm = QkNorm::full;
  own.qk_norm_bias = bias;
  const bool alibi = attn.flag("alibi", false), rotary = attn.flag("rope", false);
  own.positions = alibi ? Positions::alibi : rotary ? Positions::rotary : Positions::learned;
  own.learned_positions = !alibi && !rotary && c.flag("learned_pos_emb", true);
  c.skip({"learned_pos_emb", "max_seq_len"});
  own.width_over_hidden = c.size("expansion_ratio", 4);
  Architecture a = stem(c, own);
  Shape s = shape(c, own);
  s.kv_heads = mpt_kv_heads(attn, s.heads);
  check_kv_heads(attn, s.kv_heads, s.heads);
  a.layers = blocks(attentions(c, own, s), feed_forwards(c, own, s), own.residual);
  return a;
}

// Qwen 1 states the width of gate and up projection together.
Architecture qwen(const HfConfig& c, const Family& f) {
  c.skip({"no_bias", "use_cache_quantization", "use_cache_kernel", "softmax_in_fp32"});
  Architecture a = stack(c, f);
  for (Block& block : a.layers) std::get<DenseFeedForward>(block.feed_forward).width /= 2;
  return a;
}

constexpr std::array<std::string_view, 13> chatglm_keys{"apply_residual_connection_post_layernorm",
                                                        "attention_softmax_in_fp32",
                                                        "original_rope",
                                                        "bias_dropout_fusion",
                                                        "fp32_residual_connection",
                                                        "post_layer_norm",
                                                        "pre_seq_len",
                                                        "prefix_projection",
                                                        "quantization_bit",
                                                        "rmsnorm",
                                                        "layernorm_epsilon",
                                                        "interleaved_qkv",
                                                        "multi_query_attention"};

// ChatGLM 2 and 3, GLM-4 of 2024.
Architecture chatglm(const HfConfig& c, const Family& f) {
  const bool multi_query = c.flag("multi_query_attention", false);
  Family own = f;
  own.norm = c.flag("rmsnorm", true) ? Norm::rms : Norm::layer;
  own.qkv_bias = c.flag("add_bias_linear", false) || c.flag("add_qkv_bias", false) ? always : never;
  Architecture a = stem(c, own);
  Shape s = shape(c, own);
  if (!multi_query) s.kv_heads = s.heads;
  a.final_norm = c.flag("post_layer_norm", true);
  a.layers = blocks(attentions(c, own, s), feed_forwards(c, own, s), own.residual);
  return a;
}

constexpr std::array families{
    Family{.model_type = "gpt2",
           .tied = true,
           .norm = Norm::layer,
           .learned_positions = true,
           .qkv_bias = always,
           .output_bias = always,
           .positions = Positions::learned,
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "gpt_bigcode",
           .build = gpt_bigcode,
           .tied = true,
           .norm = Norm::layer,
           .learned_positions = true,
           .qkv_bias = always,
           .output_bias = always,
           .positions = Positions::learned,
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "gpt_neo",
           .build = gpt_neo,
           .tied = true,
           .norm = Norm::layer,
           .learned_positions = true,
           .output_bias = always,
           .positions = Positions::learned,
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "gpt_neox",
           .norm = Norm::layer,
           .residual = Residual::two_norms,
           .residual_if = {"use_parallel_residual", true},
           .qkv_bias = {"attention_bias", true},
           .output_bias = {"attention_bias", true},
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "gptj",
           .norm = Norm::layer,
           .residual = Residual::one_norm,
           .head_bias = always,
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "codegen",
           .norm = Norm::layer,
           .residual = Residual::one_norm,
           .head_bias = always,
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "phi",
           .norm = Norm::layer,
           .residual = Residual::one_norm,
           .head_bias = always,
           .qkv_bias = always,
           .output_bias = always,
           .qk_norm = QkNorm::head,
           .qk_norm_if = {"qk_layernorm", false},
           .qk_norm_bias = true,
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "persimmon",
           .norm = Norm::layer,
           .qkv_bias = always,
           .output_bias = always,
           .qk_norm = QkNorm::head,
           .qk_norm_if = {"qk_layernorm", true},
           .qk_norm_bias = true,
           .gated = false,
           .feed_forward_bias = always},
    Family{.model_type = "opt",
           .build = opt,
           .tied = true,
           .norm = Norm::layer,
           .learned_positions = true,
           .qkv_bias = {"enable_bias", true},
           .output_bias = {"enable_bias", true},
           .positions = Positions::learned,
           .gated = false,
           .feed_forward_bias = {"enable_bias", true}},
    Family{.model_type = "bloom",
           .build = bloom,
           .tied = true,
           .norm = Norm::layer,
           .qkv_bias = always,
           .output_bias = always,
           .positions = Positions::alibi},
    Family{.model_type = "falcon",
           .build = falcon,
           .tied = true,
           .norm = Norm::layer,
           .qkv_bias = {"bias", false},
           .output_bias = {"bias", false},
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = {"bias", false}},
    Family{.model_type = "RefinedWeb",
           .build = falcon,
           .tied = true,
           .norm = Norm::layer,
           .qkv_bias = {"bias", false},
           .output_bias = {"bias", false},
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = {"bias", false}},
    Family{.model_type = "RefinedWebModel",
           .build = falcon,
           .tied = true,
           .norm = Norm::layer,
           .qkv_bias = {"bias", false},
           .output_bias = {"bias", false},
           .width_over_hidden = 4,
           .gated = false,
           .feed_forward_bias = {"bias", false}},
    Family{.model_type = "mpt", .build = mpt, .tied = true, .gated = false, .skipped = mpt_keys},
    Family{.model_type = "qwen", .build = qwen, .qkv_bias = always},
    Family{.model_type = "chatglm",
           .build = chatglm,
           .output_bias = {"add_bias_linear", false},
           .feed_forward_bias = {"add_bias_linear", false},
           .skipped = chatglm_keys},
};

}  // namespace

std::span<const Family> older_families() { return families; }

}  // namespace tenfold::io
