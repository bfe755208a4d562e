#include "ledger/ledger.h"

#include <doctest/doctest.h>

#include "graph/lower.h"
#include "graph/mask.h"
#include "oracle/brute_force.h"
#include "oracle/random_model.h"

using namespace tenfold;
using twin::Draw;

namespace {

// The products of one pass, under `exact` or under `full-attention`.
Count products(const Ledger& ledger, Pass pass, bool every_pair) {
  Count sum = 0;
  for (const Entry& e : ledger.entries)
    if (e.pass == pass && is_product(e.kind)) sum += every_pair ? e.full_flops : e.flops;
  return sum;
}

void check_against_twin(const Architecture& a, const Step& step) {
  const Ledger ledger = account(lower(a, step));
  for (const bool every_pair : {false, true}) {
    CAPTURE(every_pair);
    const twin::Flops brute = twin::flops(a, step, every_pair);
    CHECK((products(ledger, Pass::forward, every_pair) == brute.forward));
    CHECK((products(ledger, Pass::backward_input, every_pair) == brute.backward_input));
    CHECK((products(ledger, Pass::backward_weight, every_pair) == brute.backward_weight));
    const Convention convention = every_pair ? Convention::full_attention : Convention::exact;
    CHECK((total(ledger, convention) == brute.total()));
  }
}

}  // namespace

TEST_CASE("a mask keeps as many pairs as one finds by asking for each whether it is kept") {
  for (const MaskKind mask : {MaskKind::causal, MaskKind::sliding, MaskKind::chunked,
                              MaskKind::sparse, MaskKind::bidirectional})
    for (Size span = 1; span <= 14; ++span)
      for (Size s = 0; s <= 24; ++s) {
        CAPTURE(name(mask));
        CAPTURE(span);
        CAPTURE(s);
        Count kept = 0;
        for (Size query = 0; query < s; ++query)
          for (Size key = 0; key < s; ++key) kept += twin::sees(mask, span, query, key) ? 1 : 0;
        CHECK((mask_pairs(mask, span, s) == kept));
      }
}

TEST_CASE("the ledger counts each kind of mixer as its multiply-adds counted one by one") {
  for (std::size_t kind = 1; kind < std::variant_size_v<Mixer>; ++kind)
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      CAPTURE(kind);
      CAPTURE(seed);
      Draw draw(1000 * kind + seed);
      const Block block{.name = "only", .mixer = random_mixer(draw, kind), .feed_forward = {}};
      Architecture a;
      a.hidden = draw.between(1, 8);
      a.vocabulary = 3;
      a.layers = {block, block};
      check_against_twin(a, random_step(draw, a));
    }
}

TEST_CASE("the ledger counts each kind of feed-forward part as its multiply-adds") {
  for (std::size_t kind = 1; kind < std::variant_size_v<FeedForward>; ++kind)
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      CAPTURE(kind);
      CAPTURE(seed);
      Draw draw(7000 * kind + seed);
      const Block block{
          .name = "only", .mixer = {}, .feed_forward = random_feed_forward(draw, kind)};
      Architecture a;
      a.hidden = draw.between(1, 8);
      a.vocabulary = 3;
      a.layers = {block};
      check_against_twin(a, random_step(draw, a));
    }
}

TEST_CASE("the ledger of a random model is the twin's, pass by pass, under both conventions") {
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    const Architecture a = random_architecture(draw);
    check_against_twin(a, random_step(draw, a));
  }
}

TEST_CASE("a run is its sequences one by one, the last one short") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    const Architecture a = random_architecture(draw);
    Recipe recipe;
    Count exact = 0, every_pair = 0;
    for (Size phase = draw.between(1, 3); phase > 0; --phase) {
      const Size length = draw.between(1, 8), tokens = draw.between(0, 30);
      recipe.phases.push_back({PhaseKind::pretrain, tokens, length});
      for (Size done = 0; done < tokens; done += length) {
        const Step one{.sequence_length = std::min(length, tokens - done)};
        exact += twin::flops(a, one, false).total();
        every_pair += twin::flops(a, one, true).total();
      }
    }
    const Ledger ledger = account(a, recipe);
    CHECK((total(ledger, Convention::exact) == exact));
    CHECK((total(ledger, Convention::full_attention) == every_pair));
  }
}
