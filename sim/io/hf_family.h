// Families of Hugging Face models: one row each says what its configuration leaves unsaid.
// Private to io/.
//
// Source of every default and bias: configuration_*.py and modeling_*.py of transformers, or of the
// model's own repository. A default applies where the key is absent.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "io/hf_config.h"
#include "model/architecture.h"

namespace tenfold::io {

// What a key decides, and what holds where it is absent. Without a key: what always holds.
struct Switch {
  std::string_view key{};
  bool fallback = false;
};
inline constexpr Switch never{}, always{.key = {}, .fallback = true};
bool is_on(const HfConfig&, Switch);

// Where norms stand. pre: before each part. post: after each. sandwich: both. one_norm, two_norms:
// the parts work in parallel on the same or on their own norm of the input.
enum class Residual : std::uint8_t { pre, post, sandwich, one_norm, two_norms };

// Layers that attend to a window: all (period 1), or all but every period-th; none (period 0).
struct Windows {
  Size period = 0;
  Size span = 0;            // where sliding_window is absent; 0: no window then
  bool asks_first = false;  // only if use_sliding_window, from layer max_window_layers on (Qwen)
};

// Layers without positions: none, those without a window, or those that no_rope_layers names.
enum class Unplaced : std::uint8_t { none, outside_windows, listed };

// What a nested configuration leaves out where it equals the class's default.
struct NestedDefaults {
  Size hidden = 0, layers = 0, heads = 0, vocabulary = 0, width = 0;
};

struct Shape {
  Size hidden = 0, layers = 0, heads = 0, kv_heads = 0, head_dim = 0;
};

struct Family;
Architecture stack(const HfConfig&, const Family&);

struct Family {
  std::string_view model_type;
  // Builds the model; the default does so from this row alone.
  Architecture (*build)(const HfConfig&, const Family&) = stack;

  bool tied = false;
  Norm norm = Norm::rms;
  Residual residual = Residual::pre;
  Switch residual_if = always;  // else Residual::pre
  Switch head_bias{};
  bool learned_positions = false;
  NestedDefaults nested{};

  Size kv_heads = 0;  // 0: as many as heads
  Size head_dim = 0;  // 0: hidden / heads
  Switch qkv_bias{}, output_bias{};
  QkNorm qk_norm = QkNorm::none;
  Switch qk_norm_if = always;
  bool qk_norm_bias = false;
  Positions positions = Positions::rotary;
  Windows windows{};
  Unplaced unplaced = Unplaced::none;
  double score_cap = 0, logit_cap = 0;  // of attn_logit_softcapping, final_logit_softcapping

  Size width_over_hidden = 0;  // of the feed-forward part; 0: intermediate_size must say
  bool gated = true;
  Switch feed_forward_bias{};
  MixtureOfExperts (*experts)(const HfConfig&, const Shape&) = nullptr;
  std::vector<bool> (*sparse)(const HfConfig&, Size layers) = nullptr;  // nullptr: every layer
  bool prediction = false;                                              // num_nextn_predict_layers

  std::span<const std::string_view> skipped{};  // further keys that do not change the weights
};

// Steps of stack(), for families that differ in one of them.
Architecture stem(const HfConfig&, const Family&);  // all but the layers
Size layer_count(const HfConfig&, Size nested_fallback);
void check_kv_heads(const HfConfig&, Size kv_heads, Size heads);  // a divisor of heads
Shape shape(const HfConfig&, const Family&);
Attention attention(const HfConfig&, const Family&, const Shape&);  // without a window
std::vector<Mixer> attentions(const HfConfig&, const Family&, const Shape&);
std::vector<Size> placed_layers(const HfConfig&, const Shape&);  // 0 for a layer without positions
DenseFeedForward dense(const HfConfig&, const Family&, const Shape&);
std::vector<FeedForward> feed_forwards(const HfConfig&, const Family&, const Shape&);
Block block(const Mixer&, const FeedForward&, Residual);
std::vector<Block> blocks(const std::vector<Mixer>&, const std::vector<FeedForward>&, Residual);
Residual residual(const HfConfig&, const Family&);
// As many modules as num_nextn_predict_layers says, each like the model's last layer.
std::optional<MultiTokenPrediction> prediction(const HfConfig&, const Block& last);

// Parts that several families have.
MixtureOfExperts checked(const MixtureOfExperts&, const HfConfig&);  // top-k is at most experts
// A list of layers, each below `layers`.
std::vector<Size> layer_numbers(const HfConfig&, std::string_view key, Size layers);
std::vector<bool> sparse_after_first(const HfConfig&, Size layers);
std::vector<bool> sparse_by_step(const HfConfig&, Size layers);
MixtureOfExperts deepseek_experts(const HfConfig&, const Shape&);
MixtureOfExperts corrected_experts(const HfConfig&, const Shape&);  // with a correction bias
MixtureOfExperts qwen_experts(const HfConfig&, const Shape&);
MixtureOfExperts qwen_shared_experts(const HfConfig&, const Shape&);
MixtureOfExperts plain_experts(const HfConfig&, const Shape&);

// The tables, a file each.
std::span<const Family> dense_families();
std::span<const Family> older_families();
std::span<const Family> expert_families();
std::span<const Family> latent_families();
std::span<const Family> hybrid_families();
std::span<const Family> mamba_families();
std::span<const Family> tower_families();

// nullptr where no table has it.
const Family* find_family(std::string_view model_type);
std::vector<const Family*> all_families();

}  // namespace tenfold::io
