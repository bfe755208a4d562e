// Which kernels a framework launches, on one layer of shapes that are counted by hand.
#include "cost/kernels.h"

#include <doctest/doctest.h>

#include "graph/lower.h"

using namespace tenfold;

namespace {

constexpr Size h = 512, heads = 8, kv_heads = 2, width = 1024, V = 2048, s = 128;
constexpr double bytes = 2;  // of an element in 16 bits

Architecture model(Norm norm = Norm::rms) {
  Block b;
  b.name = "dense";
  b.mixer = Attention{.heads = heads, .kv_heads = kv_heads, .head_dim = h / heads};
  b.feed_forward = DenseFeedForward{.width = width};
  Architecture a;
  a.hidden = h;
  a.vocabulary = V;
  a.norm = norm;
  a.layers = {b};
  return a;
}

std::vector<Kernel> listed(const Framework& f, const Architecture& a = model()) {
  ParallelPlan plan;
  return kernels(partition(lower(a, {.sequence_length = s}), shard_of(plan, s)), 1, plan, f);
}

// The layer's products in a pass.
std::vector<MatmulShape> products(const Framework& f, Pass pass) {
  std::vector<MatmulShape> all;
  for (const Kernel& k : listed(f))
    if (const auto* m = std::get_if<MatmulShape>(&k.call); m && k.part == 0 && k.pass == pass)
      all.push_back(*m);
  return all;
}

// A framework with some habits of its own.
template <class Set>
Framework framework(Set set) {
  Framework f;
  set(f);
  return f;
}
Framework unjoined() {
  return framework([](Framework& f) { f.fused_qkv = f.fused_gate_up = false; });
}

struct Streams {
  double bytes = 0, launches = 0;
};
Streams streams(const std::vector<Kernel>& list, StreamKind kind, Pass pass, std::size_t part = 0) {
  Streams sum;
  for (const Kernel& k : list) {
    const auto* call = std::get_if<StreamCall>(&k.call);
    if (!call || call->kind != kind || k.pass != pass || k.part != part) continue;
    sum.bytes += call->bytes;
    sum.launches += call->launches;
  }
  return sum;
}

}  // namespace

TEST_CASE("products that a framework joins are one in forward and in both backward passes") {
  const Framework joined, apart = unjoined();
  for (const Pass pass : {Pass::forward, Pass::backward_input, Pass::backward_weight}) {
    CAPTURE(name(pass));
    CHECK(products(apart, pass).size() == 7);   // q, k, v, output, gate, up, down
    CHECK(products(joined, pass).size() == 4);  // qkv, output, gate and up, down
    double flops_apart = 0, flops_joined = 0;
    for (const MatmulShape& m : products(apart, pass))
      flops_apart += double(m.m) * double(m.n) * double(m.k);
    for (const MatmulShape& m : products(joined, pass))
      flops_joined += double(m.m) * double(m.n) * double(m.k);
    CHECK(flops_apart == flops_joined);
  }
}

TEST_CASE("gradients of a value are added one by one, those of joined products come as one") {
  const Framework joined, apart = unjoined();
  const double rows = double(s) * double(h) * bytes;
  const auto sums = [&](const Framework& f) {
    return streams(listed(f), StreamKind::elementwise, Pass::backward_input).bytes;
  };
  // q with k, with v; gate with up: three sums of three tensors each.
  CHECK(sums(apart) - sums(joined) == doctest::Approx(3 * 3 * rows));
}

TEST_CASE("a root-mean-square norm without a kernel of its own moves what its operations move") {
  const Framework eager = framework([](Framework& f) { f.fused_norms = false; });
  const auto elementwise = [&](Pass pass) {
    return streams(listed(eager), StreamKind::elementwise, pass).bytes -
           streams(listed({}), StreamKind::elementwise, pass).bytes;
  };
  const auto sums = [&](Pass pass) { return streams(listed(eager), StreamKind::norm, pass); };
  const double elements = 2 * double(s) * double(h);  // of the layer's two norms
  CHECK(elementwise(Pass::forward) / elements == doctest::Approx(32).epsilon(0.01));
  CHECK(elementwise(Pass::backward_input) / elements == doctest::Approx(64).epsilon(0.01));
  CHECK(sums(Pass::forward).bytes / elements == doctest::Approx(4).epsilon(0.01));
  CHECK(sums(Pass::backward_input).bytes / elements == doctest::Approx(24).epsilon(0.01));
  CHECK(sums(Pass::backward_input).launches == 2 * 2);
  // PyTorch has a kernel for a layer norm.
  const auto layer_norms =
      streams(listed(eager, model(Norm::layer)), StreamKind::norm, Pass::forward);
  CHECK(layer_norms.launches == 2);
}

TEST_CASE("the loss moves what its framework says for each logit, two thirds of it backward") {
  const auto list = listed(framework([](Framework& f) { f.loss_traffic = 30; }));
  const double logits = double(s) * double(V);
  CHECK(streams(list, StreamKind::softmax, Pass::forward, 2).bytes == doctest::Approx(10 * logits));
  CHECK(streams(list, StreamKind::softmax, Pass::backward_input, 2).bytes ==
        doctest::Approx(20 * logits));
}

TEST_CASE("a framework whose products do not add to the step's gradients adds them afterwards") {
  const Framework apart = framework([](Framework& f) { f.fused_gradient_sum = false; });
  const double weights = 2. * h * h + 2. * h * (h / heads * kv_heads) + 3. * h * width;
  const auto moved = [&](Framework f) {
    return streams(listed(f), StreamKind::elementwise, Pass::backward_weight).bytes;
  };
  CHECK(moved({}) == 0);
  CHECK(moved(apart) == doctest::Approx((2 + 4 + 4) * weights));
}

TEST_CASE("in deterministic mode every output but attention's is filled before it is written") {
  const Framework fills = framework([](Framework& f) { f.deterministic = true; });
  const LocalGraph local =
      partition(lower(model(), {.sequence_length = s}), shard_of(ParallelPlan{}, s));
  double outputs = 0;
  for (const Tensor& t : local.graph.tensors) {
    if (t.producer == before_step) continue;
    const Operator& op = local.graph.operators[static_cast<std::size_t>(t.producer)];
    const bool on_chip = op.kind == OperatorKind::attention || op.name == "softmax";
    if (op.pass != Pass::optimizer && !on_chip) outputs += real(t.bytes());
  }
  double more = 0;
  for (const Pass pass : {Pass::forward, Pass::backward_input, Pass::backward_weight})
    for (const std::size_t part : {0U, 1U, 2U})
      more += streams(listed(fills), StreamKind::elementwise, pass, part).bytes -
              streams(listed({}), StreamKind::elementwise, pass, part).bytes;
  CHECK(outputs > 0);
  CHECK(more == doctest::Approx(outputs));
  CHECK(products(fills, Pass::forward).size() == products({}, Pass::forward).size());
}
