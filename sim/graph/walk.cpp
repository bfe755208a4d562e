// Walks over the graph. Boost.Graph stays in this file.
#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <stdexcept>

#include "graph/op_graph.h"

namespace tenfold {
namespace {

using Dag = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

Dag dag(const OpGraph& graph) {
  Dag g(graph.operators.size());
  for (const Edge& e : graph.edges) {
    const Size producer = graph.tensors[e.tensor].producer;
    if (producer != before_step) add_edge(static_cast<std::size_t>(producer), e.consumer, g);
  }
  return g;
}

// Operators of one cycle: from any operator of a strongly connected component, on within the
// component until one returns. Every one of its operators has a successor there.
std::vector<std::size_t> a_cycle(const Dag& g) {
  std::vector<std::size_t> component(num_vertices(g));
  boost::strong_components(g, component.data());
  const auto next_in_component = [&](std::size_t v) {
    const auto [begin, end] = adjacent_vertices(v, g);
    const auto next =
        std::find_if(begin, end, [&](std::size_t w) { return component[w] == component[v]; });
    return next == end ? num_vertices(g) : *next;
  };
  std::size_t v = 0;
  while (next_in_component(v) == num_vertices(g)) ++v;
  std::vector<std::size_t> path;
  while (std::find(path.begin(), path.end(), v) == path.end()) {
    path.push_back(v);
    v = next_in_component(v);
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), v));
  return path;
}

std::string cycle_message(const OpGraph& graph, const std::vector<std::size_t>& cycle) {
  std::string text = "operators depend on each other in a cycle: ";
  for (const std::size_t v : cycle) text += label(graph, graph.operators[v]) + " -> ";
  return text + label(graph, graph.operators[cycle.front()]);
}

std::vector<std::size_t> order_of(const OpGraph& graph, const Dag& g) {
  std::vector<std::size_t> order;
  try {
    boost::topological_sort(g, std::back_inserter(order));
  } catch (const boost::not_a_dag&) {
    throw std::logic_error(cycle_message(graph, a_cycle(g)));
  }
  std::reverse(order.begin(), order.end());
  return order;
}

// When each tensor was last read, as the operator's place in the order of execution.
std::vector<std::size_t> last_uses(const OpGraph& graph) {
  std::vector<std::size_t> last(graph.tensors.size());
  for (std::size_t t = 0; t < last.size(); ++t)
    last[t] = static_cast<std::size_t>(std::max<Size>(graph.tensors[t].producer, 0));
  for (const Edge& e : graph.edges) last[e.tensor] = std::max(last[e.tensor], e.consumer);
  return last;
}

}  // namespace

std::vector<std::size_t> topological_order(const OpGraph& graph) {
  return order_of(graph, dag(graph));
}

Path longest_path(const OpGraph& graph, const std::vector<Count>& weights) {
  if (graph.operators.empty()) return {};
  const Dag g = dag(graph);
  const std::size_t none = num_vertices(g);
  std::vector<Count> length(none);
  std::vector<std::size_t> before(none, none);
  for (const std::size_t v : order_of(graph, g)) {
    for (auto [e, end] = in_edges(v, g); e != end; ++e)
      if (before[v] == none || length[source(*e, g)] > length[before[v]]) before[v] = source(*e, g);
    length[v] = weights[v] + (before[v] == none ? 0 : length[before[v]]);
  }
  const auto last = std::max_element(length.begin(), length.end());
  Path path{*last, {}};
  for (auto v = static_cast<std::size_t>(last - length.begin()); v != none; v = before[v])
    path.operators.push_back(v);
  std::reverse(path.operators.begin(), path.operators.end());
  return path;
}

LiveBytes live_bytes(const OpGraph& graph) {
  LiveBytes live;
  std::vector<Count> change(graph.operators.size() + 1);  // born less died
  const std::vector<std::size_t> last = last_uses(graph);
  for (std::size_t i = 0; i < last.size(); ++i) {
    const Tensor& t = graph.tensors[i];
    if (t.producer == before_step) {
      live.standing += t.bytes();
    } else {
      change[static_cast<std::size_t>(t.producer)] += t.bytes();
      change[last[i] + 1] -= t.bytes();
    }
  }
  Count alive = 0;
  for (std::size_t i = 0; i + 1 < change.size(); ++i) {
    alive += change[i];
    live.profile.push_back(alive);
    if (alive > live.peak) {
      live.peak = alive;
      live.peak_operator = i;
    }
  }
  return live;
}

}  // namespace tenfold
