#include "ledger/ledger.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "graph/lower.h"

using namespace tenfold;

namespace {

// Two layers alike and one other; hidden 4, 2 heads on 1 key head of 2, inner width 6,
// vocabulary 5.
Architecture small_model() {
  const Attention attention{.heads = 2, .kv_heads = 1, .head_dim = 2};
  Attention window = attention;
  window.mask = MaskKind::sliding;
  window.span = 2;
  Block local;
  local.name = "local";
  local.mixer = window;
  local.feed_forward = DenseFeedForward{.width = 6};
  Block global = local;
  global.name = "global";
  global.mixer = attention;
  Architecture a;
  a.hidden = 4;
  a.vocabulary = 5;
  a.layers = {local, local, global};
  return a;
}

const Entry& entry(const Ledger& ledger, std::string_view block, std::string_view operator_name,
                   Pass pass) {
  const auto found =
      std::find_if(ledger.entries.begin(), ledger.entries.end(), [&](const Entry& e) {
        return e.block == block && e.name == operator_name && e.pass == pass;
      });
  REQUIRE(found != ledger.entries.end());
  return *found;
}

}  // namespace

TEST_CASE("layers of one name share an entry, which says how many they are and why they cost") {
  const Ledger ledger = account(lower(small_model(), {.sequence_length = 3}));
  // 2 layers x 2 x 3 tokens x 4 x 4
  const Entry& q = entry(ledger, "local", "q", Pass::forward);
  CHECK(q.layers == 2);
  CHECK(decimal(q.flops) == "192");
  CHECK(q.kind == OperatorKind::matmul);
  CHECK(q.cause == "2 x tokens x rows x columns");
  // 2 layers x 2 x 5 pairs x 2 heads x 2; of all 9 pairs: 144
  const Entry& scores = entry(ledger, "local", "scores", Pass::forward);
  CHECK(decimal(scores.flops) == "80");
  CHECK(decimal(scores.full_flops) == "144");
  // 1 layer x 2 x 6 pairs x 2 heads x 2
  CHECK(decimal(entry(ledger, "global", "values", Pass::forward).flops) == "48");
  // Head: 2 x 3 x 4 x 5, tied or not
  CHECK(decimal(entry(ledger, "head", "table", Pass::forward).flops) == "120");
  CHECK(entry(ledger, "embedding", "table", Pass::forward).flops == 0);
}

TEST_CASE("a cause names the factors of its products") {
  Architecture a = small_model();
  a.layers.back().feed_forward =
      MixtureOfExperts{.experts = 4, .top_k = 2, .width = 3, .shared = 1, .shared_width = 3};
  const Ledger ledger = account(lower(a, {.sequence_length = 3}));
  struct Row {
    const char* name;
    Pass pass;
    const char* cause;
    const char* flops;
  };
  const Row rows[] = {
      {"router", Pass::forward, "2 x tokens x rows x columns", "96"},
      {"experts.up", Pass::forward, "2 x tokens x top_k x rows x columns", "144"},
      {"shared.up", Pass::forward, "2 x tokens x shared x rows x columns", "72"},
      {"experts.down", Pass::backward_weight,
       "2 x tokens x top_k x rows x columns, gradient of the weight", "144"},
      {"scores", Pass::backward_input, "2 x pairs x heads x key width, gradient of the queries",
       "48"},
      {"mixer_norm", Pass::forward, "5 x elements", "60"},
  };
  for (const Row& row : rows) {
    const Entry& e = entry(ledger, "global", row.name, row.pass);
    CHECK(std::string(e.cause) == row.cause);
    CHECK(decimal(e.flops) == row.flops);
  }
}

TEST_CASE("a ledger is no longer for a deeper model") {
  Architecture shallow = small_model(), deep = small_model();
  deep.layers.insert(deep.layers.begin(), 100, deep.layers.front());
  const Step step{.sequence_length = 2};
  CHECK(account(lower(deep, step)).entries.size() == account(lower(shallow, step)).entries.size());
}

TEST_CASE("elementwise work, reductions, convolutions and updates are in no headline") {
  const Ledger ledger = account(lower(small_model(), {.sequence_length = 3}));
  Count products = 0, other = 0;
  for (const Entry& e : ledger.entries)
    (e.kind == OperatorKind::matmul || e.kind == OperatorKind::attention ? products : other) +=
        e.flops;
  CHECK(other > 0);
  CHECK((total(ledger, Convention::exact) == products));
}

TEST_CASE("the same operator twice in a layer is not taken for two layers") {
  const Ledger ledger = account(lower(small_model(), {.sequence_length = 3}));
  CHECK(entry(ledger, "local", "rotary", Pass::forward).layers == 2);
  CHECK(entry(ledger, "norms", "final", Pass::forward).layers == 1);
}

TEST_CASE("a run's phases stand apart, without an optimizer") {
  const Recipe recipe{{{PhaseKind::pretrain, 7, 3}, {PhaseKind::context_extension, 10, 5}}};
  const Ledger ledger = account(small_model(), recipe);
  CHECK(decimal(tokens(ledger)) == "17");
  CHECK(ledger.phases.size() == 2);
  Count by_phase[2] = {0, 0};
  for (const Entry& e : ledger.entries) {
    CHECK(e.pass != Pass::optimizer);
    if (is_product(e.kind)) by_phase[e.phase] += e.flops;
  }
  const auto step = [](Size length) {
    return *total(account(lower(small_model(), {.sequence_length = length})), Convention::exact);
  };
  CHECK((by_phase[0] == 2 * step(3) + step(1)));
  CHECK((by_phase[1] == 2 * step(5)));
}

TEST_CASE("6ND counts the parameters that its rule names; hardware FLOPs need a plan") {
  ModelParameters p;
  p.text = {100, 60};
  p.prediction = {10, 7};
  p.towers = {5, 5};
  p.input_embedding = 20;
  p.head = 21;
  Ledger ledger;
  ledger.phases = {{PhaseKind::pretrain, 1000, 10}};
  struct Row {
    Convention convention;
    ParameterRule rule;
    const char* flops;
  };
  const Row rows[] = {
      {Convention::six_nd_total, {}, "600000"},
      {Convention::six_nd_active, {}, "360000"},
      {Convention::six_nd_active, {.embeddings = EmbeddingRule::no_input}, "240000"},
      {Convention::six_nd_active, {.embeddings = EmbeddingRule::no_embeddings}, "114000"},
      {Convention::six_nd_active, {.prediction = true}, "402000"},
      {Convention::six_nd_total, {.towers = true}, "630000"},
  };
  for (const Row& row : rows)
    CHECK(decimal(*total(ledger, row.convention, p, row.rule)) == row.flops);
  CHECK_FALSE(total(ledger, Convention::hardware, p));
  CHECK_FALSE(total(ledger, Convention::six_nd_total));
}

TEST_CASE("a run whose FLOPs overflow 64 bits is exact") {
  // Each sequence of 1 token: forward 2 x (q 16, k 8, v 8, output 16, feed-forward 72) a layer,
  // attention 2 x 2 x 2 x 2, head 40; three layers, times 3 for the backward.
  // 3 x (3 x (240 + 16) + 40) = 2424 FLOPs a token.
  const Recipe recipe{{{PhaseKind::pretrain, Count{22'000'000'000'000'000}, 1}}};
  CHECK(decimal(*total(account(small_model(), recipe), Convention::exact)) ==
        "53328000000000000000");
}
