#include "ledger/ledger.h"

#include <doctest/doctest.h>

#include "graph/lower.h"
#include "oracle/random_model.h"

using namespace tenfold;
using twin::Draw;

namespace {

constexpr std::uint64_t models = 200;

Count exact(const Architecture& a, const Step& step) {
  return *total(account(lower(a, step)), Convention::exact);
}

Count full(const Architecture& a, const Step& step) {
  return *total(account(lower(a, step)), Convention::full_attention);
}

// Without inputs that no parameter makes: pixels, the distances of relative attention.
Architecture text_only(Architecture a) {
  a.towers.clear();
  const auto make_rotary = [](Block& b) {
    if (auto* attention = std::get_if<Attention>(&b.mixer))
      attention->positions = Positions::rotary;
  };
  for (Block& b : a.layers) make_rotary(b);
  if (a.multi_token_prediction) make_rotary(a.multi_token_prediction->block);
  return a;
}

void set_mask(Architecture& a, MaskKind mask, Size span) {
  for (Block& b : a.layers) {
    if (auto* attention = std::get_if<Attention>(&b.mixer)) {
      attention->mask = mask;
      attention->span = span;
    }
    if (auto* latent = std::get_if<LatentAttention>(&b.mixer)) {
      latent->mask = mask;
      latent->span = span;
    }
  }
}

}  // namespace

TEST_CASE("the rows of a ledger, by block or by operator, sum to its totals") {
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    const Architecture a = random_architecture(draw);
    const Ledger ledger = account(lower(a, random_step(draw, a)));
    Count other = 0;
    for (const Entry& e : ledger.entries) other += is_product(e.kind) ? 0 : e.flops;
    for (const auto& rows : {by_block(ledger), by_operator(ledger)}) {
      LedgerRow sum;
      for (const LedgerRow& row : rows) {
        sum.forward += row.flops();
        sum.full_flops += row.full_flops;
        sum.other_flops += row.other_flops;
      }
      CHECK((sum.forward == total(ledger, Convention::exact)));
      CHECK((sum.full_flops == total(ledger, Convention::full_attention)));
      CHECK((sum.other_flops == other));
    }
  }
}

TEST_CASE("the graph walked operator by operator sums to the ledger, in FLOPs and in bytes") {
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    const Architecture a = random_architecture(draw);
    const OpGraph graph = lower(a, random_step(draw, a));
    const std::vector<Traffic> bytes = traffic(graph);
    Entry walked, entered;
    for (const std::size_t i : topological_order(graph)) {
      walked.flops += graph.operators[i].flops;
      walked.full_flops += graph.operators[i].full_flops;
      walked.bytes_read += bytes[i].read;
      walked.bytes_written += bytes[i].written;
    }
    for (const Entry& e : account(graph).entries) {
      entered.flops += e.flops;
      entered.full_flops += e.full_flops;
      entered.bytes_read += e.bytes_read;
      entered.bytes_written += e.bytes_written;
    }
    CHECK((walked.flops == entered.flops));
    CHECK((walked.full_flops == entered.full_flops));
    CHECK((walked.bytes_read == entered.bytes_read));
    CHECK((walked.bytes_written == entered.bytes_written));
  }
}

TEST_CASE("backward costs twice forward, for every text model") {
  // Each product y = f(a, b) has a product for the gradient of a and one for that of b.
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    const Architecture a = text_only(random_architecture(draw));
    LedgerRow sum;
    for (const LedgerRow& row : by_block(account(lower(a, random_step(draw, a))))) {
      sum.forward += row.forward;
      sum.backward_input += row.backward_input + row.backward_weight;
    }
    CHECK((sum.backward_input == 2 * sum.forward));
  }
}

TEST_CASE("n sequences cost n times one, and twice the tokens twice") {
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    Architecture a = random_architecture(draw);
    a.towers.clear();
    const Size s = draw.between(1, 12), n = draw.between(1, 5);
    const Count one = exact(a, {.sequence_length = s});
    CHECK((exact(a, {.sequence_length = s, .sequences = n}) == n * one));
    const Count tokens = Count{s} * n;
    const auto run = [&](Count t) {
      return *total(account(a, Recipe{{{PhaseKind::pretrain, t, s}}}), Convention::exact);
    };
    CHECK((run(tokens) == n * one));
    CHECK((run(2 * tokens) == 2 * run(tokens)));
    CHECK((run(tokens + s - 1) == run(tokens) + run(s - 1)));
  }
}

TEST_CASE("a mask never costs more than every query against every key") {
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    const Architecture a = random_architecture(draw);
    const Step step = random_step(draw, a);
    CHECK((exact(a, step) <= full(a, step)));
  }
}

TEST_CASE("a window, a chunk or a choice as long as the sequence is causal attention") {
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    Architecture a = random_architecture(draw);
    const Step step = random_step(draw, a);
    set_mask(a, MaskKind::causal, 0);
    const Count causal = exact(a, step);
    for (const MaskKind mask : {MaskKind::sliding, MaskKind::chunked, MaskKind::sparse}) {
      set_mask(a, mask, step.sequence_length + draw.between(0, 3));
      CHECK((exact(a, step) == causal));
    }
    set_mask(a, MaskKind::bidirectional, 0);
    CHECK((full(a, step) >= exact(a, step)));
  }
}

TEST_CASE("a narrower window never costs more") {
  for (std::uint64_t seed = 0; seed < models; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    Architecture a = random_architecture(draw);
    const Step step = random_step(draw, a);
    Count wider = full(a, step);
    for (Size span = step.sequence_length; span >= 1; --span) {
      set_mask(a, MaskKind::sliding, span);
      const Count cost = exact(a, step);
      CHECK((cost <= wider));
      wider = cost;
    }
  }
}
