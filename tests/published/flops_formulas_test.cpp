// Published formulas for a step's FLOPs, re-computed and held to the ledger. Each is met exactly
// under a convention, or by a difference that its comment derives.
//
// L layers, h hidden, n heads of width d (n d = h), s tokens a sequence, V vocabulary, B sequences.
#include <doctest/doctest.h>

#include "graph/lower.h"
#include "ledger/ledger.h"

using namespace tenfold;

namespace {

struct Shape {
  Size L, h, n, s, V, B;
};

constexpr Shape shapes[] = {
    {2, 8, 2, 5, 11, 1},
    {24, 2304, 24, 2048, 51200, 3},    // 1.7 B of Narayanan et al.
    {96, 12288, 96, 2048, 51200, 16},  // GPT-3
    {128, 25600, 160, 2048, 51200, 2}  // 1008 B of Narayanan et al.
};

// GPT as the formulas have it: plain feed-forward part of 4 h, tied embeddings. With `vectors` it
// also has the biases, norms and positions, of which no product is made.
Architecture gpt(const Shape& m, bool vectors) {
  Block block;
  block.name = "layers";
  block.mixer = Attention{.heads = m.n,
                          .kv_heads = m.n,
                          .head_dim = m.h / m.n,
                          .positions = Positions::learned,
                          .qkv_bias = vectors,
                          .output_bias = vectors};
  block.feed_forward = DenseFeedForward{4 * m.h, false, vectors, vectors};
  Architecture a;
  a.hidden = m.h;
  a.vocabulary = m.V;
  a.tied_embeddings = true;
  a.norm = vectors ? Norm::layer : Norm::unit;
  a.learned_positions = vectors ? m.s : 0;
  a.layers.assign(static_cast<std::size_t>(m.L), block);
  return a;
}

Ledger step_ledger(const Architecture& a, const Shape& m) {
  return account(lower(a, {.sequence_length = m.s, .sequences = m.B}));
}

Count full(const Ledger& ledger) { return *total(ledger, Convention::full_attention); }
Count exact(const Ledger& ledger) { return *total(ledger, Convention::exact); }

Count parameters_of(const Architecture& a) { return model_parameters(a).text.total; }

// What causal attention leaves out: s^2 - s (s + 1) / 2 pairs, each 2 FLOPs in each of h columns of
// scores and of values, forward once and backward twice.
Count beyond_the_mask(const Shape& m) {
  const Count pairs = Count{m.s} * m.s - Count{m.s} * (m.s + 1) / 2;
  return 3 * 2 * 2 * pairs * m.h * m.L * m.B;
}

}  // namespace

TEST_CASE("PaLM, appendix B: 6 N + 12 L H Q T FLOPs a token") {
  // Chowdhery et al. 2022, arXiv:2204.02311: H heads of width Q, T tokens a sequence: every query
  // against every key. N counts the tied table once, which the head multiplies.
  for (const Shape& m : shapes) {
    const Architecture a = gpt(m, false);
    const Ledger ledger = step_ledger(a, m);
    const Count palm = 6 * parameters_of(a) + Count{12} * m.L * m.n * (m.h / m.n) * m.s;
    const Count tokens_of_step = Count{m.B} * m.s;
    CHECK(decimal(full(ledger)) == decimal(tokens_of_step * palm));
    CHECK(decimal(exact(ledger)) == decimal(tokens_of_step * palm - beyond_the_mask(m)));
  }
}

TEST_CASE("PaLM's formula overcounts six FLOPs a token for each bias, norm weight and position") {
  // 13 h a layer: 3 h + h of attention, 4 h + h of the feed-forward part, 2 x 2 h of norms;
  // the last norm 2 h; s positions of h.
  for (const Shape& m : shapes) {
    const Architecture a = gpt(m, true);
    const Count vectors = (Count{13} * m.L + 2 + m.s) * m.h;
    CHECK(decimal(parameters_of(a)) == decimal(parameters_of(gpt(m, false)) + vectors));
    const Count palm = 6 * parameters_of(a) + Count{12} * m.L * m.h * m.s;
    CHECK(decimal(full(step_ledger(a, m))) == decimal(Count{m.B} * m.s * (palm - 6 * vectors)));
  }
}

TEST_CASE("Narayanan et al.: 96 B s l h^2 (1 + s / 6h + V / 16lh) FLOPs an iteration") {
  // Narayanan et al. 2021, arXiv:2104.04473, section 5.1, equation 3: every query against every
  // key; every layer's forward run again in the backward, the head's not. The ledger has no
  // recomputation, so it is less by the layers' forward, 24 B s l h^2 + 4 B s^2 l h; what is left
  // is 72 B s l h^2 (1 + s / 6h + V / 12lh).
  for (const Shape& m : shapes) {
    const Ledger ledger = step_ledger(gpt(m, true), m);
    const Count bsl = Count{m.B} * m.s * m.L, h = m.h;
    const Count published = 96 * bsl * h * h + 16 * bsl * m.s * h + 6 * Count{m.B} * m.s * h * m.V;
    const Count forward_again = 24 * bsl * h * h + 4 * bsl * m.s * h;
    CHECK(decimal(full(ledger)) == decimal(published - forward_again));
    CHECK(decimal(exact(ledger)) == decimal(published - forward_again - beyond_the_mask(m)));
    Count layers_forward = 0;
    for (const Entry& e : ledger.entries)
      if (e.block == "layers" && e.pass == Pass::forward && is_product(e.kind))
        layers_forward += e.full_flops;
    CHECK(decimal(layers_forward) == decimal(forward_again));
  }
}

TEST_CASE("Narayanan et al., equation 2 and table 1: parameters of ten models") {
  // 12 l h^2 (1 + 13 / 12h + (V + s) / 12lh): all but the last norm's 2 h.
  struct Row {
    Size layers, hidden, heads;
    const char* billions;
  };
  const Row rows[] = {{24, 2304, 24, "1.7"},      {30, 3072, 32, "3.6"},
                      {36, 4096, 32, "7.5"},      {40, 6144, 48, "18.4"},
                      {48, 8192, 64, "39.1"},     {60, 10240, 80, "76.1"},
                      {80, 12288, 96, "145.6"},   {96, 16384, 128, "310.1"},
                      {105, 20480, 128, "529.6"}, {128, 25600, 160, "1008.0"}};
  for (const Row& row : rows) {
    const Shape m{row.layers, row.hidden, row.heads, 2048, 51200, 1};
    const Count h = m.h, ours = parameters_of(gpt(m, true));
    const Count published = 12 * m.L * h * h + 13 * m.L * h + (m.V + m.s) * h;
    CHECK(decimal(ours) == decimal(published + 2 * h));
    const Count tenths = rounded_quotient(ours, 100'000'000);
    CHECK(decimal(tenths / 10) + "." + decimal(tenths % 10) == row.billions);
  }
}

TEST_CASE("Megatron-LM's count: grouped queries, gated parts, routed experts") {
  // num_floating_point_operations() of its training loop:
  //   12 B s L h^2 ((1 + g/n + s/h) q/h + f/h k m + V / (2 L h))
  // with g key heads, q = n d, feed-forward width f, k experts a token, m = 3/2 where gated. It has
  // every query against every key and no router, so `full-attention` is more by the router's
  // 6 B s L h e for e experts. Later releases halve the s/h term for causal masks; the diagonal
  // makes `exact` more than that by half a key a query: 6 B s L q.
  struct Case {
    Size h, n, g, d, f, experts, k;
  };
  for (const Case& c : {Case{64, 8, 2, 8, 192, 1, 1}, Case{64, 4, 4, 32, 96, 8, 2},
                        Case{4096, 32, 8, 128, 14336, 8, 2}}) {
    const Count L = 3, s = 40, V = 1000, B = 2, q = c.n * c.d;
    Block block;
    block.name = "layers";
    block.mixer = Attention{.heads = c.n, .kv_heads = c.g, .head_dim = c.d};
    block.feed_forward = MixtureOfExperts{.experts = c.experts, .top_k = c.k, .width = c.f};
    Architecture a;
    a.hidden = c.h;
    a.vocabulary = 1000;
    a.layers.assign(3, block);
    const Ledger ledger = account(lower(a, {.sequence_length = 40, .sequences = 2}));

    const Count h = c.h, key_width = Count{c.g} * c.d;
    const Count projections = 12 * B * s * L * h * (q + key_width);
    const Count attention = 12 * B * s * L * s * q, experts = 18 * B * s * L * h * c.f * c.k;
    const Count head = 6 * B * s * h * V, router = 6 * B * s * L * h * c.experts;
    const Count megatron = projections + attention + experts + head;
    CHECK(decimal(full(ledger)) == decimal(megatron + router));
    CHECK(decimal(exact(ledger)) == decimal(megatron - attention / 2 + router + 6 * B * s * L * q));
  }
}

TEST_CASE("6 N D leaves attention out and counts vectors and the input table") {
  // Kaplan et al. 2020, arXiv:2001.08361: C = 6 N D. Tied: N counts the table once, for the head,
  // so that only attention, 12 h L pairs, and the vectors differ. Untied: the input table too.
  for (const Shape& m : shapes)
    for (const bool tied : {true, false}) {
      Architecture a = gpt(m, true);
      a.tied_embeddings = tied;
      const Ledger ledger = step_ledger(a, m);
      const Count d = Count{m.B} * m.s, vectors = (Count{13} * m.L + 2 + m.s) * m.h;
      const Count causal_pairs = Count{m.B} * m.s * (m.s + 1) / 2;
      const Count attention = 12 * causal_pairs * m.h * m.L;
      const Count table = tied ? 0 : Count{m.V} * m.h;
      const ModelParameters p = model_parameters(a);
      const Count six_nd = *total(ledger, Convention::six_nd_total, p);
      CHECK(decimal(six_nd) == decimal(6 * p.text.total * d));
      CHECK(decimal(exact(ledger)) == decimal(six_nd + attention - 6 * d * (vectors + table)));
    }
}

TEST_CASE("6 N D of a mixture counts the parameters that serve a token") {
  // All experts would be counted by 6nd-total: a claim can move by 13 through that alone.
  Block block;
  block.name = "layers";
  block.mixer = Attention{.heads = 4, .kv_heads = 4, .head_dim = 16};
  block.feed_forward = MixtureOfExperts{.experts = 16, .top_k = 1, .width = 256};
  Architecture a;
  a.hidden = 64;
  a.vocabulary = 100;
  a.norm = Norm::unit;
  a.layers.assign(2, block);
  const Ledger ledger = account(a, Recipe{{{PhaseKind::pretrain, 1000, 10}}});
  const ModelParameters p = model_parameters(a);
  // Active products a token: 2 layers x (4 x 64 x 64 + 16 x 64 + 3 x 64 x 256) + head 6400.
  const Count products = 2 * (16384 + 1024 + 49152) + 6400;
  const ParameterRule no_input{.embeddings = EmbeddingRule::no_input};
  CHECK(decimal(*total(ledger, Convention::six_nd_active, p, no_input)) ==
        decimal(6 * products * 1000));
  const Count idle = Count{2} * 15 * 49152;
  CHECK(decimal(*total(ledger, Convention::six_nd_total, p, no_input)) ==
        decimal(6 * (products + idle) * 1000));
}
