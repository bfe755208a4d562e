// Families with a vision tower: a nested text_config and vision_config.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/hf_family.h"

namespace tenfold::io {
namespace {

// The text model of a nested configuration, built as its own family. A file without text_config
// is the text model alone.
Architecture text_model(const HfConfig& c, std::string_view default_family) {
  const HfConfig inner = c.has("text_config") ? c.inside("text_config") : c;
  std::string name = inner.text("model_type", std::string(default_family));
  if (name == c.model_type()) name = default_family;
  if (const Family* family = find_family(name)) return family->build(inner, *family);
  inner.fault("model_type", fmt::format("'text_config.model_type' is '{}': not understood", name));
  return {};
}

// Encoder layers: bidirectional attention with biases, and a part of two matrices with biases.
struct Encoder {
  Size layers = 0, hidden = 0, heads = 0, width = 0;
};
void check_heads(const HfConfig& v, const Encoder& e) {
  if (e.hidden % e.heads != 0)
    v.fault("num_attention_heads",
            fmt::format("'num_attention_heads' is {}: needs to divide hidden_size, {}", e.heads,
                        e.hidden));
}
std::vector<Block> encoder_layers(const Encoder& e, Positions positions) {
  Attention attention{.heads = e.heads, .kv_heads = e.heads};
  attention.head_dim = std::max<Size>(1, e.hidden / e.heads);
  attention.mask = MaskKind::bidirectional;
  attention.positions = positions;
  attention.qkv_bias = attention.output_bias = true;
  const DenseFeedForward part{
      .width = e.width, .gated = false, .input_bias = true, .output_bias = true};
  return std::vector<Block>(static_cast<std::size_t>(e.layers),
                            block(attention, part, Residual::pre));
}

Size patches_a_side(const HfConfig& v, Size image, Size patch) {
  if (image < patch)
    v.fault("patch_size", fmt::format("'patch_size' is {}: needs to be at most "
                                      "image_size, {}",
                                      patch, image));
  return std::max<Size>(1, image / patch);
}

Size square(Size n) { return n * n; }

// A number whose square still fits with others in a Size: of channels, of pixels a patch's side.
Size small(const HfConfig& v, const char* key, Size fallback) {
  constexpr Size most = 10'000;
  const Size size = v.size(key, fallback);
  if (size > most) v.fault(key, fmt::format("'{}' is {}: needs to be at most {}", key, size, most));
  return std::min(size, most);
}

// --- Llama 4 ------------------------------------------------------------------------------------

MixtureOfExperts llama4_experts(const HfConfig& c, const Shape&) {
  const Size width = c.core("intermediate_size", 8192);
  return {.experts = c.size("num_experts", 16),
          .top_k = c.size("num_experts_per_tok", 1),
          .width = width,
          .shared = 1,
          .shared_width = width};
}

std::vector<bool> llama4_sparse(const HfConfig& c, Size layers) {
  const Size step = c.size("interleave_moe_layer_step", 1);
  std::vector<bool> sparse(static_cast<std::size_t>(layers), false);
  if (c.is_list("moe_layers"))
    for (const Size i : layer_numbers(c, "moe_layers", layers))
      sparse[static_cast<std::size_t>(i)] = true;
  if (!c.is_list("moe_layers"))
    for (Size i = step - 1; i < layers; i += step) sparse[static_cast<std::size_t>(i)] = true;
  return sparse;
}

// Layers with positions attend in chunks; their queries and keys have a norm without weights.
std::vector<Mixer> llama4_mixers(const HfConfig& c, const Family& f, const Shape& s) {
  Attention local = attention(c, f, s), global = local;
  const Size chunk = c.given("attention_chunk_size") ? c.count("attention_chunk_size", 0) : 8192;
  if (chunk > 0) local.mask = MaskKind::chunked;
  local.span = chunk;
  if (c.flag("use_qk_norm", true)) local.qk_norm = QkNorm::unit;
  global.positions = Positions::none;
  c.skip({"layer_types"});  // chunked where no_rope_layers tells positions
  std::vector<Mixer> mixers;
  for (const Size told : placed_layers(c, s)) mixers.emplace_back(told != 0 ? local : global);
  return mixers;
}

Architecture llama4_text(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  std::vector<FeedForward> parts = feed_forwards(c, f, s);
  const DenseFeedForward dense{.width = c.size("intermediate_size_mlp", 16384)};
  for (FeedForward& part : parts)
    if (std::holds_alternative<DenseFeedForward>(part)) part = dense;
  a.layers = blocks(llama4_mixers(c, f, s), parts, f.residual);
  return a;
}

// Pixels of `merge` patches are shuffled into one token, then pass an adapter of two layers.
Tower llama4_tower(const HfConfig& v, Size model_width) {
  const Size hidden = v.size("hidden_size", 768), patch = small(v, "patch_size", 14);
  const Encoder e{layer_count(v, 34), hidden, v.size("num_attention_heads", 16),
                  v.size("intermediate_size", 5632)};
  check_heads(v, e);
  const Size positions = square(patches_a_side(v, v.size("image_size", 448), patch));
  const double ratio = v.number("pixel_shuffle_ratio", 0.5);
  const Size inner = v.size("projector_input_dim", 4096),
             out = v.size("projector_output_dim", 4096);
  const bool bias = v.flag("multi_modal_projector_bias", false);
  v.skip({"vision_feature_layer", "vision_feature_select_strategy", "projector_dropout"});
  return {
      .name = "vision",
      .hidden = hidden,
      .patch_elements = small(v, "num_channels", 3) * square(patch),
      .positions = positions,
      .class_token = true,
      .learned_positions = positions + 1,
      .input_norm = true,
      .merge = ratio > 0 && ratio <= 1 ? static_cast<Size>(1 / (ratio * ratio)) : 1,
      .layers = encoder_layers(e, Positions::rotary),
      .projector = {
          {e.width, inner}, {out, out}, {v.size("vision_output_dim", 7680), model_width, bias}}};
}

Architecture llama4(const HfConfig& c, const Family&) {
  Architecture a = text_model(c, "llama4_text");
  if (c.has("vision_config")) a.towers.push_back(llama4_tower(c.inside("vision_config"), a.hidden));
  return a;
}

// --- Gemma 3 ------------------------------------------------------------------------------------

// SigLIP without its pooling head. Patches are averaged to mm_tokens_per_image tokens.
Tower siglip_tower(const HfConfig& c, Size model_width) {
  const HfConfig v = c.inside("vision_config");
  const Size hidden = v.size("hidden_size", 768), patch = small(v, "patch_size", 16);
  const Encoder e{layer_count(v, 12), hidden, v.size("num_attention_heads", 12),
                  v.size("intermediate_size", 3072)};
  check_heads(v, e);
  const Size positions = square(patches_a_side(v, v.size("image_size", 224), patch));
  if (v.flag("vision_use_head", false))
    v.fault("vision_use_head", "'vision_use_head' is true: its pooling head is not modelled");
  const Size tokens = c.size("mm_tokens_per_image", 256);
  c.skip({"image_seq_length"});
  return {.name = "vision",
          .hidden = hidden,
          .patch_elements = small(v, "num_channels", 3) * square(patch),
          .patch_bias = true,
          .positions = positions,
          .learned_positions = positions,
          .merge = std::max<Size>(1, positions / tokens),
          .layers = encoder_layers(e, Positions::learned),
          .projector = {{hidden, model_width}},
          .projector_norm = hidden};
}

Architecture gemma3(const HfConfig& c, const Family&) {
  Architecture a = text_model(c, "gemma3_text");
  if (c.has("vision_config")) a.towers.push_back(siglip_tower(c, a.hidden));
  return a;
}

// --- Mistral 3 ----------------------------------------------------------------------------------

// Pixtral: a Llama-like encoder without biases; a merger of square patches before two linear
// layers.
Tower pixtral_tower(const HfConfig& c, Size model_width) {
  const HfConfig v = c.inside("vision_config");
  const Size hidden = v.size("hidden_size", 1024), heads = v.size("num_attention_heads", 16);
  const Size patch = small(v, "patch_size", 16), merge = small(c, "spatial_merge_size", 2);
  Attention attention{.heads = heads, .kv_heads = heads};
  attention.head_dim = v.size("head_dim", std::max<Size>(1, hidden / heads));
  attention.mask = MaskKind::bidirectional;
  const DenseFeedForward part{.width = v.size("intermediate_size", 4096)};
  const bool bias = c.flag("multimodal_projector_bias", false);
  c.skip({"projector_hidden_act", "vision_feature_layer"});
  return {.name = "vision",
          .hidden = hidden,
          .patch_elements = small(v, "num_channels", 3) * square(patch),
          .positions = square(patches_a_side(v, v.size("image_size", 1024), patch)),
          .norm = Norm::rms,
          .input_norm = true,
          .output_norm = false,
          .merge = square(merge),
          .layers = std::vector<Block>(static_cast<std::size_t>(layer_count(v, 24)),
                                       block(attention, part, Residual::pre)),
          .projector = {{hidden * square(merge), hidden},
                        {hidden, model_width, bias},
                        {model_width, model_width, bias}},
          .projector_norm = hidden};
}

Architecture mistral3(const HfConfig& c, const Family&) {
  Architecture a = text_model(c, "mistral");
  if (c.has("vision_config")) a.towers.push_back(pixtral_tower(c, a.hidden));
  return a;
}

constexpr std::array families{
    Family{.model_type = "llama4", .build = llama4},
    Family{.model_type = "llama4_text",
           .build = llama4_text,
           .nested = {5120, 48, 40, 202048, 8192},
           .kv_heads = 8,
           .head_dim = 128,
           .qkv_bias = {"attention_bias", false},
           .output_bias = {"attention_bias", false},
           .experts = llama4_experts,
           .sparse = llama4_sparse},
    Family{.model_type = "gemma3", .build = gemma3},
    Family{.model_type = "mistral3", .build = mistral3},
};

}  // namespace

std::span<const Family> tower_families() { return families; }

}  // namespace tenfold::io
