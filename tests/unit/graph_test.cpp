#include <doctest/doctest.h>

#include "base/count.h"
#include "graph/lower.h"
#include "graph/mask.h"
#include "graph/op_graph.h"

using namespace tenfold;

namespace {

// Operators 0 … n-1 of one block; edges by hand.
OpGraph bare_graph(std::initializer_list<std::string_view> names) {
  OpGraph graph;
  graph.blocks = {"block"};
  for (const std::string_view name : names) graph.operators.push_back({.name = name});
  return graph;
}

// A tensor of that many bytes from one operator to some others.
void connect(OpGraph& graph, Size producer, Count bytes, std::initializer_list<std::size_t> to) {
  graph.tensors.push_back({.elements = bytes, .bytes_per_element = 1, .producer = producer});
  for (const std::size_t consumer : to) graph.edges.push_back({graph.tensors.size() - 1, consumer});
}

// One layer, a feed-forward part without gate or norms, hidden 2, inner width 3, vocabulary 5.
OpGraph smallest_model() {
  Architecture a;
  a.hidden = 2;
  a.vocabulary = 5;
  a.final_norm = false;
  a.layers = {{.name = "layers",
               .mixer = {},
               .feed_forward = DenseFeedForward{.width = 3, .gated = false},
               .pre_feed_forward_norm = false}};
  return lower(a, {.sequence_length = 4});
}

}  // namespace

TEST_CASE("pairs that masks keep of 10 positions") {
  struct Row {
    MaskKind mask;
    Size span;
    Size pairs;
  };
  const Row rows[] = {
      {MaskKind::causal, 0, 55},    // 1 + 2 + … + 10
      {MaskKind::sliding, 4, 34},   // 1 + 2 + 3 + 7 x 4
      {MaskKind::sliding, 1, 10},   // each itself
      {MaskKind::sliding, 99, 55},  // never full
      {MaskKind::chunked, 4, 23},   // 10 + 10 + 3
      {MaskKind::chunked, 5, 30},   // 15 + 15
      {MaskKind::sparse, 4, 34},    // as many as a window
      {MaskKind::bidirectional, 0, 100},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(name(row.mask)));
    CAPTURE(row.span);
    CHECK(decimal(mask_pairs(row.mask, row.span, 10)) == std::to_string(row.pairs));
  }
}

TEST_CASE("mask pairs of a million positions fit, and so does their square") {
  CHECK(decimal(mask_pairs(MaskKind::causal, 0, 10'000'000)) == "50000005000000");
  CHECK(decimal(mask_pairs(MaskKind::bidirectional, 0, 10'000'000'000)) == "100000000000000000000");
}

TEST_CASE("the operators of the smallest model, in order of execution") {
  // 4 tokens; up 2 x 4 x 3 x 2 = 48 FLOPs, down as many, head 2 x 4 x 5 x 2 = 80.
  const std::string expected[] = {
      "embedding table forward 0",
      "layers 0 up forward 48",
      "layers 0 activation forward 60",
      "layers 0 down forward 48",
      "layers 0 feed_forward_residual forward 8",
      "head table forward 80",
      "head loss forward 100",
      "head loss backward-input 40",
      "head table backward-input 80",
      "head table backward-weight 80",
      "layers 0 down backward-input 48",
      "layers 0 down backward-weight 48",
      "layers 0 activation backward-input 72",
      "layers 0 up backward-input 48",
      "layers 0 up backward-weight 48",
      "embedding gradient_sum backward-input 8",
      "embedding table backward-weight 8",
      "embedding table optimizer 160",
      "layers 0 up optimizer 96",
      "layers 0 down optimizer 96",
      "head table optimizer 160",
  };
  const OpGraph graph = smallest_model();
  REQUIRE(graph.operators.size() == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) {
    const Operator& op = graph.operators[i];
    CHECK(label(graph, op) + " " + decimal(op.flops) == expected[i]);
  }
}

TEST_CASE("the longest chain of the smallest model") {
  // Forward 7 operators; back: loss, head, down, activation, up, gradient sum, embedding; update.
  const OpGraph graph = smallest_model();
  const Path path = longest_path(graph, std::vector<Count>(graph.operators.size(), 1));
  CHECK(decimal(path.length) == "15");
  CHECK(label(graph, graph.operators[path.operators.front()]) == "embedding table forward");
  CHECK(label(graph, graph.operators[path.operators.back()]) == "embedding table optimizer");
}

TEST_CASE("the longest path of a diamond takes its heavier side") {
  OpGraph graph = bare_graph({"start", "light", "heavy", "end"});
  connect(graph, 0, 1, {1, 2});
  connect(graph, 1, 1, {3});
  connect(graph, 2, 1, {3});
  const Path path = longest_path(graph, {1, 5, 7, 1});
  CHECK(decimal(path.length) == "9");
  CHECK(path.operators == std::vector<std::size_t>{0, 2, 3});
  CHECK(longest_path({}, {}).operators.empty());
}

TEST_CASE("bytes alive in a chain whose first tensor is read again at the end") {
  // a -> b -> c -> d, tensors of 10, 20, 30 bytes, and d reads a's again.
  //   while a runs: 10;  b: 10 + 20;  c: 10 + 20 + 30;  d: 10 + 30
  OpGraph graph = bare_graph({"a", "b", "c", "d"});
  connect(graph, before_step, 1000, {0});
  connect(graph, 0, 10, {1, 3});
  connect(graph, 1, 20, {2});
  connect(graph, 2, 30, {3});
  const LiveBytes live = live_bytes(graph);
  CHECK((live.profile == std::vector<Count>{10, 30, 60, 40}));
  CHECK(decimal(live.peak) == "60");
  CHECK(live.peak_operator == 2);
  CHECK(decimal(live.standing) == "1000");
}

TEST_CASE("a cycle is told by the names of its operators") {
  OpGraph graph = bare_graph({"a", "b", "c", "d"});
  connect(graph, 0, 1, {1});
  connect(graph, 1, 1, {2});
  connect(graph, 2, 1, {1, 3});
  CHECK_THROWS_WITH(topological_order(graph),
                    "operators depend on each other in a cycle: block b forward -> block c forward "
                    "-> block b forward");
}

TEST_CASE("an operator reads and writes its tensors once; an update writes weight and state back") {
  const OpGraph graph = smallest_model();
  const std::vector<Traffic> bytes = traffic(graph);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::string what = label(graph, graph.operators[i]);
    // Four ids of 4 bytes, four rows of 2 elements; the table has five.
    if (what == "embedding table forward") CHECK((bytes[i].read == 32 && bytes[i].written == 16));
    // Input 4 x 2, weight 3 x 2, output 4 x 3 elements, 2 bytes each.
    if (what == "layers 0 up forward") CHECK((bytes[i].read == 28 && bytes[i].written == 24));
    // Gradients in 2 bytes, the weight's in 4.
    if (what == "layers 0 up backward-weight")
      CHECK((bytes[i].read == 40 && bytes[i].written == 24));
    // Weight 12, gradient 24, state 12 x 6 bytes; weight and state are written.
    if (what == "layers 0 up optimizer") CHECK((bytes[i].read == 108 && bytes[i].written == 84));
  }
}

TEST_CASE("a score matrix of fused attention never reaches memory") {
  Architecture a;
  a.hidden = 4;
  a.vocabulary = 5;
  a.layers = {{.name = "layers",
               .mixer = Attention{.heads = 2, .kv_heads = 1, .head_dim = 2},
               .feed_forward = {}}};
  for (const Tensor& t : lower(a, {.sequence_length = 8}).tensors)
    if (t.name == "scores" || t.name == "softmax") {
      CHECK(decimal(t.elements) == "72");  // 36 pairs x 2 heads
      CHECK(t.bytes() == 0);
    }
}

TEST_CASE("the two parts of a parallel block do not wait for each other") {
  // In parallel, up, activation and down run beside attention; in series they come after it.
  const auto chain = [](bool parallel, bool own_norm) {
    Architecture a;
    a.hidden = 4;
    a.vocabulary = 5;
    a.final_norm = false;
    a.layers = {{.name = "layers",
                 .mixer = Attention{.heads = 2, .kv_heads = 1, .head_dim = 2},
                 .feed_forward = DenseFeedForward{.width = 3, .gated = false},
                 .parallel = parallel,
                 .pre_mixer_norm = false,
                 .pre_feed_forward_norm = own_norm}};
    const OpGraph graph = lower(a, {.sequence_length = 4});
    std::vector<Count> forward;
    for (const Operator& op : graph.operators) forward.push_back(op.pass == Pass::forward ? 1 : 0);
    return longest_path(graph, forward).length;
  };
  // embedding, q, rotary, scores, softmax, values, output, two sums, head, loss
  CHECK(decimal(chain(true, false)) == "11");
  CHECK(decimal(chain(true, true)) == "11");
  CHECK(decimal(chain(false, false)) == "14");
  CHECK(decimal(chain(false, true)) == "15");
}

TEST_CASE("tied embeddings are one weight with two gradients and one update") {
  Architecture a;
  a.hidden = 2;
  a.vocabulary = 5;
  a.tied_embeddings = true;
  const OpGraph graph = lower(a, {.sequence_length = 3});
  int gradients = 0, updates = 0;
  for (const Tensor& t : graph.tensors)
    if (t.name == "table" && t.kind == TensorKind::weight_gradient) ++gradients;
  for (const Operator& op : graph.operators)
    if (op.name == "table" && op.kind == OperatorKind::update) ++updates;
  CHECK(gradients == 2);
  CHECK(updates == 1);
}
