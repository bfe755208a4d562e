#include <doctest/doctest.h>

#include <set>

#include "graph/lower.h"
#include "graph/op_graph.h"
#include "model/parameters.h"
#include "oracle/random_model.h"

using namespace tenfold;
using twin::Draw;

namespace {

template <class Claim>
void for_each_random_graph(const Claim& claim) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    const Architecture a = random_architecture(draw);
    claim(a, lower(a, random_step(draw, a)));
  }
}

// Of the chosen experts' correction, which no gradient trains.
Count untrained(const OpGraph& graph) {
  Count sum = 0;
  for (const Tensor& t : graph.tensors)
    if (t.name == "router_correction" && t.kind == TensorKind::weight) sum += t.elements;
  return sum;
}

}  // namespace

TEST_CASE("every model's graph has no cycle, and its operators stand in an order of execution") {
  for_each_random_graph([](const Architecture&, const OpGraph& graph) {
    CHECK(topological_order(graph).size() == graph.operators.size());
    for (const Edge& e : graph.edges)
      CHECK(graph.tensors[e.tensor].producer < static_cast<Size>(e.consumer));
  });
}

TEST_CASE("an operator reads a tensor once, and each operator but a loss reads something") {
  for_each_random_graph([](const Architecture&, const OpGraph& graph) {
    std::set<std::pair<std::size_t, std::size_t>> seen;
    std::set<std::size_t> readers;
    for (const Edge& e : graph.edges) {
      CHECK(seen.emplace(e.tensor, e.consumer).second);
      readers.insert(e.consumer);
    }
    CHECK(readers.size() == graph.operators.size());
  });
}

TEST_CASE("the weights on the edges are the model's parameters, each once") {
  for_each_random_graph([](const Architecture& a, const OpGraph& graph) {
    Count weights = 0, updated = 0;
    for (const Tensor& t : graph.tensors) {
      if (t.kind == TensorKind::weight) weights += t.elements;
      if (t.kind == TensorKind::optimizer_state) updated += t.elements;
    }
    const ModelParameters p = model_parameters(a);
    CHECK((weights == p.text.total + p.prediction.total + p.towers.total));
    CHECK((updated == weights - untrained(graph)));
  });
}

TEST_CASE("a trained weight has an update that reads all of its gradients") {
  for_each_random_graph([](const Architecture&, const OpGraph& graph) {
    std::set<std::size_t> read_by_updates;
    for (const Edge& e : graph.edges)
      if (graph.operators[e.consumer].kind == OperatorKind::update)
        read_by_updates.insert(e.tensor);
    for (std::size_t t = 0; t < graph.tensors.size(); ++t)
      if (graph.tensors[t].kind == TensorKind::weight_gradient)
        CHECK(read_by_updates.count(t) == 1);
  });
}

TEST_CASE("no gradient is made that nothing reads") {
  for_each_random_graph([](const Architecture&, const OpGraph& graph) {
    std::set<std::size_t> read;
    for (const Edge& e : graph.edges) read.insert(e.tensor);
    for (std::size_t t = 0; t < graph.tensors.size(); ++t)
      if (graph.tensors[t].kind == TensorKind::gradient) CHECK(read.count(t) == 1);
  });
}

TEST_CASE("the heaviest chain is one of dependent operators and weighs no more than all") {
  for_each_random_graph([](const Architecture&, const OpGraph& graph) {
    std::vector<Count> weights;
    Count all = 0;
    for (const Operator& op : graph.operators) {
      weights.push_back(op.flops);
      all += op.flops;
    }
    const Path path = longest_path(graph, weights);
    Count along = 0;
    for (const std::size_t v : path.operators) along += weights[v];
    CHECK((path.length == along));
    CHECK((path.length <= all));
    std::set<std::pair<Size, std::size_t>> dependent;
    for (const Edge& e : graph.edges)
      dependent.emplace(graph.tensors[e.tensor].producer, e.consumer);
    for (std::size_t i = 1; i < path.operators.size(); ++i)
      CHECK(dependent.count({static_cast<Size>(path.operators[i - 1]), path.operators[i]}) == 1);
  });
}

TEST_CASE("memory is never below what an operator reads and writes, and all is freed by the end") {
  for_each_random_graph([](const Architecture&, const OpGraph& graph) {
    const LiveBytes live = live_bytes(graph);
    std::vector<Count> touched(graph.operators.size());
    for (const Edge& e : graph.edges)
      if (graph.tensors[e.tensor].producer != before_step)
        touched[e.consumer] += graph.tensors[e.tensor].bytes();
    for (const Tensor& t : graph.tensors)
      if (t.producer != before_step) touched[static_cast<std::size_t>(t.producer)] += t.bytes();
    for (std::size_t i = 0; i < touched.size(); ++i) CHECK((live.profile[i] >= touched[i]));
    CHECK((live.profile.back() == touched.back()));
    CHECK((live.profile[live.peak_operator] == live.peak));
  });
}
