// Parameters by the definitions of the layers, each element of a weight counted by itself.
#include "oracle/brute_force.h"

namespace tenfold::twin {
namespace {

struct Sum {
  Count total = 0, active = 0;

  void matrix(Size rows, Size columns) {
    for (Size row = 0; row < rows; ++row) vector(columns);
  }
  void vector(Size length) {
    for (Size i = 0; i < length; ++i) {
      ++total;
      ++active;
    }
  }
  void vector_if(bool present, Size length) { vector(present ? length : 0); }
  void idle(const Sum& other) { total += other.total; }  // serves other tokens
};

void norm(Sum& sum, Norm kind, Size width) {
  if (kind == Norm::rms || kind == Norm::layer_no_bias) sum.vector(width);
  if (kind == Norm::layer) sum.vector(2 * width);
}

void mixer(Sum&, Size, std::monostate) {}

void mixer(Sum& sum, Size hidden, const Attention& a) {
  const Size q = a.heads * a.head_dim, kv = a.kv_heads * a.head_dim;
  sum.matrix(hidden, q + 2 * kv);
  sum.matrix(q, hidden);
  sum.vector_if(a.qkv_bias, q + kv);
  sum.vector_if(a.qkv_bias && a.key_bias, kv);
  sum.vector_if(a.output_bias, hidden);
  for (int parts = 0; parts < (a.qk_norm_bias ? 2 : 1); ++parts) {
    sum.vector_if(a.qk_norm == QkNorm::head, 2 * a.head_dim);
    sum.vector_if(a.qk_norm == QkNorm::full, q + kv);
  }
  if (a.positions == Positions::relative) sum.matrix(q, hidden + 2);
  if (a.output_gate == OutputGate::element) sum.matrix(hidden, q);
  if (a.output_gate == OutputGate::head) sum.matrix(hidden, a.heads);
  sum.vector_if(a.sinks, a.heads);
}

void mixer(Sum& sum, Size hidden, const LatentAttention& a) {
  const Size query_input = a.query_rank > 0 ? a.query_rank : hidden;
  if (a.query_rank > 0) {
    sum.matrix(hidden, a.query_rank);
    sum.vector(a.query_rank);  // norm
    sum.vector_if(a.bias, a.query_rank);
  }
  sum.matrix(query_input, a.heads * (a.nope_dim + a.rope_dim));
  sum.matrix(hidden, a.kv_rank + a.rope_dim);
  sum.vector(a.kv_rank);  // norm
  sum.vector_if(a.bias, a.kv_rank + a.rope_dim);
  sum.matrix(a.kv_rank, a.heads * (a.nope_dim + a.value_dim));
  sum.matrix(a.heads * a.value_dim, hidden);
  sum.vector_if(a.bias, hidden);
  if (!a.indexer) return;
  sum.matrix(query_input, a.indexer->heads * a.indexer->head_dim);
  sum.matrix(hidden, a.indexer->head_dim + a.indexer->heads);
  sum.vector(2 * a.indexer->head_dim);  // layer norm of the index keys
}

void mixer(Sum& sum, Size hidden, const Mamba2& m) {
  const Size inner = m.heads * m.head_dim, convolved = inner + 2 * m.groups * m.state;
  sum.matrix(hidden, inner + convolved + m.heads);
  sum.matrix(convolved, m.conv_kernel);
  sum.vector_if(m.conv_bias, convolved);
  sum.vector(3 * m.heads);  // bias of the step, decay, skip
  sum.vector(inner);        // norm
  sum.matrix(inner, hidden);
  sum.vector_if(m.projection_bias, inner + convolved + m.heads + hidden);
}

void mixer(Sum& sum, Size hidden, const GatedDeltaNet& g) {
  const Size keys = g.key_heads * g.key_dim, values = g.value_heads * g.value_dim;
  sum.matrix(hidden, keys + keys + values + values + g.value_heads + g.value_heads);
  sum.matrix(keys + keys + values, g.conv_kernel);
  sum.vector(2 * g.value_heads);  // bias of the step, decay
  sum.vector(g.value_dim);        // norm, shared by the heads
  sum.matrix(values, hidden);
}

void mixer(Sum& sum, Size hidden, const LightningAttention& l) {
  for (int matrices = 0; matrices < 5; ++matrices) sum.matrix(hidden, l.heads * l.head_dim);
  sum.vector(l.heads * l.head_dim);
}

// An inner width, with the biases that the part has.
void feed_width(Sum& sum, Size hidden, const DenseFeedForward& f) {
  sum.matrix(f.gated ? 3 * f.width : 2 * f.width, hidden);
  sum.vector_if(f.input_bias, f.gated ? 2 * f.width : f.width);
  sum.vector_if(f.output_bias, hidden);
}

void feed(Sum&, Size, Norm, std::monostate) {}
void feed(Sum& sum, Size hidden, Norm, const DenseFeedForward& f) { feed_width(sum, hidden, f); }

void feed(Sum& sum, Size hidden, Norm kind, const MixtureOfExperts& m) {
  const Size width = m.latent_width > 0 ? m.latent_width : hidden;
  sum.matrix(hidden, m.experts);
  sum.vector_if(m.router_bias, m.experts);
  sum.vector_if(m.router_correction, m.experts);
  if (m.latent_width > 0) sum.matrix(hidden, 2 * m.latent_width);
  for (Size expert = 0; expert < m.experts; ++expert) {
    Sum one;
    feed_width(one, width, {m.width, m.gated, m.expert_bias, m.expert_bias});
    if (expert >= m.top_k) sum.idle(one);
    if (expert < m.top_k) sum = {sum.total + one.total, sum.active + one.active};
  }
  for (Size i = 0; i < m.shared; ++i) feed_width(sum, hidden, {m.shared_width, m.gated});
  sum.vector_if(m.shared > 0 && m.shared_gate, hidden);
  if (m.residual_width == 0) return;
  norm(sum, kind, hidden);
  feed_width(sum, hidden, {m.residual_width, m.gated});
}

void block(Sum& sum, Size hidden, Norm kind, const Block& b) {
  if (b.mixer.index() != 0) {
    if (b.pre_mixer_norm) norm(sum, kind, hidden);
    if (b.post_mixer_norm) norm(sum, kind, hidden);
    sum.vector_if(b.residual_gates, hidden);
  }
  if (b.feed_forward.index() != 0) {
    if (b.pre_feed_forward_norm) norm(sum, kind, hidden);
    if (b.post_feed_forward_norm) norm(sum, kind, hidden);
    sum.vector_if(b.residual_gates, hidden);
  }
  std::visit([&](const auto& m) { mixer(sum, hidden, m); }, b.mixer);
  std::visit([&](const auto& f) { feed(sum, hidden, kind, f); }, b.feed_forward);
}

Sum tower(const Tower& t) {
  Sum sum;
  sum.matrix(t.patch_elements, t.hidden);
  sum.vector_if(t.patch_bias, t.hidden);
  sum.vector_if(t.class_token, t.hidden);
  sum.matrix(t.learned_positions, t.hidden);
  for (const bool present : {t.input_norm, t.output_norm, t.patch_norm})
    if (present) norm(sum, t.norm, t.hidden);
  for (const Block& b : t.layers) block(sum, t.hidden, t.norm, b);
  norm(sum, t.projector_norm_kind, t.projector_norm);
  for (const Linear& l : t.projector) sum.matrix(l.output, l.bias ? l.input + 1 : l.input);
  return sum;
}

Sum text(const Architecture& a) {
  Sum sum;
  sum.matrix(a.vocabulary, embedding_width(a));
  if (a.embedding_width > 0) sum.matrix(a.embedding_width, a.hidden);
  sum.matrix(a.learned_positions, a.hidden);
  if (a.embedding_norm) norm(sum, a.norm, a.hidden);
  if (a.final_norm) norm(sum, a.norm, a.hidden);
  for (const Block& b : a.layers) block(sum, a.hidden, a.norm, b);
  if (!a.has_head) return sum;
  if (a.embedding_width > 0) sum.matrix(a.hidden, a.embedding_width);
  if (!a.tied_embeddings) sum.matrix(a.vocabulary, embedding_width(a));
  sum.vector_if(a.head_bias, a.vocabulary);
  return sum;
}

Sum prediction(const Architecture& a) {
  Sum sum;
  if (!a.multi_token_prediction) return sum;
  for (Size module = 0; module < a.multi_token_prediction->modules; ++module) {
    sum.matrix(2 * a.hidden, a.hidden);
    for (int norms = 0; norms < (a.multi_token_prediction->output_norm ? 3 : 2); ++norms)
      norm(sum, a.norm, a.hidden);
    block(sum, a.hidden, a.norm, a.multi_token_prediction->block);
  }
  return sum;
}

}  // namespace

Parameters parameters(const Architecture& a) {
  const Sum all = text(a);
  Parameters sum{all.total, all.active, prediction(a).total, 0};
  for (const Tower& t : a.towers) sum.towers += tower(t).total;
  return sum;
}

}  // namespace tenfold::twin
