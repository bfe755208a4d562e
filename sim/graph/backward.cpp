#include "graph/backward.h"

#include <algorithm>

namespace tenfold {
namespace {

class Backward {
 public:
  explicit Backward(const Tape& tape)
      : tape_(tape), graph_(tape.graph()), gradients_(tape.graph().tensors.size()) {}

  OpGraph run() {
    const std::vector<Record>& records = tape_.records();
    for (std::size_t i = records.size(); i > 0; --i) differentiate(records[i - 1]);
    for (const Record& r : records) update(r);
    return std::move(graph_);
  }

 private:
  void differentiate(const Record&);
  void differentiate_inputs(const Record&, const Values& gradients);
  void differentiate_attention(const Record&, const Values& gradients);
  void differentiate_weights(const Record&, const Values& gradients);
  void update(const Record&);

  Values summed_gradient(Value);
  Values output_gradients(const Record&);
  bool is_made(Value v) const { return graph_.tensors[v].producer != before_step; }
  void write_gradient(Value of, std::size_t producer, TensorKind);
  Operator derived(const Record&, Pass, Size flops_per_unit, std::string_view cause) const;

  const Tape& tape_;
  OpGraph graph_;
  std::vector<Values> gradients_;  // of each tensor of the forward pass, as yet not summed
};

Operator Backward::derived(const Record& r, Pass pass, Size flops_per_unit,
                           std::string_view cause) const {
  Operator op = graph_.operators[r.op];
  op.pass = pass;
  op.flops = r.work.exact * flops_per_unit;
  op.full_flops = r.work.full * flops_per_unit;
  op.cause = cause;
  op.of = static_cast<Size>(r.op);
  return op;
}

void Backward::write_gradient(Value of, std::size_t producer, TensorKind kind) {
  Tensor gradient = graph_.tensors[of];
  gradient.kind = kind;
  gradient.producer = static_cast<Size>(producer);
  gradient.of = static_cast<Size>(of);
  if (kind == TensorKind::weight_gradient)
    gradient.bytes_per_element = graph_.step.bytes.weight_gradient;
  gradients_[of].push_back(append_tensor(graph_, gradient));
}

// None where nothing that has a gradient consumes v.
Values Backward::summed_gradient(Value v) {
  Values parts = std::move(gradients_[v]);
  gradients_[v].clear();
  if (parts.size() < 2) return parts;
  const Tensor& summed = graph_.tensors[v];
  Operator op = graph_.operators[static_cast<std::size_t>(summed.producer)];
  op.of = summed.producer;
  op.name = "gradient_sum";
  op.pass = Pass::backward_input;
  op.kind = rules::gradient_sum.kind;
  op.flops = op.full_flops = summed.elements * (static_cast<Count>(parts.size()) - 1);
  op.cause = rules::gradient_sum.cause;
  write_gradient(v, append_operator(graph_, op, {parts}), TensorKind::gradient);
  return std::move(gradients_[v]);
}

Values Backward::output_gradients(const Record& r) {
  Values all;
  for (const Value v : r.outputs)
    for (const Value g : summed_gradient(v)) all.push_back(g);
  return all;
}

void Backward::differentiate(const Record& r) {
  const Values gradients = output_gradients(r);
  if (gradients.empty() && !r.rule->is_loss) return;
  if (r.rule->passes_through) {
    for (const Value v : r.inputs)
      if (is_made(v)) gradients_[v].push_back(gradients.front());
  } else if (r.rule->kind == OperatorKind::attention) {
    differentiate_attention(r, gradients);
  } else if (std::any_of(r.inputs.begin(), r.inputs.end(), [&](Value v) { return is_made(v); })) {
    differentiate_inputs(r, gradients);
  }
  differentiate_weights(r, gradients);
}

void Backward::differentiate_inputs(const Record& r, const Values& gradients) {
  const Operator op = derived(r, Pass::backward_input, r.rule->backward_input, r.rule->cause_input);
  const bool linear = op.kind == OperatorKind::matmul || op.kind == OperatorKind::convolution;
  const bool reads_inputs =
      !linear && (r.rule->saves == Saves::inputs || op.kind == OperatorKind::recurrence);
  const bool reads_output = r.rule->saves == Saves::output || r.rule->is_loss;
  const std::size_t at = append_operator(graph_, op,
                                         {gradients, r.weights, reads_inputs ? r.inputs : Values{},
                                          reads_output ? r.outputs : Values{}});
  for (const Value v : r.inputs)
    if (is_made(v)) write_gradient(v, at, TensorKind::gradient);
}

// C = A B has the gradients G B^T of A and A^T G of B; B may come in several pieces.
void Backward::differentiate_attention(const Record& r, const Values& gradients) {
  const Values first{r.inputs.front()}, second(r.inputs.begin() + 1, r.inputs.end());
  const Size flops = r.rule->backward_input;
  const Operator into_first = derived(r, Pass::backward_input, flops, r.rule->cause_input);
  write_gradient(first.front(), append_operator(graph_, into_first, {gradients, second}),
                 TensorKind::gradient);
  const Operator into_second = derived(r, Pass::backward_input, flops, r.rule->cause_weight);
  const std::size_t at = append_operator(graph_, into_second, {gradients, first});
  for (const Value v : second) write_gradient(v, at, TensorKind::gradient);
}

// A sum or a lookup needs no inputs for the gradient of its weight; a lookup needs its indices.
void Backward::differentiate_weights(const Record& r, const Values& gradients) {
  const bool reads_inputs = !r.rule->passes_through;
  for (const Value w : r.weights) {
    Operator op = derived(r, Pass::backward_weight, r.rule->backward_weight, r.rule->cause_weight);
    if (!is_product(op.kind)) op.name = graph_.tensors[w].name;
    const std::size_t at =
        append_operator(graph_, op, {gradients, reads_inputs ? r.inputs : Values{}});
    write_gradient(w, at, TensorKind::weight_gradient);
  }
}

// A weight with several uses is updated once, where it is used first.
void Backward::update(const Record& r) {
  for (const Value w : r.weights) {
    const Values gradients = std::move(gradients_[w]);
    gradients_[w].clear();
    if (gradients.empty()) continue;
    Tensor state = graph_.tensors[w];
    state.kind = TensorKind::optimizer_state;
    state.bytes_per_element = graph_.step.bytes.optimizer_state;
    Operator op = graph_.operators[r.op];
    op.of = static_cast<Size>(r.op);
    op.name = state.name;
    op.pass = Pass::optimizer;
    op.kind = rules::adam.kind;
    op.flops = op.full_flops = rules::adam.forward * state.elements;
    op.cause = rules::adam.cause;
    append_operator(graph_, op, {gradients, {w}, {append_tensor(graph_, state)}});
  }
}

}  // namespace

OpGraph with_backward(const Tape& tape) { return Backward(tape).run(); }

}  // namespace tenfold
