#include "oracle/random_model.h"

namespace tenfold::twin {
namespace {

Attention random_attention(Draw& draw) {
  const Size kv_heads = draw.between(1, 3);
  return {.heads = kv_heads * draw.between(1, 3),
          .kv_heads = kv_heads,
          .head_dim = draw.between(1, 4),
          .mask = draw.any(MaskKind::bidirectional),
          .span = draw.between(1, 9),
          .positions = draw.any(Positions::relative),
          .qk_norm = draw.any(QkNorm::full),
          .qk_norm_bias = draw.coin(),
          .qkv_bias = draw.coin(),
          .output_bias = draw.coin(),
          .key_bias = draw.coin(),
          .output_gate = draw.any(OutputGate::element),
          .sinks = draw.coin(),
          .soft_cap = draw.coin() ? 30.0 : 0.0};
}

LatentAttention random_latent_attention(Draw& draw) {
  LatentAttention a{.heads = draw.between(1, 4),
                    .query_rank = draw.or_none(1, 5),
                    .kv_rank = draw.between(1, 5),
                    .nope_dim = draw.between(1, 4),
                    .rope_dim = draw.between(1, 3),
                    .value_dim = draw.between(1, 4),
                    .mask = draw.any(MaskKind::bidirectional),
                    .span = draw.between(1, 9),
                    .bias = draw.coin(),
                    .indexer = {}};
  if (draw.coin()) a.indexer = Indexer{draw.between(1, 3), draw.between(1, 4)};
  return a;
}

Mamba2 random_mamba2(Draw& draw) {
  return {.heads = draw.between(1, 4),
          .head_dim = draw.between(1, 4),
          .state = draw.between(1, 5),
          .groups = draw.between(1, 3),
          .conv_kernel = draw.between(1, 4),
          .conv_bias = draw.coin(),
          .projection_bias = draw.coin()};
}

GatedDeltaNet random_gated_delta_net(Draw& draw) {
  const Size key_heads = draw.between(1, 2);
  return {.key_heads = key_heads,
          .key_dim = draw.between(1, 4),
          .value_heads = key_heads * draw.between(1, 2),
          .value_dim = draw.between(1, 4),
          .conv_kernel = draw.between(1, 4)};
}

DenseFeedForward random_dense(Draw& draw) {
  return {draw.between(1, 12), draw.coin(), draw.coin(), draw.coin()};
}

MixtureOfExperts random_mixture(Draw& draw) {
  const Size experts = draw.between(1, 6);
  return {.experts = experts,
          .top_k = draw.between(1, experts),
          .width = draw.between(1, 6),
          .gated = draw.coin(),
          .expert_bias = draw.coin(),
          .router_bias = draw.coin(),
          .router_correction = draw.coin(),
          .shared = draw.or_none(1, 2),
          .shared_width = draw.between(1, 5),
          .shared_gate = draw.coin(),
          .latent_width = draw.or_none(1, 5),
          .residual_width = draw.or_none(1, 5)};
}

// At least one of the two parts is there.
Block random_block(Draw& draw, const char* name) {
  const std::size_t mixer = static_cast<std::size_t>(draw.between(0, 5));
  const std::size_t feed = static_cast<std::size_t>(draw.between(mixer == 0 ? 1 : 0, 2));
  return {.name = name,
          .mixer = random_mixer(draw, mixer),
          .feed_forward = random_feed_forward(draw, feed),
          .parallel = draw.coin(),
          .pre_mixer_norm = draw.coin(),
          .post_mixer_norm = draw.coin(),
          .pre_feed_forward_norm = draw.coin(),
          .post_feed_forward_norm = draw.coin(),
          .residual_gates = draw.coin()};
}

Tower random_tower(Draw& draw, Size hidden) {
  Tower t{.name = "vision",
          .hidden = draw.between(1, 6),
          .patch_elements = draw.between(1, 8),
          .patch_bias = draw.coin(),
          .positions = draw.between(1, 3) * 2,
          .class_token = draw.coin(),
          .learned_positions = 0,
          .norm = draw.any(Norm::unit),
          .input_norm = draw.coin(),
          .output_norm = draw.coin(),
          .patch_norm = draw.coin(),
          .merge = draw.between(1, 2),
          .layers = {},
          .projector = {},
          .projector_norm_kind = draw.any(Norm::unit),
          .projector_norm = 0};
  if (draw.coin()) t.learned_positions = t.positions + (t.class_token ? 1 : 0);
  if (draw.coin()) t.projector_norm = t.hidden * t.merge;
  const Size inner = draw.between(1, 6);
  t.projector = {{t.hidden * t.merge, inner, draw.coin()}, {inner, hidden, draw.coin()}};
  const Block layer = random_block(draw, "layer");
  t.layers.assign(static_cast<std::size_t>(draw.between(1, 2)), layer);
  return t;
}

}  // namespace

Mixer random_mixer(Draw& draw, std::size_t kind) {
  switch (kind) {
    case 1:
      return random_attention(draw);
    case 2:
      return random_latent_attention(draw);
    case 3:
      return random_mamba2(draw);
    case 4:
      return random_gated_delta_net(draw);
    case 5:
      return LightningAttention{draw.between(1, 4), draw.between(1, 4)};
    default:
      return {};
  }
}

FeedForward random_feed_forward(Draw& draw, std::size_t kind) {
  switch (kind) {
    case 1:
      return random_dense(draw);
    case 2:
      return random_mixture(draw);
    default:
      return {};
  }
}

Architecture random_architecture(Draw& draw) {
  Architecture a{.name = "random",
                 .hidden = draw.between(1, 8),
                 .vocabulary = draw.between(1, 12),
                 .embedding_width = draw.between(0, 3) == 0 ? draw.between(1, 5) : 0,
                 .tied_embeddings = draw.coin(),
                 .has_head = draw.between(0, 7) > 0,
                 .head_bias = draw.coin(),
                 .learned_positions = draw.or_none(16, 20),
                 .embedding_norm = draw.coin(),
                 .final_norm = draw.coin(),
                 .norm = draw.any(Norm::unit),
                 .logit_soft_cap = draw.coin() ? 30.0 : 0.0,
                 .layers = {},
                 .multi_token_prediction = {},
                 .towers = {}};
  for (const char* name : {"first", "middle", "last"}) {
    const Block block = random_block(draw, name);
    a.layers.insert(a.layers.end(), static_cast<std::size_t>(draw.between(0, 2)), block);
  }
  if (draw.coin())
    a.multi_token_prediction =
        MultiTokenPrediction{draw.between(1, 2), random_block(draw, "module"), draw.coin()};
  if (draw.coin()) a.towers.push_back(random_tower(draw, a.hidden));
  return a;
}

Step random_step(Draw& draw, const Architecture& a) {
  Step step{.sequence_length = draw.between(1, 12), .sequences = draw.between(1, 2)};
  for (std::size_t i = 0; i < a.towers.size(); ++i)
    step.items_per_tower.push_back(draw.between(1, 2));
  return step;
}

}  // namespace tenfold::twin
