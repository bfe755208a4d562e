#include "graph/mask.h"
#include "graph/parts.h"

namespace tenfold {
namespace {

Work pairs(const Rows& rows, MaskKind mask, Size span) {
  const Work one{mask_pairs(mask, span, rows.length), Count{rows.length} * rows.length};
  return one * rows.sequences;
}

// What a score matrix is made from: its pairs, its heads, what comes between scores and softmax.
struct Scores {
  Work pairs;
  Size heads = 0, key_width = 0, value_width = 0;
  Values indices;  // of the keys that an indexer picked
};

Value product(Part& part, std::string_view name, const OperatorRule& rule, const Work& work,
              const Values& inputs, const Output& output, const Values& reads = {},
              const Extent& extent = {}) {
  return part.tape()
      .record({.name = name,
               .rule = &rule,
               .work = work,
               .inputs = inputs,
               .reads = reads,
               .outputs = {output},
               .extent = extent})
      .front();
}

// Every query of a sequence against every key, head by head.
Extent square(const Part& part, Size heads, Size width) {
  const Rows& r = part.rows();
  return {.groups = r.sequences * heads, .m = r.length, .n = r.length, .k = width, .units = heads};
}

// One element a kept pair and head, which fused attention keeps on chip.
Value score_product(Part& part, std::string_view name, const Scores& s, const Values& inputs) {
  const Work elements = s.pairs * s.heads;
  return product(part, name, rules::scores, elements * s.key_width, inputs,
                 {.elements = elements.exact, .fused = true}, s.indices,
                 square(part, s.heads, s.key_width));
}

Value value_product(Part& part, const Scores& s, Value probabilities, Value values) {
  const Count elements = part.tokens() * s.heads * s.value_width;
  return product(part, "values", rules::values, s.pairs * s.heads * s.value_width,
                 {probabilities, values}, {elements}, {}, square(part, s.heads, s.value_width));
}

Value normed(Part& part, const Attention& a, std::string_view name, std::string_view bias,
             Value x) {
  return a.qk_norm == QkNorm::none ? x : part.apply(name, rules::norm, {x}, {name, bias});
}

Value rotated(Part& part, const Attention& a, Value x) {
  return a.positions == Positions::rotary ? part.apply("rotary", rules::rotation, {x}) : x;
}

// Transformer-XL (Dai et al. 2019, arXiv:1901.02860): scores of content and of distance, each with
// a bias of its own on the queries. The distances' sinusoids are constants.
Value relative_scores(Part& part, const Scores& s, Value q, Value k, Value x) {
  const Value sinusoids = part.tape().input("distances", part.elements(x), 2);
  const Value distances = part.matmul("relative", sinusoids);
  const Value content = part.bias("content_bias", q), position = part.bias("position_bias", q);
  const Value by_content = score_product(part, "scores", s, {content, k});
  const Value by_position = score_product(part, "relative_scores", s, {position, distances});
  return part.apply("scores_sum", rules::add, s.pairs * s.heads, {by_content, by_position});
}

Value attention_weights(Part& part, const Attention& a, const Scores& s, Value q, Value k,
                        Value layer_input) {
  const Work elements = s.pairs * s.heads;
  Value x = a.positions == Positions::relative ? relative_scores(part, s, q, k, layer_input)
                                               : score_product(part, "scores", s, {q, k});
  if (a.soft_cap > 0) x = part.apply("soft_cap", rules::soft_cap, elements, {x});
  if (a.positions == Positions::alibi) x = part.apply("alibi", rules::add, elements, {x});
  return part.apply("softmax", rules::softmax, elements, {x}, {"sinks"});
}

// Scores of the indexer, weighted and summed over its heads; its loss holds them to the attention's
// probabilities. Source: DeepSeek-V3.2-Exp's report, section 1 (2025).
struct Choice {
  Value logits = 0, indices = 0;
};
Choice indexed_keys(Part& part, const Indexer& indexer, const Scores& s, Value query, Value x) {
  const Work causal = pairs(part.rows(), MaskKind::causal, 0);
  const Work scores = causal * indexer.heads;
  const Value q = part.apply("index_rotary", rules::rotation, {part.matmul("index_q", query)});
  const Value k = part.apply(
      "index_rotary", rules::rotation,
      {part.apply("index_k_norm", rules::norm, {part.matmul("index_k", x)}, {"index_k_norm"})});
  const Value weights = part.matmul("index_weights", x);
  const Value raw = product(part, "index_scores", rules::index_scores, scores * indexer.head_dim,
                            {q, k}, {.elements = scores.exact, .fused = true}, {},
                            square(part, indexer.heads, indexer.head_dim));
  const Value logits = product(part, "index_sum", rules::index_sum, scores, {raw, weights},
                               {.elements = causal.exact, .fused = true});
  return {logits, product(part, "index_choice", rules::index_choice, causal, {logits},
                          {.elements = s.pairs.exact})};
}

void index_loss(Part& part, const Choice& choice, Value probabilities) {
  product(part, "index_loss", rules::index_loss, pairs(part.rows(), MaskKind::causal, 0),
          {choice.logits}, {1}, {probabilities});
}

}  // namespace

Value lower_mixer(Part& part, const Attention& a, Value x) {
  const Scores s{pairs(part.rows(), a.mask, a.span), a.heads, a.head_dim, a.head_dim, {}};
  const Value q_raw = part.bias("q_bias", part.matmul("q", x));
  const Value k_raw = part.bias("k_bias", part.matmul("k", x));
  const Value v = part.bias("v_bias", part.matmul("v", x));
  const Value q = rotated(part, a, normed(part, a, "q_norm", "q_norm_bias", q_raw));
  const Value k = rotated(part, a, normed(part, a, "k_norm", "k_norm_bias", k_raw));

  Value y = value_product(part, s, attention_weights(part, a, s, q, k, x), v);
  if (a.output_gate != OutputGate::none)
    y = part.apply("gating", rules::gated_activation, {y, part.matmul("output_gate", x)});
  return part.bias("output_bias", part.matmul("output", y));
}

// Training form: keys and values are projected up for every head, positions ride on a key of
// rope_dim that all heads share.
Value lower_mixer(Part& part, const LatentAttention& a, Value x) {
  Scores s{pairs(part.rows(), a.mask, a.span), a.heads, a.nope_dim + a.rope_dim, a.value_dim, {}};
  const Count tokens = part.tokens();
  Value latent = x;
  if (a.query_rank > 0)
    latent = part.apply("q_norm", rules::norm, {part.bias("q_down_bias", part.matmul("q_down", x))},
                        {"q_norm"});
  const Value q_raw = part.matmul(a.query_rank > 0 ? "q_up" : "q", latent);
  const Value q =
      part.apply("rotary", rules::rotation, same(tokens * a.heads * a.rope_dim), {q_raw});

  const Value down = part.bias("kv_down_bias", part.matmul("kv_down", x));
  const Values halves =
      part.tape().record({.name = "kv_split",
                          .rule = &rules::move,
                          .inputs = {down},
                          .outputs = {{tokens * a.kv_rank}, {tokens * a.rope_dim}}});
  const Value kv_latent = part.apply("kv_norm", rules::norm, {halves[0]}, {"kv_norm"});
  const Value k_rope = part.apply("rotary", rules::rotation, {halves[1]});
  const Values up = part.matmul(
      "kv_up", {kv_latent}, {{tokens * a.heads * a.nope_dim}, {tokens * a.heads * a.value_dim}});

  Choice choice;
  if (a.indexer) {
    choice = indexed_keys(part, *a.indexer, s, latent, x);
    s.indices = {choice.indices};
  }
  const Value scores = score_product(part, "scores", s, {q, up[0], k_rope});
  const Value p = part.apply("softmax", rules::softmax, s.pairs * s.heads, {scores});
  if (a.indexer) index_loss(part, choice, p);
  return part.bias("output_bias", part.matmul("output", value_product(part, s, p, up[1])));
}

}  // namespace tenfold
