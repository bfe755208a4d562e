#include "oracle/brute_force.h"

#include <algorithm>

namespace tenfold::twin {
namespace {

constexpr Count multiply_add = 2;

// Tokens in sequences of one length.
struct Text {
  Size sequences = 0, length = 0;
  Size tokens() const { return sequences * length; }
};

class Counter {
 public:
  explicit Counter(bool every_pair) : every_pair_(every_pair) {}
  Flops flops;

  // y = W x for each token; then dx = W^T dy and dW = dy x^T.
  void linear(Size tokens, Size inputs, Size outputs, bool input_is_made = true) {
    for (Size token = 0; token < tokens; ++token)
      for (Size out = 0; out < outputs; ++out)
        for (Size in = 0; in < inputs; ++in) {
          flops.forward += multiply_add;
          if (input_is_made) flops.backward_input += multiply_add;
          flops.backward_weight += multiply_add;
        }
  }

  // C = A B^T of two activations, an inner product of `width` for each head and pair that is seen;
  // then dA = dC B and dB = dC^T A.
  void pair_products(const Text& text, MaskKind mask, Size span, Size heads, Size width) {
    for (Size sequence = 0; sequence < text.sequences; ++sequence)
      for (Size query = 0; query < text.length; ++query)
        for (Size key = 0; key < text.length; ++key) {
          if (!every_pair_ && !sees(mask, span, query, key)) continue;
          for (Size head = 0; head < heads; ++head)
            for (Size i = 0; i < width; ++i) {
              flops.forward += multiply_add;
              flops.backward_input += 2 * multiply_add;
            }
        }
  }

  // A head's state of rows x columns, each element of which takes part in `products` multiply-adds
  // a token; each has two derivatives.
  void recurrence(Size tokens, Size heads, Size rows, Size columns, Size products) {
    for (Size step = 0; step < tokens * heads; ++step)
      for (Size element = 0; element < rows * columns; ++element)
        for (Size product = 0; product < products; ++product) {
          flops.forward += multiply_add;
          flops.backward_input += 2 * multiply_add;
        }
  }

  void mixer(const Text&, Size, std::monostate) {}
  void mixer(const Text& text, Size hidden, const Attention& a);
  void mixer(const Text& text, Size hidden, const LatentAttention& a);
  void mixer(const Text& text, Size hidden, const Mamba2& m);
  void mixer(const Text& text, Size hidden, const GatedDeltaNet& g);
  void mixer(const Text& text, Size hidden, const LightningAttention& l);
  void feed(const Text&, Size, std::monostate) {}
  void feed(const Text& text, Size hidden, const DenseFeedForward& f);
  void feed(const Text& text, Size hidden, const MixtureOfExperts& m);
  void block(const Text& text, Size hidden, const Block& b);
  void tower(const Tower& t, Size items);
  void head(const Text& text, const Architecture& a);

 private:
  bool every_pair_;
};

void Counter::mixer(const Text& text, Size hidden, const Attention& a) {
  const Size n = text.tokens();
  for (Size head = 0; head < a.heads; ++head) linear(n, hidden, a.head_dim);         // queries
  for (Size head = 0; head < 2 * a.kv_heads; ++head) linear(n, hidden, a.head_dim);  // keys, values
  pair_products(text, a.mask, a.span, a.heads, a.head_dim);                          // scores
  pair_products(text, a.mask, a.span, a.heads, a.head_dim);                          // values
  if (a.positions == Positions::relative) {
    linear(n, hidden, a.heads * a.head_dim, false);  // of sinusoids, a sequence's distances
    pair_products(text, a.mask, a.span, a.heads, a.head_dim);
  }
  if (a.output_gate == OutputGate::head) linear(n, hidden, a.heads);
  if (a.output_gate == OutputGate::element) linear(n, hidden, a.heads * a.head_dim);
  linear(n, a.heads * a.head_dim, hidden);
}

void Counter::mixer(const Text& text, Size hidden, const LatentAttention& a) {
  const Size n = text.tokens(), key_width = a.nope_dim + a.rope_dim;
  const Size query_input = a.query_rank > 0 ? a.query_rank : hidden;
  if (a.query_rank > 0) linear(n, hidden, a.query_rank);
  linear(n, query_input, a.heads * key_width);
  linear(n, hidden, a.kv_rank);
  linear(n, hidden, a.rope_dim);
  linear(n, a.kv_rank, a.heads * a.nope_dim);
  linear(n, a.kv_rank, a.heads * a.value_dim);
  if (a.indexer) {
    linear(n, query_input, a.indexer->heads * a.indexer->head_dim);
    linear(n, hidden, a.indexer->head_dim);
    linear(n, hidden, a.indexer->heads);
    pair_products(text, MaskKind::causal, 0, a.indexer->heads, a.indexer->head_dim);
  }
  pair_products(text, a.mask, a.span, a.heads, key_width);
  pair_products(text, a.mask, a.span, a.heads, a.value_dim);
  linear(n, a.heads * a.value_dim, hidden);
}

void Counter::mixer(const Text& text, Size hidden, const Mamba2& m) {
  const Size n = text.tokens(), inner = m.heads * m.head_dim;
  linear(n, hidden, inner);                        // z
  linear(n, hidden, inner);                        // x
  linear(n, hidden, 2 * m.groups * m.state);       // B, C
  linear(n, hidden, m.heads);                      // step
  recurrence(n, m.heads, m.head_dim, m.state, 2);  // h = a h + x B^T; y = h C
  linear(n, inner, hidden);
}

void Counter::mixer(const Text& text, Size hidden, const GatedDeltaNet& g) {
  const Size n = text.tokens();
  linear(n, hidden, 2 * g.key_heads * g.key_dim);           // q, k
  linear(n, hidden, 2 * g.value_heads * g.value_dim);       // v, z
  linear(n, hidden, 2 * g.value_heads);                     // beta, alpha
  recurrence(n, g.value_heads, g.key_dim, g.value_dim, 3);  // S k; S += b (v - S k) k^T; S q
  linear(n, g.value_heads * g.value_dim, hidden);
}

void Counter::mixer(const Text& text, Size hidden, const LightningAttention& l) {
  const Size n = text.tokens(), inner = l.heads * l.head_dim;
  for (int matrix = 0; matrix < 4; ++matrix) linear(n, hidden, inner);  // q, k, v, gate
  recurrence(n, l.heads, l.head_dim, l.head_dim, 2);                    // S = d S + k v^T; q S
  linear(n, inner, hidden);
}

void Counter::feed(const Text& text, Size hidden, const DenseFeedForward& f) {
  if (f.gated) linear(text.tokens(), hidden, f.width);
  linear(text.tokens(), hidden, f.width);
  linear(text.tokens(), f.width, hidden);
}

void Counter::feed(const Text& text, Size hidden, const MixtureOfExperts& m) {
  const Size width = m.latent_width > 0 ? m.latent_width : hidden;
  linear(text.tokens(), hidden, m.experts);
  if (m.latent_width > 0) linear(text.tokens(), hidden, m.latent_width);
  for (Size token = 0; token < text.tokens(); ++token)
    for (Size choice = 0; choice < m.top_k; ++choice)
      feed({1, 1}, width, DenseFeedForward{.width = m.width, .gated = m.gated});
  if (m.latent_width > 0) linear(text.tokens(), m.latent_width, hidden);
  for (Size i = 0; i < m.shared; ++i)
    feed(text, hidden, DenseFeedForward{.width = m.shared_width, .gated = m.gated});
  if (m.shared > 0 && m.shared_gate) linear(text.tokens(), hidden, 1);
  if (m.residual_width > 0)
    feed(text, hidden, DenseFeedForward{.width = m.residual_width, .gated = m.gated});
}

void Counter::block(const Text& text, Size hidden, const Block& b) {
  std::visit([&](const auto& m) { mixer(text, hidden, m); }, b.mixer);
  std::visit([&](const auto& f) { feed(text, hidden, f); }, b.feed_forward);
}

void Counter::tower(const Tower& t, Size items) {
  linear(items * t.positions, t.patch_elements, t.hidden, false);
  const Text positions{items, t.positions + (t.class_token ? 1 : 0)};
  for (const Block& b : t.layers) block(positions, t.hidden, b);
  for (Size item = 0; item < items; ++item)
    for (const Linear& l : t.projector) linear(t.positions / t.merge, l.input, l.output);
}

void Counter::head(const Text& text, const Architecture& a) {
  if (!a.has_head) return;
  if (a.embedding_width > 0) linear(text.tokens(), a.hidden, a.embedding_width);
  linear(text.tokens(), embedding_width(a), a.vocabulary);
}

}  // namespace

bool sees(MaskKind mask, Size span, Size query, Size key) {
  if (mask == MaskKind::bidirectional) return true;
  if (key > query) return false;
  if (mask == MaskKind::causal) return true;
  if (mask == MaskKind::chunked) return query / span == key / span;
  return query - key < span;  // sliding, sparse
}

Flops flops(const Architecture& a, const Step& step, bool every_pair) {
  const Text text{step.sequences, step.sequence_length};
  Counter count(every_pair);
  if (a.embedding_width > 0) count.linear(text.tokens(), a.embedding_width, a.hidden);
  for (std::size_t i = 0; i < std::min(a.towers.size(), step.items_per_tower.size()); ++i)
    count.tower(a.towers[i], step.items_per_tower[i]);
  for (const Block& b : a.layers) count.block(text, a.hidden, b);
  count.head(text, a);
  if (!a.multi_token_prediction) return count.flops;
  for (Size module = 0; module < a.multi_token_prediction->modules; ++module) {
    count.linear(text.tokens(), 2 * a.hidden, a.hidden);
    count.block(text, a.hidden, a.multi_token_prediction->block);
    count.head(text, a);
  }
  return count.flops;
}

}  // namespace tenfold::twin
