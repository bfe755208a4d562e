// The kinds of layer that a model is made of, each as the paper or the released code states it.
//
// A Block is one residual step pair: a sequence mixer (attention or a recurrence), then a
// feed-forward part; either may be absent (Nemotron-H's layers have one of them). All widths are
// numbers of elements. Norm weights are counted where they exist: see Norm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/fields.h"
#include "base/names.h"

namespace tenfold {

using Size = std::int64_t;

// rms: a weight. layer: weight and bias. layer-no-bias: a weight. unit: no parameters.
enum class Norm : std::uint8_t { rms, layer, layer_no_bias, unit };
template <>
inline constexpr std::array enum_names<Norm>{std::string_view("rms"), std::string_view("layer"),
                                             std::string_view("layer-no-bias"),
                                             std::string_view("unit")};

// Which earlier positions a query sees. `span` below is the window (sliding: itself and the
// span - 1 before it), the chunk (chunked: those of its own chunk) or the number of keys that an
// indexer picks (sparse: at most span of those before it).
enum class MaskKind : std::uint8_t { causal, sliding, chunked, sparse, bidirectional };
template <>
inline constexpr std::array enum_names<MaskKind>{
    std::string_view("causal"), std::string_view("sliding"), std::string_view("chunked"),
    std::string_view("sparse"), std::string_view("bidirectional")};

enum class Positions : std::uint8_t { none, rotary, alibi, learned, relative };
template <>
inline constexpr std::array enum_names<Positions>{
    std::string_view("none"), std::string_view("rotary"), std::string_view("alibi"),
    std::string_view("learned"), std::string_view("relative")};

// Norm of queries and keys: `unit` has no weights, `head` one head's width shared by all heads,
// `full` the width of all heads together.
enum class QkNorm : std::uint8_t { none, unit, head, full };
template <>
inline constexpr std::array enum_names<QkNorm>{std::string_view("none"), std::string_view("unit"),
                                               std::string_view("head"), std::string_view("full")};

// A sigmoid gate on attention's output, from the layer's input: one value a head, or one an
// element.
enum class OutputGate : std::uint8_t { none, head, element };
template <>
inline constexpr std::array enum_names<OutputGate>{
    std::string_view("none"), std::string_view("head"), std::string_view("element")};

// Multi-head, grouped-query and multi-query attention.
struct Attention {
  Size heads = 0, kv_heads = 0, head_dim = 0;
  MaskKind mask = MaskKind::causal;
  Size span = 0;
  Positions positions = Positions::rotary;
  QkNorm qk_norm = QkNorm::none;
  bool qk_norm_bias = false;
  bool qkv_bias = false, output_bias = false;
  bool key_bias = true;  // false: qkv_bias is of queries and values only (Whisper)
  OutputGate output_gate = OutputGate::none;
  bool sinks = false;  // a learned logit a head that every query may attend to
  double soft_cap = 0;
};
template <>
struct Fields<Attention> {
  static constexpr std::tuple table{
      Field{"heads", &Attention::heads, "query heads", positive},
      Field{"kv_heads", &Attention::kv_heads, "key and value heads; divides heads", positive},
      Field{"head_dim", &Attention::head_dim, "width of a head", positive},
      Field{"mask", &Attention::mask, "which earlier positions a query sees", optional},
      Field{"span", &Attention::span, "window, chunk or picked keys of the mask",
            optional_positive},
      Field{"positions", &Attention::positions, "how a position is told", optional},
      Field{"qk_norm", &Attention::qk_norm, "norm of queries and keys", optional},
      Field{"qk_norm_bias", &Attention::qk_norm_bias, "that norm has a bias", optional},
      Field{"qkv_bias", &Attention::qkv_bias, "biases of the query, key, value projections",
            optional},
      Field{"key_bias", &Attention::key_bias, "whether qkv_bias includes the keys", optional},
      Field{"output_bias", &Attention::output_bias, "bias of the output projection", optional},
      Field{"output_gate", &Attention::output_gate, "gate on the output", optional},
      Field{"sinks", &Attention::sinks, "a learned sink logit a head", optional},
      Field{"soft_cap", &Attention::soft_cap, "tanh cap of the scores; 0 for none", optional},
  };
};

// The part of sparse attention that picks the keys (DeepSeek Sparse Attention).
struct Indexer {
  Size heads = 0, head_dim = 0;
};
template <>
struct Fields<Indexer> {
  static constexpr std::tuple table{
      Field{"heads", &Indexer::heads, "index heads", positive},
      Field{"head_dim", &Indexer::head_dim, "width of an index head", positive},
  };
};

// Multi-head latent attention. Source: DeepSeek-V2, arXiv:2405.04434, section 2.1.
struct LatentAttention {
  Size heads = 0;
  Size query_rank = 0;  // 0: queries are projected directly
  Size kv_rank = 0;
  Size nope_dim = 0, rope_dim = 0, value_dim = 0;
  MaskKind mask = MaskKind::causal;
  Size span = 0;
  bool bias = false;  // of the down projections and the output
  std::optional<Indexer> indexer;
};
template <>
struct Fields<LatentAttention> {
  static constexpr std::tuple table{
      Field{"heads", &LatentAttention::heads, "query heads", positive},
      Field{"query_rank", &LatentAttention::query_rank, "rank of the query's latent; 0 for none",
            optional},
      Field{"kv_rank", &LatentAttention::kv_rank, "rank of the latent of keys and values",
            positive},
      Field{"nope_dim", &LatentAttention::nope_dim, "width of a head without positions", positive},
      Field{"rope_dim", &LatentAttention::rope_dim, "width of a head with rotary positions",
            positive},
      Field{"value_dim", &LatentAttention::value_dim, "width of a value head", positive},
      Field{"mask", &LatentAttention::mask, "which earlier positions a query sees", optional},
      Field{"span", &LatentAttention::span, "window, chunk or picked keys of the mask",
            optional_positive},
      Field{"bias", &LatentAttention::bias, "biases of the projections", optional},
      Field{"indexer", &LatentAttention::indexer, "what picks the keys of a sparse mask", optional},
  };
};

// Mamba-2. Source: Dao and Gu 2024, arXiv:2405.21060; weights as in its released code.
struct Mamba2 {
  Size heads = 0, head_dim = 0, state = 0, groups = 1;
  Size conv_kernel = 4;
  bool conv_bias = true, projection_bias = false;
};
template <>
struct Fields<Mamba2> {
  static constexpr std::tuple table{
      Field{"heads", &Mamba2::heads, "heads", positive},
      Field{"head_dim", &Mamba2::head_dim, "width of a head", positive},
      Field{"state", &Mamba2::state, "state size of a head's channel", positive},
      Field{"groups", &Mamba2::groups, "groups that share B and C", optional_positive},
      Field{"conv_kernel", &Mamba2::conv_kernel, "taps of the short convolution",
            optional_positive},
      Field{"conv_bias", &Mamba2::conv_bias, "bias of the convolution", optional},
      Field{"projection_bias", &Mamba2::projection_bias, "biases of the projections", optional},
  };
};

// Gated DeltaNet. Source: Yang et al. 2024, arXiv:2412.06464; weights as Qwen3-Next releases them.
struct GatedDeltaNet {
  Size key_heads = 0, key_dim = 0, value_heads = 0, value_dim = 0;
  Size conv_kernel = 4;
};
template <>
struct Fields<GatedDeltaNet> {
  static constexpr std::tuple table{
      Field{"key_heads", &GatedDeltaNet::key_heads, "query and key heads", positive},
      Field{"key_dim", &GatedDeltaNet::key_dim, "width of a key head", positive},
      Field{"value_heads", &GatedDeltaNet::value_heads, "value heads; a multiple of key_heads",
            positive},
      Field{"value_dim", &GatedDeltaNet::value_dim, "width of a value head", positive},
      Field{"conv_kernel", &GatedDeltaNet::conv_kernel, "taps of the short convolution",
            optional_positive},
  };
};

// Lightning attention: linear attention with a decay, an output norm and an output gate.
// Source: MiniMax-01, arXiv:2501.08313, section 2.2.
struct LightningAttention {
  Size heads = 0, head_dim = 0;
};
template <>
struct Fields<LightningAttention> {
  static constexpr std::tuple table{
      Field{"heads", &LightningAttention::heads, "heads", positive},
      Field{"head_dim", &LightningAttention::head_dim, "width of a head", positive},
  };
};

using Mixer = std::variant<std::monostate, Attention, LatentAttention, Mamba2, GatedDeltaNet,
                           LightningAttention>;

// gated: three matrices (SwiGLU, GeGLU); else two.
struct DenseFeedForward {
  Size width = 0;
  bool gated = true;
  bool input_bias = false, output_bias = false;
};
template <>
struct Fields<DenseFeedForward> {
  static constexpr std::tuple table{
      Field{"width", &DenseFeedForward::width, "inner width", positive},
      Field{"gated", &DenseFeedForward::gated, "a gate beside the up projection", optional},
      Field{"input_bias", &DenseFeedForward::input_bias, "bias of up and gate", optional},
      Field{"output_bias", &DenseFeedForward::output_bias, "bias of the down projection", optional},
  };
};

// A mixture of experts with top-k routing. `shared` experts of width `shared_width` see every
// token. `latent_width` above zero: tokens are projected to it before the routed experts and back
// after them (LatentMoE). `residual_width` above zero: a dense feed-forward part of that width
// stands in parallel (Arctic), with its own norm.
struct MixtureOfExperts {
  Size experts = 0, top_k = 0, width = 0;
  // A token's experts lie in kept_groups of the groups that the experts are cut into.
  Size groups = 1, kept_groups = 1;
  bool gated = true;
  bool expert_bias = false;
  bool router_bias = false;        // a bias of the router's logits
  bool router_correction = false;  // a bias for the choice of experts only, not trained by gradient
  Size shared = 0, shared_width = 0;
  bool shared_gate = false;  // a sigmoid gate on the shared experts (Qwen2-MoE): hidden weights
  Size latent_width = 0;
  Size residual_width = 0;
};
template <>
struct Fields<MixtureOfExperts> {
  static constexpr std::tuple table{
      Field{"experts", &MixtureOfExperts::experts, "routed experts", positive},
      Field{"top_k", &MixtureOfExperts::top_k, "routed experts a token visits", positive},
      Field{"width", &MixtureOfExperts::width, "inner width of a routed expert", positive},
      Field{"groups", &MixtureOfExperts::groups, "groups that the experts are cut into",
            optional_positive},
      Field{"kept_groups", &MixtureOfExperts::kept_groups,
            "groups that a token's experts may lie in", optional_positive},
      Field{"gated", &MixtureOfExperts::gated, "experts have a gate", optional},
      Field{"expert_bias", &MixtureOfExperts::expert_bias, "biases of the experts", optional},
      Field{"router_bias", &MixtureOfExperts::router_bias, "bias of the router", optional},
      Field{"router_correction", &MixtureOfExperts::router_correction,
            "a correction bias an expert for the choice only", optional},
      Field{"shared", &MixtureOfExperts::shared, "shared experts", optional},
      Field{"shared_width", &MixtureOfExperts::shared_width, "inner width of a shared expert",
            optional_positive},
      Field{"shared_gate", &MixtureOfExperts::shared_gate, "a gate on the shared experts",
            optional},
      Field{"latent_width", &MixtureOfExperts::latent_width,
            "width that tokens are projected to for the routed experts; 0 for none", optional},
      Field{"residual_width", &MixtureOfExperts::residual_width,
            "inner width of a dense part in parallel; 0 for none", optional},
  };
};

using FeedForward = std::variant<std::monostate, DenseFeedForward, MixtureOfExperts>;

// Which norms of the model's width a block has. `parallel`: both parts read the block's input and
// add to it together (Falcon, PaLM, Cohere, GPT-NeoX).
struct Block {
  std::string name;
  Mixer mixer;
  FeedForward feed_forward;
  bool parallel = false;
  bool pre_mixer_norm = true, post_mixer_norm = false;
  bool pre_feed_forward_norm = true, post_feed_forward_norm = false;
  bool residual_gates = false;  // a learned gate of model width on each residual branch
};

}  // namespace tenfold
