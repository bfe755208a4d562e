// The model's shape, in the keys that Megatron-LM and Megatron-Bridge share.
#include <fmt/format.h>

#include <algorithm>

#include "io/export_core.h"

namespace tenfold::io {
namespace {

void add_grouped(CoreGroup& g, const Attention& m) {
  on(g, "--group-query-attention", "", m.kv_heads != m.heads);
  if (m.kv_heads != m.heads) set(g, "--num-query-groups", "", m.kv_heads);
  set(g, "", "model.num_query_groups", m.kv_heads);
  set(g, "--kv-channels", "model.kv_channels", m.head_dim);
  const bool head_norm = m.qk_norm == QkNorm::head || m.qk_norm == QkNorm::full;
  on(g, "--qk-layernorm", "model.qk_layernorm", head_norm);
  on(g, "--qk-l2-norm", "model.qk_l2_norm", m.qk_norm == QkNorm::unit);
  if (m.sinks) set(g, "--softmax-type", "model.softmax_type", "learnable");
}

// Both latents have a norm, which Megatron Core ties to this switch.
void add_latent(CoreGroup& g, const LatentAttention& m) {
  on(g, "--multi-latent-attention", "model.multi_latent_attention", true);
  if (m.query_rank > 0) set(g, "--q-lora-rank", "model.q_lora_rank", m.query_rank);
  set(g, "--kv-lora-rank", "model.kv_lora_rank", m.kv_rank);
  set(g, "--qk-head-dim", "model.qk_head_dim", m.nope_dim);
  set(g, "--qk-pos-emb-head-dim", "model.qk_pos_emb_head_dim", m.rope_dim);
  set(g, "--v-head-dim", "model.v_head_dim", m.value_dim);
  on(g, "--qk-layernorm", "model.qk_layernorm", true);
}

// Layers that look back a window, where others see everything.
void add_window(CoreGroup& g, const Architecture& a, const DecoderShape& s) {
  const auto windowed = std::find(s.has_window.begin(), s.has_window.end(), true);
  if (windowed == s.has_window.end()) return;
  const auto layer = static_cast<std::size_t>(windowed - s.has_window.begin());
  const Size back = std::get<Attention>(a.layers[layer].mixer).span - 1;
  set(g, "--window-size", "model.window_size", fmt::format("{},0", back),
      fmt::format("[{}, 0]", back));
  if (std::find(s.has_window.begin(), s.has_window.end(), false) != s.has_window.end())
    set(g, "--window-attn-skip-freq", "model.window_attn_skip_freq",
        '"' + run_lengths(s.has_window) + '"', yaml_list(s.has_window));
}

std::string_view position_kind(const Architecture& a, const DecoderShape& s) {
  if (a.learned_positions > 0) return "learned_absolute";
  if (s.rotary) return "rope";
  return s.attention && s.attention->positions == Positions::relative ? "relative" : "none";
}

void add_positions(CoreGroup& g, const ExportInput& in, const DecoderShape& s) {
  const std::string_view kind = position_kind(in.model, s);
  set(g, "--seq-length", "model.seq_length", in.sequence_length);
  set(g, "", "dataset.sequence_length", in.sequence_length);
  set(g, "--max-position-embeddings", "", std::max(in.sequence_length, in.model.learned_positions));
  set(g, "--position-embedding-type", "model.position_embedding_type", kind);
  std::vector<bool> without = s.has_rotary;
  without.flip();
  if (kind == "rope" && std::find(without.begin(), without.end(), true) != without.end())
    set(g, "--no-rope-freq", "model.no_rope_freq", '"' + run_lengths(without) + '"',
        yaml_list(without));
}

void add_biases(CoreGroup& g, CoreSettings& out, const DecoderShape& s) {
  const bool qkv = s.attention && s.attention->qkv_bias;
  const bool output = s.attention ? s.attention->output_bias : s.latent && s.latent->bias;
  const bool forward = s.dense ? s.dense->input_bias : s.experts && s.experts->expert_bias;
  const bool all = forward && output;
  if (!all && (forward || output))
    out.not_expressed.emplace_back(
        "biases of attention's output or of the feed-forward alone: linear layers have a bias all "
        "or none; none stands but queries', keys' and values'");
  off(g, "--disable-bias-linear", "model.add_bias_linear", all);
  if (!all) {  // models with biases keep the framework's dropout: see hardware/framework.h
    set(g, "--attention-dropout", "model.attention_dropout", "0.0");
    set(g, "--hidden-dropout", "model.hidden_dropout", "0.0");
  }
  on(g, "--add-qkv-bias", "model.add_qkv_bias", qkv);
}

void add_router(CoreGroup& g, const MixtureOfExperts& m) {
  set(g, "--moe-router-topk", "model.moe_router_topk", m.top_k);
  if (m.kept_groups < m.groups) {
    set(g, "--moe-router-num-groups", "model.moe_router_num_groups", m.groups);
    set(g, "--moe-router-group-topk", "model.moe_router_group_topk", m.kept_groups);
  }
  if (!m.router_correction) return;
  // The correction bias is taken with sigmoid scores alone.
  set(g, "--moe-router-score-function", "model.moe_router_score_function", "sigmoid");
  on(g, "--moe-router-enable-expert-bias", "model.moe_router_enable_expert_bias", true);
}

void add_experts(CoreSettings& out, const ExportInput& in, const DecoderShape& s) {
  const MixtureOfExperts& m = *s.experts;
  const ParallelPlan& p = in.plan;
  CoreGroup g{"Experts", {}};
  set(g, "--num-experts", "model.num_moe_experts", m.experts);
  if (s.dense)
    set(g, "--moe-layer-freq", "model.moe_layer_freq", '"' + run_lengths(s.has_experts) + '"',
        yaml_list(s.has_experts));
  set(g, "--moe-ffn-hidden-size", "model.moe_ffn_hidden_size", m.width);
  if (m.shared > 0)
    set(g, "--moe-shared-expert-intermediate-size", "model.moe_shared_expert_intermediate_size",
        m.shared * m.shared_width);
  add_router(g, m);
  set(g, "--expert-model-parallel-size", "model.expert_model_parallel_size", p.expert);
  set(g, "--expert-tensor-parallel-size", "model.expert_tensor_parallel_size", expert_tensor(p));
  set(g, "--moe-token-dispatcher-type", "model.moe_token_dispatcher_type",
      p.expert > 1 ? "alltoall" : "allgather");
  const bool half = p.format != NumberFormat::fp32 && p.format != NumberFormat::tf32 &&
                    p.format != NumberFormat::fp16;
  on(g, "--moe-grouped-gemm", "model.moe_grouped_gemm", half);  // written for bf16
  on(g, "--moe-router-force-load-balancing", "model.moe_router_force_load_balancing",
     p.balanced_experts);
  out.groups.push_back(std::move(g));
}

void add_attention(CoreGroup& g, const ExportInput& in, const DecoderShape& s) {
  if (s.latent && !s.attention) {
    set(g, "--num-attention-heads", "model.num_attention_heads", s.latent->heads);
    add_latent(g, *s.latent);
  } else if (s.attention) {
    set(g, "--num-attention-heads", "model.num_attention_heads", s.attention->heads);
    add_grouped(g, *s.attention);
  }
  add_window(g, in.model, s);
  add_positions(g, in, s);
}

// Padded as Megatron-LM does, to 128 rows a rank, where the ranks do not divide it.
void add_vocabulary(CoreGroup& g, CoreSettings& out, const ExportInput& in) {
  const Size rows = in.model.vocabulary, block = 128 * in.plan.tensor;
  const Size padded = rows % in.plan.tensor == 0 ? rows : (rows + block - 1) / block * block;
  set(g, "--padded-vocab-size", "model.vocab_size", padded);
  if (padded != rows)
    out.not_expressed.emplace_back(
        fmt::format("vocabulary {}: {} tensor ranks do not divide it; {} rows stand", rows,
                    in.plan.tensor, padded));
}

}  // namespace

void add_core_model(CoreSettings& out, const ExportInput& in) {
  const Architecture& a = in.model;
  const DecoderShape s = decoder_shape(a);
  CoreGroup g{"Model", {}};
  set(g, "--num-layers", "model.num_layers", static_cast<Size>(a.layers.size()));
  set(g, "--hidden-size", "model.hidden_size", a.hidden);
  const Size width = s.dense ? s.dense->width : s.experts ? s.experts->width : 0;
  if (width > 0) set(g, "--ffn-hidden-size", "model.ffn_hidden_size", width);
  add_attention(g, in, s);
  add_vocabulary(g, out, in);
  set(g, "--normalization", "model.normalization", a.norm == Norm::rms ? "RMSNorm" : "LayerNorm");
  const bool gated = s.dense ? s.dense->gated : s.experts && s.experts->gated;
  on(g, "--swiglu", "model.gated_linear_unit", gated);
  if (!gated)
    out.not_expressed.emplace_back(
        "activation function: models of ours do not tell it; GELU stands");
  add_biases(g, out, s);
  off(g, "--untie-embeddings-and-output-weights", "model.share_embeddings_and_output_weights",
      a.tied_embeddings);
  if (a.multi_token_prediction && a.multi_token_prediction->modules > 0)
    set(g, "--mtp-num-layers", "model.mtp_num_layers", a.multi_token_prediction->modules);
  out.groups.push_back(std::move(g));
  if (s.experts) add_experts(out, in, s);
  for (std::string& gap : core_model_gaps(in)) out.not_expressed.emplace_back(std::move(gap));
}

}  // namespace tenfold::io
