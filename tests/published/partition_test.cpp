// What tensor, sequence, context and expert parallelism split and send, against the papers.
#include "plan/partition.h"

#include <doctest/doctest.h>

#include "graph/lower.h"

using namespace tenfold;

namespace {

constexpr Size hidden = 512, heads = 16, length = 128, micro_batch = 2, layers = 3;

Architecture gpt(Size kv_heads = heads) {
  Block block;
  block.name = "layer";
  block.mixer = Attention{.heads = heads, .kv_heads = kv_heads, .head_dim = hidden / heads};
  block.feed_forward = DenseFeedForward{.width = 4 * hidden};
  Architecture a;
  a.hidden = hidden;
  a.vocabulary = 1024;
  a.layers.assign(layers, block);
  return a;
}

Architecture mixture() {
  Architecture a = gpt();
  for (Block& b : a.layers)
    b.feed_forward = MixtureOfExperts{.experts = 16, .top_k = 2, .width = 256};
  return a;
}

Step step() { return {.sequence_length = length, .sequences = micro_batch}; }

Count products(const OpGraph& g) {
  Count sum = 0;
  for (const Operator& op : g.operators)
    if (is_product(op.kind)) sum += op.flops;
  return sum;
}

Count bytes(const LocalGraph& local, Exchange exchange, Axis axis, Pass pass) {
  Count sum = 0;
  for (const Transfer& t : local.transfers)
    if (t.exchange == exchange && t.axis == axis && t.pass == pass && t.layer >= 0) sum += t.bytes;
  return sum;
}

constexpr Count stream = Count{2} * micro_batch * length * hidden;  // bytes of b s h in 16 bits

}  // namespace

TEST_CASE("tensor and context ranks share the products of a model without a remainder") {
  for (const Architecture& a : {gpt(), mixture()}) {
    const OpGraph whole = lower(a, step());
    for (const Size tensor : {1, 2, 8})
      for (const Size context : {1, 4}) {
        CAPTURE(tensor);
        CAPTURE(context);
        const LocalGraph local = partition(whole, {.tensor = tensor,
                                                   .context = context,
                                                   .expert_tensor = tensor,
                                                   .sequence_parallel = true,
                                                   .micro_batch = micro_batch,
                                                   .sequence_length = length});
        CHECK(local.replication.empty());
        CHECK(products(local.graph) * tensor * context == products(whole));
      }
  }
}

TEST_CASE("fewer key heads than tensor ranks are computed on several, and named") {
  const OpGraph whole = lower(gpt(4), step());
  const LocalGraph local = partition(whole, {.tensor = 8, .sequence_parallel = true});
  Count more = 0;
  for (const Replication& r : local.replication) {
    CHECK((r.name == "k" || r.name == "v"));
    more += r.flops;
  }
  CHECK(products(local.graph) * 8 == products(whole) + more);
  // Keys and values: 4 heads on 8 ranks, each twice; 3 passes of 2 b s h (4 head_dim), two weights.
  const Count once = Count{3} * 2 * micro_batch * length * hidden * (4 * hidden / heads) * 2;
  CHECK(more == once * layers);
}

// Shoeybi et al. 2019 (arXiv:1909.08053), section 3: two all-reduces of the activations forward
// and two backward a layer.
TEST_CASE("tensor parallelism sums activations twice a layer forward, and twice backward") {
  const LocalGraph local = partition(lower(gpt(), step()), {.tensor = 8});
  CHECK(bytes(local, Exchange::all_reduce, Axis::tensor, Pass::forward) == 2 * stream * layers);
  CHECK(bytes(local, Exchange::all_reduce, Axis::tensor, Pass::backward_input) ==
        2 * stream * layers);
}

// Korthikanti et al. 2022 (arXiv:2205.05198), section 4.2.2: two all-gathers and two
// reduce-scatters each way, and what backward needs again of what forward gathered.
TEST_CASE("sequence parallelism gathers and scatters what tensor parallelism sums") {
  const LocalGraph local =
      partition(lower(gpt(), step()), {.tensor = 8, .sequence_parallel = true});
  for (const Pass pass : {Pass::forward, Pass::backward_input}) {
    CHECK(bytes(local, Exchange::all_gather, Axis::tensor, pass) == 2 * stream * layers);
    CHECK(bytes(local, Exchange::reduce_scatter, Axis::tensor, pass) == 2 * stream * layers);
    CHECK(bytes(local, Exchange::all_reduce, Axis::tensor, pass) == 0);
  }
  CHECK(bytes(local, Exchange::all_gather, Axis::tensor, Pass::backward_weight) ==
        2 * stream * layers);
}

TEST_CASE("ring attention sends keys and values round, and their gradients beside them") {
  const LocalGraph local = partition(lower(gpt(4), step()), {.context = 4});
  const Count keys_values = 2 * stream * 4 / heads;
  CHECK(bytes(local, Exchange::ring, Axis::context, Pass::forward) == keys_values * layers);
  CHECK(bytes(local, Exchange::ring, Axis::context, Pass::backward_input) ==
        2 * keys_values * layers);
}

// Jacobs et al. 2023 (arXiv:2309.14509), section 3.2: queries, keys, values and the result.
TEST_CASE("Ulysses trades queries, keys, values and the result, each way") {
  const LocalGraph local =
      partition(lower(gpt(), step()), {.context = 4, .context_kind = ContextKind::ulysses});
  for (const Pass pass : {Pass::forward, Pass::backward_input})
    CHECK(bytes(local, Exchange::all_to_all, Axis::context, pass) == 4 * stream / 4 * layers);
}

TEST_CASE("each token goes to top_k experts and comes back, forward and backward") {
  const LocalGraph local = partition(lower(mixture(), step()), {.expert = 8});
  for (const Pass pass : {Pass::forward, Pass::backward_input})
    CHECK(bytes(local, Exchange::all_to_all, Axis::expert, pass) == 2 * 2 * stream * layers);
  for (const Operator& op : local.graph.operators)
    if (op.name == "experts.up" && op.pass == Pass::forward) {
      CHECK(op.extent.groups == 2);
      CHECK(op.extent.m == micro_batch * length * 2);
    }
}

TEST_CASE("layers of one kind are costed once") {
  Architecture a = gpt();
  a.layers[1].name = "other";
  const DistinctLayers distinct = distinct_layers(a);
  CHECK(distinct.architecture.layers.size() == 2);
  CHECK(distinct.kind == std::vector<std::size_t>{0, 1, 0});
  CHECK(distinct.count == std::vector<Size>{2, 1});
}
