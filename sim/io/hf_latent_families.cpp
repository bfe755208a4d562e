// Families with multi-head latent attention: DeepSeek-V2 and what follows it.
#include <array>

#include "io/hf_family.h"

namespace tenfold::io {
namespace {

// DeepSeek Sparse Attention, where index_topk is given (DeepSeek-V3.2, GLM-5).
void add_indexer(LatentAttention& a, const HfConfig& c) {
  if (!c.has("index_topk")) return;
  a.mask = MaskKind::sparse;
  a.span = c.size("index_topk");
  a.indexer =
      Indexer{.heads = c.size("index_n_heads", 64), .head_dim = c.size("index_head_dim", 128)};
  if (a.query_rank == 0)
    c.fault("index_topk",
            "'index_topk' needs q_lora_rank: the indexer reads "
            "the query's latent");
}

LatentAttention latent(const HfConfig& c) {
  LatentAttention a;
  a.heads = c.size("num_attention_heads");
  a.query_rank = c.count("q_lora_rank", 0);  // null: queries are projected directly
  if (!c.given("q_lora_rank")) c.size("q_lora_rank");
  a.kv_rank = c.size("kv_lora_rank");
  a.nope_dim = c.size("qk_nope_head_dim");
  a.rope_dim = c.size("qk_rope_head_dim");
  a.value_dim = c.size("v_head_dim");
  a.bias = c.flag("attention_bias", false);
  add_indexer(a, c);
  return a;
}

// Every head has its own keys from the latent, so that num_key_value_heads says nothing.
constexpr std::array<std::string_view, 8> repeated_keys{"head_dim",
                                                        "num_key_value_heads",
                                                        "qk_head_dim",
                                                        "rope_interleave",
                                                        "indexer_rope_interleave",
                                                        "moe_layer_freq",
                                                        "first_k_dense_replace",
                                                        "use_mla"};

Architecture deepseek(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  const Shape s{.hidden = a.hidden, .layers = layer_count(c, f.nested.layers)};
  const std::vector<Mixer> mixers(static_cast<std::size_t>(s.layers), latent(c));
  a.layers = blocks(mixers, feed_forwards(c, f, s), f.residual);
  a.multi_token_prediction = prediction(c, a.layers.back());
  return a;
}

// V3's correction bias came with topk_method = "noaux_tc".
MixtureOfExperts deepseek_v2_experts(const HfConfig& c, const Shape& s) {
  MixtureOfExperts m = deepseek_experts(c, s);
  m.router_correction = c.text("topk_method", "") == "noaux_tc";
  return m;
}

constexpr Family v3(std::string_view model_type) {
  return {.model_type = model_type,
          .build = deepseek,
          .experts = corrected_experts,
          .sparse = sparse_after_first,
          .skipped = repeated_keys};
}

constexpr std::array families{
    Family{.model_type = "deepseek_v2",
           .build = deepseek,
           .experts = deepseek_v2_experts,
           .sparse = sparse_after_first,
           .skipped = repeated_keys},
    v3("deepseek_v3"),
    v3("deepseek_v32"),
    v3("kimi_k2"),
    v3("glm4_moe_lite"),
    v3("glm_moe_dsa"),
};

}  // namespace

std::span<const Family> latent_families() { return families; }

}  // namespace tenfold::io
