// A model's shape as frameworks describe a decoder, and what such a description leaves out.
#include <fmt/format.h>

#include <algorithm>

#include "io/export_parts.h"

namespace tenfold::io {
namespace {

bool same(const Attention& a, const Attention& b) {
  return a.heads == b.heads && a.kv_heads == b.kv_heads && a.head_dim == b.head_dim &&
         a.qk_norm == b.qk_norm && a.qkv_bias == b.qkv_bias && a.output_bias == b.output_bias;
}

bool same(const LatentAttention& a, const LatentAttention& b) {
  return a.heads == b.heads && a.query_rank == b.query_rank && a.kv_rank == b.kv_rank &&
         a.nope_dim == b.nope_dim && a.rope_dim == b.rope_dim && a.value_dim == b.value_dim;
}

bool same(const DenseFeedForward& a, const DenseFeedForward& b) {
  return a.width == b.width && a.gated == b.gated;
}

bool same(const MixtureOfExperts& a, const MixtureOfExperts& b) {
  return a.experts == b.experts && a.top_k == b.top_k && a.width == b.width &&
         a.groups == b.groups && a.kept_groups == b.kept_groups && a.shared == b.shared &&
         a.shared_width == b.shared_width;
}

template <class Part, class Variant>
void keep_first(const Part*& first, const Variant& of) {
  if (const auto* part = std::get_if<Part>(&of); part && !first) first = part;
}

// Whether all layers that have such a part have one like the first.
template <class Part, class Member>
bool alike(const Architecture& a, const Part* first, Member member) {
  return std::all_of(a.layers.begin(), a.layers.end(), [&](const Block& b) {
    const auto* part = std::get_if<Part>(&(b.*member));
    return !part || same(*part, *first);
  });
}

template <class Test>
bool any_layer(const Architecture& a, Test test) {
  return std::any_of(a.layers.begin(), a.layers.end(), test);
}

template <class Test>
bool any_attention(const Architecture& a, Test test) {
  return any_layer(a, [&](const Block& b) {
    const auto* m = std::get_if<Attention>(&b.mixer);
    return m && test(*m);
  });
}

template <class Test>
bool any_experts(const Architecture& a, Test test) {
  return any_layer(a, [&](const Block& b) {
    const auto* m = std::get_if<MixtureOfExperts>(&b.feed_forward);
    return m && test(*m);
  });
}

// What of a model is there, and how a line says that it is left out.
struct Feature {
  bool there;
  std::string_view words;
};

void add(Lines& lines, std::initializer_list<Feature> gaps) {
  for (const Feature& g : gaps)
    if (g.there) lines.emplace_back(g.words);
}

bool mixed_shapes(const Architecture& a) {
  const DecoderShape s = decoder_shape(a);
  return !alike(a, s.attention, &Block::mixer) || !alike(a, s.latent, &Block::mixer) ||
         !alike(a, s.dense, &Block::feed_forward) || !alike(a, s.experts, &Block::feed_forward) ||
         (s.attention && s.latent);
}

bool is_recurrent(const Block& b) {
  return std::holds_alternative<Mamba2>(b.mixer) ||
         std::holds_alternative<GatedDeltaNet>(b.mixer) ||
         std::holds_alternative<LightningAttention>(b.mixer);
}

bool is_half(const Block& b) {
  return std::holds_alternative<std::monostate>(b.mixer) ||
         std::holds_alternative<std::monostate>(b.feed_forward);
}

bool has_sparse_latent(const Block& b) {
  const auto* m = std::get_if<LatentAttention>(&b.mixer);
  return m && (m->mask != MaskKind::causal || m->indexer);
}

void add_layer_gaps(Lines& lines, const Architecture& a) {
  add(lines,
      {{any_layer(a, is_recurrent),
        "recurrent layers (Mamba-2, Gated DeltaNet, lightning attention): GPT's layers have none; "
        "attention stands"},
       {any_layer(a, is_half),
        "layers with attention or a feed-forward part alone: every layer "
        "of GPT has both"},
       {mixed_shapes(a),
        "layers of several shapes: one shape stands, that of the first layer of "
        "its sort"},
       {any_layer(a, [](const Block& b) { return b.parallel; }),
        "attention and feed-forward in parallel: they stand one after the other"},
       {any_layer(a, [](const Block& b) { return b.post_mixer_norm || b.post_feed_forward_norm; }),
        "norms after attention or feed-forward: norms before them alone stand"},
       {any_layer(a, [](const Block& b) { return b.residual_gates; }),
        "gates on the residual branches: none stand"},
       {a.norm == Norm::layer_no_bias || a.norm == Norm::unit,
        "norms without a bias or without weights: LayerNorm with both stands"}});
}

void add_attention_gaps(Lines& lines, const Architecture& a) {
  add(lines,
      {{any_attention(a, [](const Attention& m) { return m.positions == Positions::alibi; }),
        "ALiBi: no positions stand"},
       {any_attention(a,
                      [](const Attention& m) {
                        return m.mask == MaskKind::chunked || m.mask == MaskKind::bidirectional;
                      }),
        "chunked or bidirectional masks: causal ones stand"},
       {any_attention(a, [](const Attention& m) { return m.mask == MaskKind::sparse; }) ||
            any_layer(a, has_sparse_latent),
        "sparse attention with an indexer: full attention stands"},
       {any_attention(a, [](const Attention& m) { return m.soft_cap > 0; }),
        "tanh cap of attention's scores: none stands"},
       {any_attention(a, [](const Attention& m) { return m.output_gate != OutputGate::none; }),
        "gate on attention's output: none stands"},
       {any_attention(a, [](const Attention& m) { return m.qk_norm == QkNorm::full; }),
        "norm over all heads of queries and keys together: one a head stands"},
       {any_attention(a, [](const Attention& m) { return m.qkv_bias && !m.key_bias; }),
        "biases of queries and values without keys': all three have one"}});
}

void add_expert_gaps(Lines& lines, const Architecture& a) {
  using Moe = MixtureOfExperts;
  add(lines, {{any_experts(a, [](const Moe& m) { return m.shared_gate; }),
               "gate on the shared experts: none stands"},
              {any_experts(a, [](const Moe& m) { return m.latent_width > 0; }),
               "routed experts in a latent width: the model's width stands"},
              {any_experts(a, [](const Moe& m) { return m.residual_width > 0; }),
               "dense part beside the experts: none stands"},
              {any_experts(a, [](const Moe& m) { return m.router_bias; }),
               "bias of the router's logits: none stands"}});
}

void add_whole_gaps(Lines& lines, const Architecture& a) {
  add(lines, {{!a.towers.empty(), "towers of other modalities: the text model alone stands"},
              {a.logit_soft_cap > 0, "tanh cap of the logits: none stands"},
              {a.embedding_norm, "norm of the embedding: none stands"},
              {!a.final_norm, "no final norm: one stands"},
              {a.head_bias, "bias of the output head: none stands"},
              {embedding_width(a) != a.hidden,
               "embedding narrower than the model: its width "
               "stands"}});
}

// "[0]*3+[1]*58"
std::string runs(const std::vector<bool>& bits, std::size_t first, std::size_t last) {
  std::string out;
  for (std::size_t i = first; i < last;) {
    std::size_t end = i;
    while (end < last && bits[end] == bits[i]) ++end;
    out += fmt::format("{}[{}]*{}", out.empty() ? "" : "+", bits[i] ? 1 : 0, end - i);
    i = end;
  }
  return out;
}

}  // namespace

DecoderShape decoder_shape(const Architecture& a) {
  DecoderShape s;
  for (const Block& b : a.layers) {
    keep_first(s.attention, b.mixer);
    keep_first(s.latent, b.mixer);
    keep_first(s.dense, b.feed_forward);
    keep_first(s.experts, b.feed_forward);
    const auto* m = std::get_if<Attention>(&b.mixer);
    s.has_experts.push_back(std::holds_alternative<MixtureOfExperts>(b.feed_forward));
    s.has_window.push_back(m && m->mask == MaskKind::sliding);
    s.has_rotary.push_back(!m || m->positions == Positions::rotary);
    const bool latent = std::holds_alternative<LatentAttention>(b.mixer);
    s.rotary = s.rotary || latent || (m && m->positions == Positions::rotary);
  }
  return s;
}

Lines core_model_gaps(const ExportInput& in) {
  Lines lines;
  add_layer_gaps(lines, in.model);
  add_attention_gaps(lines, in.model);
  add_expert_gaps(lines, in.model);
  add_whole_gaps(lines, in.model);
  return lines;
}

std::string run_lengths(const std::vector<bool>& bits) {
  const std::size_t all = bits.size();
  std::string plain = runs(bits, 0, all);
  for (std::size_t period = 2; period <= all / 2; ++period) {
    bool repeats = true;
    for (std::size_t i = period; i < all && repeats; ++i) repeats = bits[i] == bits[i - period];
    if (!repeats) continue;
    const std::size_t times = all / period;
    std::string text = fmt::format("({})*{}", runs(bits, 0, period), times);
    if (times * period < all) text += "+" + runs(bits, times * period, all);
    return text.size() < plain.size() ? text : plain;
  }
  return plain;
}

}  // namespace tenfold::io
