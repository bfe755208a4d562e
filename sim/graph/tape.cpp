#include "graph/tape.h"

#include <algorithm>

namespace tenfold {

Value append_tensor(OpGraph& graph, const Tensor& tensor) {
  graph.tensors.push_back(tensor);
  return graph.tensors.size() - 1;
}

std::size_t append_operator(OpGraph& graph, const Operator& op,
                            std::initializer_list<Values> reads) {
  const std::size_t consumer = graph.operators.size();
  const auto first = static_cast<std::ptrdiff_t>(graph.edges.size());
  graph.operators.push_back(op);
  for (const Values& list : reads)
    for (const Value v : list) {
      const bool known = std::any_of(graph.edges.begin() + first, graph.edges.end(),
                                     [&](const Edge& e) { return e.tensor == v; });
      if (!known) graph.edges.push_back({v, consumer});
    }
  return consumer;
}

void Tape::enter(std::string_view block, Size layer) {
  const auto place = std::find(graph_.blocks.begin(), graph_.blocks.end(), block);
  block_ = static_cast<std::size_t>(place - graph_.blocks.begin());
  if (place == graph_.blocks.end()) graph_.blocks.emplace_back(block);
  layer_ = layer;
}

Value Tape::input(std::string_view name, Count elements, Size bytes_per_element) {
  return append_tensor(
      graph_, {.name = name, .elements = elements, .bytes_per_element = bytes_per_element});
}

Value Tape::weight(const Weight& weight) {
  return append_tensor(graph_, {.name = weight.name,
                                .elements = weight.parameters(),
                                .bytes_per_element = graph_.step.bytes.weight,
                                .kind = TensorKind::weight});
}

Values Tape::record(const Call& call) {
  const Operator op{.name = call.name,
                    .block = block_,
                    .layer = layer_,
                    .kind = call.rule->kind,
                    .flops = call.work.exact * call.rule->forward,
                    .full_flops = call.work.full * call.rule->forward,
                    .cause = call.rule->cause,
                    .extent = call.extent};
  const std::size_t at = append_operator(graph_, op, {call.inputs, call.reads, call.weights});
  Values outputs;
  for (const Output& o : call.outputs)
    outputs.push_back(append_tensor(graph_, {.name = call.name,
                                             .elements = o.elements,
                                             .bytes_per_element = graph_.step.bytes.activation,
                                             .producer = static_cast<Size>(at),
                                             .fused = o.fused}));
  records_.push_back({at, call.rule, call.work, call.inputs, call.weights, outputs});
  return outputs;
}

const Weight* Part::find(std::string_view name) const {
  const auto found = std::find_if(weights_.begin(), weights_.end(),
                                  [&](const Weight& w) { return w.name == name; });
  return found == weights_.end() ? nullptr : &*found;
}

// A token's product with several copies: with routed ones, each copy has its tokens; with shared
// ones, which all tokens meet, they are one wider product.
Extent Part::extent(const Weight& w, bool routed, bool narrows) const {
  const auto all = static_cast<Size>(tokens());
  if (routed) return {w.copies, all * w.active, w.rows, w.columns, w.units};
  return {1, all, w.rows * (narrows ? 1 : w.active), w.columns * (narrows ? w.active : 1), w.units};
}

Values Part::matmul(std::string_view name, const Values& inputs, const std::vector<Output>& outputs,
                    const OperatorRule& rule) {
  const Weight* const w = find(name);
  const bool narrows = outputs.size() == 1 && outputs[0].elements == tokens() * w->rows;
  return tape_.record({.name = name,
                       .rule = &rule,
                       .work = same(tokens() * w->active_parameters()),
                       .inputs = inputs,
                       .weights = {tape_.weight(*w)},
                       .outputs = outputs,
                       .extent = extent(*w, &rule == &rules::routed, narrows)});
}

Value Part::matmul(std::string_view name, Value input, const OperatorRule& rule) {
  const Weight* const w = find(name);
  return matmul(name, {input}, {{tokens() * w->rows * w->active}}, rule).front();
}

Value Part::apply(std::string_view name, const OperatorRule& rule, const Work& work,
                  const Values& inputs, std::initializer_list<std::string_view> weights) {
  Call call{.name = name, .rule = &rule, .work = work, .inputs = inputs};
  for (const std::string_view weight : weights)
    if (const Weight* const w = find(weight)) call.weights.push_back(tape_.weight(*w));
  const Tensor& first = tape_.tensor(inputs.front());
  call.outputs = {{first.elements, first.fused}};
  return tape_.record(call).front();
}

Value Part::apply(std::string_view name, const OperatorRule& rule, const Values& inputs,
                  std::initializer_list<std::string_view> weights) {
  return apply(name, rule, same(elements(inputs.front())), inputs, weights);
}

Value Part::bias(std::string_view name, Value x) {
  return has(name) ? apply(name, rules::add, {x}, {name}) : x;
}

}  // namespace tenfold
