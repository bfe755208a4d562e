#include "graph/op_graph.h"

#include <algorithm>

namespace tenfold {
namespace {

bool is_updated(const Operator& op, const Tensor& t) {
  return op.kind == OperatorKind::update &&
         (t.kind == TensorKind::weight || t.kind == TensorKind::optimizer_state);
}

// Of which only the rows that are copied are read.
bool is_table(const Operator& op, const Tensor& t) {
  return op.kind == OperatorKind::lookup && t.kind == TensorKind::weight;
}

}  // namespace

std::string label(const OpGraph& graph, const Operator& op) {
  std::string text = graph.blocks[op.block] + " ";
  if (op.layer >= 0) text += std::to_string(op.layer) + " ";
  return text + std::string(op.name) + " " + std::string(name(op.pass));
}

std::vector<Traffic> traffic(const OpGraph& graph) {
  std::vector<Traffic> all(graph.operators.size());
  for (const Tensor& t : graph.tensors)
    if (t.producer != before_step) all[static_cast<std::size_t>(t.producer)].written += t.bytes();
  for (const Edge& e : graph.edges) {
    const Tensor& t = graph.tensors[e.tensor];
    const Operator& op = graph.operators[e.consumer];
    Traffic& bytes = all[e.consumer];
    bytes.read += is_table(op, t) ? std::min(t.bytes(), bytes.written) : t.bytes();
    if (is_updated(op, t)) bytes.written += t.bytes();
  }
  return all;
}

}  // namespace tenfold
