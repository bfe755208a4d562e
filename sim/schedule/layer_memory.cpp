#include "schedule/layer_memory.h"

#include <algorithm>

#include "graph/rules.h"

namespace tenfold {
namespace {

// Bytes of the gradient of a probability, and of a score. Fused: in 16 bits. Separate kernels: in
// 32 bits, with the 32-bit score or the gradient that the cast to 16 bits takes.
constexpr double gradient_bytes(AttentionKernel k) { return k == AttentionKernel::unfused ? 7 : 2; }

bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}

bool in_prediction(const OpGraph& g, const Operator& op) {
  return starts_with(g.blocks[op.block], "prediction");
}

// Of the operators that `mine` picks. A weight with several readers counts once.
template <class Mine>
WeightElements weight_elements(const OpGraph& g, const Mine& mine) {
  std::vector<bool> counted(g.tensors.size(), false);
  WeightElements sum;
  for (const Edge& e : g.edges) {
    const Tensor& t = g.tensors[e.tensor];
    const Operator& op = g.operators[e.consumer];
    if (t.kind != TensorKind::weight || op.pass != Pass::forward || counted[e.tensor] || !mine(op))
      continue;
    counted[e.tensor] = true;
    (starts_with(t.name, "experts.") ? sum.expert : sum.dense) += real(t.elements);
  }
  return sum;
}

// Masked pairs too: a stored score matrix is square.
template <class Mine>
double squareness(const OpGraph& g, const Mine& mine) {
  for (const Operator& op : g.operators)
    if (mine(op) && op.pass == Pass::forward && op.name == "softmax" && op.flops > 0)
      return real(op.full_flops) / real(op.flops);
  return 1;
}

// What a layer's backward pass adds to what is kept, at its peak: gradients of activations, each
// from its producer to its last reader, less the activations that no later operator reads.
template <class Mine>
double peak_working(const OpGraph& g, const Mine& mine, AttentionKernel kernel) {
  std::vector<std::size_t> last(g.tensors.size(), 0);
  for (const Edge& e : g.edges) last[e.tensor] = std::max(last[e.tensor], e.consumer);
  std::vector<double> change(g.operators.size() + 1, 0);
  const double score_bytes = is_flash(kernel) ? 0 : gradient_bytes(kernel) * squareness(g, mine);
  for (std::size_t i = 0; i < g.tensors.size(); ++i) {
    const Tensor& t = g.tensors[i];
    if (t.producer < 0 || !mine(g.operators[static_cast<std::size_t>(t.producer)])) continue;
    const auto born = static_cast<std::size_t>(t.producer);
    if (t.kind == TensorKind::gradient) {
      const double bytes = t.fused ? score_bytes * real(t.elements) : real(t.bytes());
      change[born] += bytes;
      change[std::max(last[i], born) + 1] -= bytes;
    } else if (t.kind == TensorKind::activation && !t.fused &&
               g.operators[last[i]].pass != Pass::forward && mine(g.operators[last[i]])) {
      change[last[i] + 1] -= real(t.bytes());
    }
  }
  double alive = 0, peak = 0;
  for (const double c : change) peak = std::max(peak, alive += c);
  return peak;
}

// Bytes of what forward operators of that name write.
template <class Mine>
double written(const OpGraph& g, std::string_view name, const Mine& mine) {
  double sum = 0;
  for (const Tensor& t : g.tensors) {
    if (t.kind != TensorKind::activation || t.producer < 0) continue;
    const Operator& op = g.operators[static_cast<std::size_t>(t.producer)];
    if (op.pass == Pass::forward && op.name == name && mine(op)) sum += real(t.bytes());
  }
  return sum;
}

}  // namespace

LayerMemory layer_memory(const LocalGraph& local, std::size_t kind, const ParallelPlan& plan,
                         const Framework& f) {
  const OpGraph& g = local.graph;
  const auto mine = [&](const Operator& op) {
    if (kind == prediction_layers) return in_prediction(g, op);
    return op.layer == static_cast<Size>(kind) && !in_prediction(g, op);
  };
  LayerMemory m;
  m.weights = weight_elements(g, mine);
  m.saved = total_bytes(saved_activations(local, kind, plan, f));
  m.input = input_bytes(local, kind);
  m.working = peak_working(g, mine, plan.attention);
  return m;
}

// The embedding's weights and the head's, and what stands between the last layer and the loss.
EndMemory end_memory(const LocalGraph& local) {
  const OpGraph& g = local.graph;
  const auto in_block = [&](std::string_view block) {
    return [&g, block](const Operator& op) { return g.blocks[op.block] == block; };
  };
  EndMemory e;
  e.tied =
      weight_elements(
          g, [&](const Operator& op) { return in_block("embedding")(op) || in_block("head")(op); })
          .dense <
      weight_elements(g, in_block("embedding")).dense + weight_elements(g, in_block("head")).dense;
  const auto norm = [&](std::string_view name) {
    return
        [&g, name](const Operator& op) { return g.blocks[op.block] == "norms" && op.name == name; };
  };
  e.embedding =
      weight_elements(g, in_block("embedding")).dense + weight_elements(g, norm("embedding")).dense;
  e.head = weight_elements(g, in_block("head")).dense;
  e.final_norm = weight_elements(g, norm("final")).dense;
  e.saved = written(g, "final", in_block("norms"));
  for (const Edge& edge : g.edges) {
    const Operator& op = g.operators[edge.consumer];
    if (op.name == "loss" && op.pass == Pass::forward)
      e.logits += real(g.tensors[edge.tensor].elements);
  }
  return e;
}

}  // namespace tenfold
