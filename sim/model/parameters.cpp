#include "model/parameters.h"

namespace tenfold {
namespace {

using Weights = std::vector<Weight>;

Weight matrix(std::string_view name, Size rows, Size columns, Size units = 0) {
  return {.name = name, .rows = rows, .columns = columns, .units = units, .matrix = true};
}
Weight vector_of(std::string_view name, Size length) { return {.name = name, .rows = length}; }

void add(Weights& to, bool present, const Weight& weight) {
  if (present) to.push_back(weight);
}
void append(Weights& to, const Weights& more) { to.insert(to.end(), more.begin(), more.end()); }

void add_qk_norms(Weights& list, const Attention& a) {
  if (a.qk_norm == QkNorm::none || a.qk_norm == QkNorm::unit) return;
  const bool full = a.qk_norm == QkNorm::full;
  const Size q = full ? a.heads * a.head_dim : a.head_dim;
  const Size k = full ? a.kv_heads * a.head_dim : a.head_dim;
  list.push_back(vector_of("q_norm", q));
  list.push_back(vector_of("k_norm", k));
  add(list, a.qk_norm_bias, vector_of("q_norm_bias", q));
  add(list, a.qk_norm_bias, vector_of("k_norm_bias", k));
}

Weights weights_of(std::monostate, Size) { return {}; }

Weights weights_of(const Attention& a, Size h) {
  const Size q = a.heads * a.head_dim, kv = a.kv_heads * a.head_dim;
  Weights list{matrix("q", q, h, a.heads), matrix("k", kv, h, a.kv_heads),
               matrix("v", kv, h, a.kv_heads)};
  add(list, a.qkv_bias, vector_of("q_bias", q));
  add(list, a.qkv_bias && a.key_bias, vector_of("k_bias", kv));
  add(list, a.qkv_bias, vector_of("v_bias", kv));
  add_qk_norms(list, a);
  if (a.positions == Positions::relative) {
    list.push_back(matrix("relative", q, h));
    list.push_back(vector_of("content_bias", q));
    list.push_back(vector_of("position_bias", q));
  }
  add(list, a.output_gate == OutputGate::element, matrix("output_gate", q, h, a.heads));
  add(list, a.output_gate == OutputGate::head, matrix("output_gate", a.heads, h, a.heads));
  add(list, a.sinks, vector_of("sinks", a.heads));
  list.push_back(matrix("output", h, q, a.heads));
  add(list, a.output_bias, vector_of("output_bias", h));
  return list;
}

// Index queries come from the queries' latent, or from the layer's input where there is none.
Weights indexer_weights(const Indexer& i, Size query_width, Size h) {
  return {matrix("index_q", i.heads * i.head_dim, query_width), matrix("index_k", i.head_dim, h),
          vector_of("index_k_norm", 2 * i.head_dim), matrix("index_weights", i.heads, h)};
}

Weights weights_of(const LatentAttention& a, Size h) {
  const Size q = a.heads * (a.nope_dim + a.rope_dim), kv_down = a.kv_rank + a.rope_dim;
  Weights list;
  if (a.query_rank > 0) {
    list = {matrix("q_down", a.query_rank, h), vector_of("q_norm", a.query_rank),
            matrix("q_up", q, a.query_rank, a.heads)};
    add(list, a.bias, vector_of("q_down_bias", a.query_rank));
  } else {
    list = {matrix("q", q, h, a.heads)};
  }
  append(list, {matrix("kv_down", kv_down, h), vector_of("kv_norm", a.kv_rank),
                matrix("kv_up", a.heads * (a.nope_dim + a.value_dim), a.kv_rank, a.heads)});
  add(list, a.bias, vector_of("kv_down_bias", kv_down));
  if (a.indexer) append(list, indexer_weights(*a.indexer, a.query_rank > 0 ? a.query_rank : h, h));
  list.push_back(matrix("output", h, a.heads * a.value_dim, a.heads));
  add(list, a.bias, vector_of("output_bias", h));
  return list;
}

Weights weights_of(const Mamba2& m, Size h) {
  const Size inner = m.heads * m.head_dim, shared = 2 * m.groups * m.state;
  const Size input = 2 * inner + shared + m.heads;
  Weights list{matrix("input", input, h),
               {.name = "conv", .rows = inner + shared, .columns = m.conv_kernel},
               vector_of("step_bias", m.heads),
               vector_of("decay", m.heads),
               vector_of("skip", m.heads),
               vector_of("inner_norm", inner),
               matrix("output", h, inner)};
  add(list, m.conv_bias, vector_of("conv_bias", inner + shared));
  add(list, m.projection_bias, vector_of("input_bias", input));
  add(list, m.projection_bias, vector_of("output_bias", h));
  return list;
}

Weights weights_of(const GatedDeltaNet& g, Size h) {
  const Size keys = g.key_heads * g.key_dim, values = g.value_heads * g.value_dim;
  return {matrix("qkvz", 2 * keys + 2 * values, h),
          matrix("beta_alpha", 2 * g.value_heads, h),
          {.name = "conv", .rows = 2 * keys + values, .columns = g.conv_kernel},
          vector_of("step_bias", g.value_heads),
          vector_of("decay", g.value_heads),
          vector_of("inner_norm", g.value_dim),
          matrix("output", h, values)};
}

Weights weights_of(const LightningAttention& l, Size h) {
  const Size inner = l.heads * l.head_dim;
  return {matrix("qkv", 3 * inner, h), matrix("output_gate", inner, h),
          vector_of("inner_norm", inner), matrix("output", h, inner)};
}

Weights weights_of(const DenseFeedForward& f, Size h) {
  Weights list;
  add(list, f.gated, matrix("gate", f.width, h));
  list.push_back(matrix("up", f.width, h));
  list.push_back(matrix("down", h, f.width));
  add(list, f.gated && f.input_bias, vector_of("gate_bias", f.width));
  add(list, f.input_bias, vector_of("up_bias", f.width));
  add(list, f.output_bias, vector_of("down_bias", h));
  return list;
}

Weights expert_weights(const MixtureOfExperts& m, Size in) {
  Weights list;
  add(list, m.gated, matrix("experts.gate", m.width, in));
  list.push_back(matrix("experts.up", m.width, in));
  list.push_back(matrix("experts.down", in, m.width));
  add(list, m.gated && m.expert_bias, vector_of("experts.gate_bias", m.width));
  add(list, m.expert_bias, vector_of("experts.up_bias", m.width));
  add(list, m.expert_bias, vector_of("experts.down_bias", in));
  for (Weight& w : list) {
    w.copies = m.experts;
    w.active = m.top_k;
  }
  return list;
}

Weights shared_weights(const MixtureOfExperts& m, Size h) {
  Weights list;
  add(list, m.gated, matrix("shared.gate", m.shared_width, h));
  list.push_back(matrix("shared.up", m.shared_width, h));
  list.push_back(matrix("shared.down", h, m.shared_width));
  for (Weight& w : list) w.copies = w.active = m.shared;
  add(list, m.shared_gate, matrix("shared.sigmoid", 1, h));
  return list;
}

Weights residual_weights(const MixtureOfExperts& m, Size h, Norm norm) {
  Weights list = norm_weights(norm, h, "residual_norm");
  add(list, m.gated, matrix("residual.gate", m.residual_width, h));
  list.push_back(matrix("residual.up", m.residual_width, h));
  list.push_back(matrix("residual.down", h, m.residual_width));
  return list;
}

Weights moe_weights(const MixtureOfExperts& m, Size h, Norm norm) {
  const Size in = m.latent_width > 0 ? m.latent_width : h;
  Weights list{matrix("router", m.experts, h)};
  add(list, m.router_bias, vector_of("router_bias", m.experts));
  add(list, m.router_correction, vector_of("router_correction", m.experts));
  add(list, m.latent_width > 0, matrix("latent_down", in, h));
  append(list, expert_weights(m, in));
  add(list, m.latent_width > 0, matrix("latent_up", h, in));
  if (m.shared > 0) append(list, shared_weights(m, h));
  if (m.residual_width > 0) append(list, residual_weights(m, h, norm));
  return list;
}

}  // namespace

Weights weights(const Mixer& mixer, Size hidden) {
  return std::visit([&](const auto& m) { return weights_of(m, hidden); }, mixer);
}

Weights weights(const FeedForward& part, Size hidden, Norm norm) {
  if (const auto* moe = std::get_if<MixtureOfExperts>(&part))
    return moe_weights(*moe, hidden, norm);
  if (const auto* dense = std::get_if<DenseFeedForward>(&part)) return weights_of(*dense, hidden);
  return {};
}

Weights norm_weights(Norm norm, Size width, std::string_view name) {
  if (norm == Norm::unit) return {};
  return {vector_of(name, norm == Norm::layer ? 2 * width : width)};
}

Weights weights(const Block& block, Size hidden, Norm norm) {
  const bool mixes = !std::holds_alternative<std::monostate>(block.mixer);
  const bool feeds = !std::holds_alternative<std::monostate>(block.feed_forward);
  Weights list;
  if (mixes && block.pre_mixer_norm) append(list, norm_weights(norm, hidden, "mixer_norm"));
  append(list, weights(block.mixer, hidden));
  if (mixes && block.post_mixer_norm) append(list, norm_weights(norm, hidden, "mixer_post_norm"));
  add(list, mixes && block.residual_gates, vector_of("mixer_residual_gate", hidden));
  if (feeds && block.pre_feed_forward_norm)
    append(list, norm_weights(norm, hidden, "feed_forward_norm"));
  append(list, weights(block.feed_forward, hidden, norm));
  if (feeds && block.post_feed_forward_norm)
    append(list, norm_weights(norm, hidden, "feed_forward_post_norm"));
  add(list, feeds && block.residual_gates, vector_of("feed_forward_residual_gate", hidden));
  return list;
}

ParameterCount parameters(const Weights& list) {
  ParameterCount sum;
  for (const Weight& w : list) sum += {w.parameters(), w.active_parameters()};
  return sum;
}

}  // namespace tenfold
