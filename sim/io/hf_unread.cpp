// What becomes of the keys that no family has read: harmless, a warning, or a fault.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/hf_config.h"

namespace tenfold::io {
namespace {

using nlohmann::json;

// Keys of transformers that never change the weights, in its versions 4 and 5.
constexpr std::array harmless_keys{
    // what the file is
    "architectures", "auto_map", "model_type", "transformers_version", "dtype", "torch_dtype",
    "quantization_config", "quantization", "compression_config", "tokenizer_class",
    "tokenizer_name", "task_specific_params", "finetuning_task", "name", "prefix", "id2label",
    "label2id", "problem_type", "torchscript", "for_llm_compressor", "unsloth_version",
    "unsloth_fixed", "predict_special_tokens", "pad_key_length", "validate_runner_input", "dropout",
    "ff_factor", "interpolate_factor", "is_decoder", "is_llama_config", "model_max_length",
    "model_name", "library_name", "language", "verbose", "quantize", "license",
    // how it is run
    "use_cache", "use_return_dict", "return_dict", "use_flash_attn", "use_flash_attention",
    "use_flash_attention_2", "flash_attention", "fused_dropout", "use_fused_rmsnorm",
    "use_fused_rope", "use_fused_cross_entropy", "use_dynamic_ntk", "use_logn_attn",
    "use_parallel_embedding", "attn_implementation", "attention_softmax_in_fp32",
    "scale_attention_softmax_in_fp32", "masked_softmax_fusion", "slow_but_exact", "use_bfloat16",
    "tf_legacy_loss", "gradient_checkpointing", "pretraining_tp", "tensor_parallel_degree",
    "tensor_parallel", "tp_parallel_size", "pipeline_parallel_degree", "sep_parallel_degree",
    "fuse_linear", "fuse_rope", "fuse_rms_norm", "fuse_swiglu", "fuse_attention_qkv",
    "fuse_attention_ffn", "fuse_softmax_mask", "recompute", "sequence_parallel",
    "cache_implementation", "chunk_size_feed_forward", "num_logits_to_keep", "logits_to_keep",
    "use_mamba_kernels", "disable_exllama", "compute_dtype", "use_recompute", "seq_length",
    "max_length", "min_length", "n_ctx", "max_sequence_length", "max_context_length",
    "initial_context_length", "hidden_dropout_prob", "batch_size", "max_batch_size",
    // positions that have no weights
    "partial_rotary_factor", "partial_rotary_factors", "position_embedding_type",
    "original_max_position_embeddings", "max_position_embeddings", "n_positions", "max_seq_len",
    "alibi_bias_max", "rotary", "mrope_section", "use_rotary_pos_emb", "attn_temperature_tuning",
    "attn_scale", "floor_scale", "llama_4_scaling", "dual_chunk_attention_config",
    "position_encoding_2d",
    // functions and constants that have no weights
    "hidden_act", "hidden_activation", "mlp_hidden_act", "mamba_hidden_act", "activation_function",
    "activation", "activation_type", "query_pre_attn_scalar", "attn_logit_softcapping",
    "final_logit_softcapping", "logit_scale", "logits_scaling", "scale_attn_weights",
    "scale_attn_by_inverse_layer_idx", "reorder_and_upcast_attn", "clip_qkv", "softmax_scale",
    "scale_emb", "scale_depth", "dim_model_base", "swiglu_limit", "residual_in_fp32",
    "rescale_prenorm_residual", "apply_residual_connection_post_layernorm",
    "apply_query_key_layer_scaling", "norm_type", "normalization_function", "init_method",
    "embedding_multiplier", "residual_multiplier", "attention_multiplier", "attn_output_multiplier",
    "embedding_multiplier_scale", "output_multiplier_scale", "max_attn_value",
    // hints that they hold are not of structure
    "_attn_implementation", "_attn_implementation_autoset", "_attn_implementation_internal",
    "init_div_is_residual", "init_nonlinearity", "output_attentions", "output_hidden_states",
    "output_router_logits", "rope_parameters", "rotary_dim", "rotary_emb_base",
    "rotary_emb_fraction", "rotary_emb_interleaved", "rotary_emb_scale_base",
    "summary_proj_to_labels", "summary_use_proj", "time_step_rank",
    // text generation
    "do_sample", "early_stopping", "num_beams", "num_beam_groups", "num_return_sequences",
    "diversity_penalty", "length_penalty", "repetition_penalty", "encoder_no_repeat_ngram_size",
    "no_repeat_ngram_size", "bad_words_ids", "suppress_tokens", "begin_suppress_tokens",
    "temperature", "top_k", "top_p", "typical_p", "exponential_decay_length_penalty",
    "remove_invalid_values", "return_dict_in_generate"};
// The router's choice, and losses: harmless in a family with experts only.
constexpr std::array harmless_to_experts{"norm_topk_prob",
                                         "scoring_func",
                                         "score_function",
                                         "topk_method",
                                         "n_group",
                                         "topk_group",
                                         "routed_scaling_factor",
                                         "router_scaling_factor",
                                         "router_scale",
                                         "seq_aux",
                                         "aux_loss_alpha",
                                         "ep_size",
                                         "router_dtype",
                                         "z_loss_weight",
                                         "use_aux_loss",
                                         "moe_capacity",
                                         "moe_gate",
                                         "moe_drop_tokens",
                                         "moe_random_routing_dropped_token",
                                         "moe_eval_capacity_factor",
                                         "moe_train_capacity_factor",
                                         "moe_min_capacity",
                                         "moe_token_dropping",
                                         "moe_norm_min",
                                         "moe_router_group_topk",
                                         "norm_expert_weight",
                                         "norm_min",
                                         "router_z_loss_coef",
                                         "moe_dropout_prob",
                                         "moe_group",
                                         "moe_aux_loss_lambda",
                                         "moe_orthogonal_loss_lambda",
                                         "moe_z_loss_lambda",
                                         "moe_use_aux_free_update_coef",
                                         "sinkhorn_2gate",
                                         "sinkhorn_temp",
                                         "enable_expert_tensor_parallelism",
                                         "num_expert_group",
                                         "router_aux_loss_coef",
                                         "router_jitter_noise",
                                         "input_jitter_noise",
                                         "moe_jitter_eps",
                                         "moe_loss_weight",
                                         "expert_capacity",
                                         "capacity_factor",
                                         "normalize_topk_prob"};
// Keys whose reader may not have been reached, for a fault elsewhere.
constexpr std::array expert_keys{"num_experts",
                                 "num_experts_per_tok",
                                 "n_shared_experts",
                                 "moe_intermediate_size",
                                 "shared_expert_intermediate_size",
                                 "moe_shared_expert_intermediate_size",
                                 "shared_intermediate_size",
                                 "first_k_dense_replace",
                                 "moe_layer_freq"};
// Of keys that hold no hint.
constexpr std::array harmless_beginnings{"_",          "rope_",        "rotary_",    "summary_",
                                         "init_",      "initializer_", "torch_",     "output_",
                                         "tokenizer_", "transformers", "time_step_", "onnx_"};
// Of keys that hold no hint of more than one layer's insides: layer_norm_eps, attn_pdrop.
constexpr std::array harmless_endings{"_token_id",  "_token_ids",         "_token_index",
                                      "_token",     "_tokens_list",       "_dropout",
                                      "_pdrop",     "layerdrop",          "_eps",
                                      "_epsilon",   "_loss_coef",         "_loss_weight",
                                      "_aux_coef",  "_jitter_noise",      "_jitter_eps",
                                      "_std",       "_initializer_range", "_rope_theta",
                                      "_rope_freq", "_rope_base_freq",    "_base_freq",
                                      "_theta",     "_dropout_prob"};

// Parts of names, in small letters, that speak of experts, windows, latent attention and the like,
// whatever the name begins or ends with.
constexpr std::array strong_hints{
    "expert",     "moe",        "routed",        "router", "topk",   "group",     "shared",
    "window",     "sliding",    "lora",          "latent", "mla",    "ssm",       "mamba",
    "mtp",        "nextn",      "n_future",      "medusa", "loops",  "recurrent", "num_key",
    "key_values", "hash_table", "dense_replace", "engram", "ngram",  "_kv",       "kv_",
    "num_layer",  "num_head",   "_size",         "_width", "index_", "indexer",   "compress",
    "adapter",    "draft",      "expand",        "sparse", "chunk",  "interleave"};
// Parts that speak of structure, and of none where the ending says a constant.
constexpr std::array hints{
    "expert",  "moe",      "window",    "sliding", "lora",     "latent",   "mla",        "shared",
    "conv",    "ssm",      "mamba",     "state",   "linear",   "mtp",      "nextn",      "layer",
    "head",    "hidden",   "dim",       "size",    "bias",     "norm",     "gate",       "sink",
    "vision",  "audio",    "rank",      "proj",    "block",    "chunk",    "interleave", "ffn",
    "mlp",     "attn",     "attention", "tie",     "embed",    "kv_",      "_kv",        "index_",
    "indexer", "expand",   "width",     "depth",   "vocab",    "cross",    "inner",      "ngram",
    "engram",  "compress", "adapter",   "memory",  "residual", "parallel", "speech",     "image",
    "video",   "draft",    "merge",     "patch",   "sparse",   "positions"};

template <class List>
bool is_in(const List& list, std::string_view key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

// NUM_Experts and numExperts hint at what num_experts does.
std::string small_letters(std::string_view key) {
  std::string small(key);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

template <class List>
bool holds(const List& parts, std::string_view key) {
  const std::string small = small_letters(key);
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return small.find(part) != std::string::npos; });
}

// The name as a whole, else its beginning or ending where no hint in it says more.
bool is_harmless(std::string_view key, bool experts) {
  if (is_in(harmless_keys, key) || (experts && is_in(harmless_to_experts, key))) return true;
  if (holds(strong_hints, key)) return false;
  if (std::any_of(harmless_endings.begin(), harmless_endings.end(),
                  [&](std::string_view part) { return key.ends_with(part); }))
    return true;
  return !holds(hints, key) &&
         std::any_of(harmless_beginnings.begin(), harmless_beginnings.end(),
                     [&](std::string_view part) { return key.starts_with(part); });
}

// null, false, 0, "", [] and {} switch nothing on.
bool says_nothing(const json& value) {
  if (value.is_null()) return true;
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_number()) return value.get<double>() == 0;
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.empty();
}

bool hints_at_structure(std::string_view key, const json& value, bool experts) {
  if (is_harmless(key, experts) || says_nothing(value)) return false;
  if (holds(strong_hints, key) || holds(hints, key)) return true;
  if (!value.is_object()) return false;
  for (const auto& [inner, v] : value.items())
    if (hints_at_structure(inner, v, experts)) return true;
  return false;
}

// max_window_layers says nothing where no layer has a window.
bool speaks_of_no_window(const json& object, std::string_view key) {
  const auto off = [&](const char* name, bool absent) {
    const auto found = object.find(name);
    return found == object.end() ? absent : says_nothing(*found);
  };
  return key == "max_window_layers" &&
         (off("use_sliding_window", false) || off("sliding_window", true));
}

bool is_expert_key(std::string_view key) {
  return std::any_of(expert_keys.begin(), expert_keys.end(),
                     [&](std::string_view known) { return is_in(spellings(known), key); });
}

const json& object_at(const json& root, const std::string& path) {
  const json* object = &root;
  for (std::size_t i = 0; i < path.size();) {
    const std::size_t dot = std::min(path.find('.', i), path.size());
    const auto inner = object->find(path.substr(i, dot - i));
    if (inner == object->end() || !inner->is_object()) {
      static const json empty = json::object();
      return empty;
    }
    object = &*inner;
    i = dot + 1;
  }
  return *object;
}

}  // namespace

void check_unread(HfFile& file, bool experts) {
  const bool faulty = !file.faults.empty();
  for (const std::string& prefix : file.entered) {
    const json& object = object_at(file.json.root, prefix);
    for (const auto& [key, value] : object.items()) {
      const std::string path = prefix.empty() ? key : fmt::format("{}.{}", prefix, key);
      if (file.used.count(path) > 0 || is_harmless(key, experts) || says_nothing(value) ||
          speaks_of_no_window(object, key) || (faulty && experts && is_expert_key(key)))
        continue;
      const auto at = file.json.positions.find(path);
      const TextPosition place = at == file.json.positions.end() ? TextPosition{} : at->second;
      if (hints_at_structure(key, value, experts))
        file.faults.push_back(
            {file.path, place.line, place.column,
             fmt::format("'{}' hints at structure and is not understood for model_type '{}': "
                         "remove it if it does not change the weights",
                         path, file.model_type)});
      else
        file.warnings.push_back(
            {file.path, place.line, place.column,
             fmt::format("'{}' is not known for model_type '{}': taken to change no weights", path,
                         file.model_type)});
    }
  }
}

}  // namespace tenfold::io
