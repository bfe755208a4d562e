// From a family's row and a configuration to an architecture of like blocks.
#include <fmt/format.h>

#include <algorithm>

#include "io/hf_family.h"
#include "io/layer_pattern.h"

namespace tenfold::io {
namespace {

// A key at fault reads as 1: what then does not fit it is no fault of its own.
bool is_stand_in(const HfConfig& c, Size size) { return size == 1 && c.faulty(); }

Size divided(const HfConfig& c, Size hidden, Size heads) {
  if (hidden % heads == 0 || is_stand_in(c, hidden)) return std::max<Size>(1, hidden / heads);
  c.fault(
      "num_attention_heads",
      fmt::format("'num_attention_heads' is {}: needs to divide hidden_size, {}, where there is "
                  "no head_dim",
                  heads, hidden));
  return 1;
}

Size kv_heads(const HfConfig& c, const Family& f, Size heads) {
  const Size fallback = f.kv_heads == 0 || c.given("num_key_value_heads") ? heads : f.kv_heads;
  const bool fits = heads % fallback == 0 || c.given("num_key_value_heads");
  const Size kv = fits ? c.size("num_key_value_heads", fallback) : c.size("num_key_value_heads");
  check_kv_heads(c, kv, heads);
  return kv;
}

}  // namespace

void check_kv_heads(const HfConfig& c, Size kv, Size heads) {
  if (heads % kv != 0 && !is_stand_in(c, heads))
    c.fault("num_key_value_heads",
            fmt::format("'num_key_value_heads' is {}: needs to divide num_attention_heads, {}", kv,
                        heads));
}

bool is_on(const HfConfig& c, Switch s) {
  return s.key.empty() ? s.fallback : c.flag(s.key, s.fallback);
}

Size layer_count(const HfConfig& c, Size nested_fallback) {
  const Size layers = c.core("num_hidden_layers", nested_fallback);
  if (layers <= static_cast<Size>(most_layers)) return layers;
  c.fault("num_hidden_layers",
          fmt::format("'num_hidden_layers' is {}: needs to be at most {}", layers, most_layers));
  return 1;
}

Shape shape(const HfConfig& c, const Family& f) {
  Shape s;
  s.hidden = c.core("hidden_size", f.nested.hidden);
  s.layers = layer_count(c, f.nested.layers);
  s.heads = c.core("num_attention_heads", f.nested.heads);
  s.kv_heads = kv_heads(c, f, s.heads);
  s.head_dim = f.head_dim;
  if (c.has("head_dim") || s.head_dim == 0)
    s.head_dim = c.has("head_dim") ? c.size("head_dim") : divided(c, s.hidden, s.heads);
  return s;
}

Residual residual(const HfConfig& c, const Family& f) {
  return is_on(c, f.residual_if) ? f.residual : Residual::pre;
}

Architecture stem(const HfConfig& c, const Family& f) {
  for (const std::string_view key : f.skipped) c.skip({key});
  Architecture a;
  a.hidden = c.core("hidden_size", f.nested.hidden);
  a.vocabulary = c.core("vocab_size", f.nested.vocabulary);
  a.tied_embeddings = c.tied(f.tied);
  a.head_bias = is_on(c, f.head_bias);
  a.norm = f.norm;
  if (f.learned_positions) a.learned_positions = c.size("max_position_embeddings");
  if (f.logit_cap > 0) a.logit_soft_cap = c.number("final_logit_softcapping", f.logit_cap);
  return a;
}

DenseFeedForward dense(const HfConfig& c, const Family& f, const Shape& s) {
  const Size width = f.width_over_hidden > 0
                         ? c.size("intermediate_size", f.width_over_hidden * s.hidden)
                         : c.core("intermediate_size", f.nested.width);
  const bool bias = is_on(c, f.feed_forward_bias);
  return {.width = width, .gated = f.gated, .input_bias = bias, .output_bias = bias};
}

MixtureOfExperts checked(const MixtureOfExperts& m, const HfConfig& c) {
  if (m.top_k > m.experts && !is_stand_in(c, m.experts))
    c.fault(
        "num_experts_per_tok",
        fmt::format("'num_experts_per_tok' is {}: needs to be at most the number of experts, {}",
                    m.top_k, m.experts));
  return m;
}

std::vector<FeedForward> feed_forwards(const HfConfig& c, const Family& f, const Shape& s) {
  const auto layers = static_cast<std::size_t>(s.layers);
  std::vector<bool> sparse(layers, f.experts != nullptr);
  if (f.experts && f.sparse) sparse = f.sparse(c, s.layers);
  FeedForward dense_part, sparse_part;
  std::vector<FeedForward> parts;
  for (std::size_t i = 0; i < layers; ++i) {
    FeedForward& part = sparse[i] ? sparse_part : dense_part;
    if (std::holds_alternative<std::monostate>(part)) {
      if (sparse[i])
        part = checked(f.experts(c, s), c);
      else
        part = dense(c, f, s);
    }
    parts.push_back(part);
  }
  c.skip({"intermediate_size"});  // released files give it where no layer is dense, too
  return parts;
}

Block block(const Mixer& mixer, const FeedForward& part, Residual residual) {
  const bool before = residual != Residual::post;
  const bool after = residual == Residual::post || residual == Residual::sandwich;
  return {.name = {},
          .mixer = mixer,
          .feed_forward = part,
          .parallel = residual == Residual::one_norm || residual == Residual::two_norms,
          .pre_mixer_norm = before,
          .post_mixer_norm = after,
          .pre_feed_forward_norm = before && residual != Residual::one_norm,
          .post_feed_forward_norm = after};
}

std::vector<Block> blocks(const std::vector<Mixer>& mixers, const std::vector<FeedForward>& parts,
                          Residual residual) {
  std::vector<Block> list;
  for (std::size_t i = 0; i < mixers.size(); ++i)
    list.push_back(block(mixers[i], parts[i], residual));
  return list;
}

std::optional<MultiTokenPrediction> prediction(const HfConfig& c, const Block& last) {
  const Size modules = c.count("num_nextn_predict_layers", 0);
  if (modules == 0) return std::nullopt;
  return MultiTokenPrediction{.modules = modules, .block = last};
}

Architecture stack(const HfConfig& c, const Family& f) {
  Architecture a = stem(c, f);
  const Shape s = shape(c, f);
  a.layers = blocks(attentions(c, f, s), feed_forwards(c, f, s), residual(c, f));
  if (f.prediction) a.multi_token_prediction = prediction(c, a.layers.back());
  return a;
}

}  // namespace tenfold::io
