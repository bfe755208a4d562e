// Records the forward operators of a step, so that backward.h can derive the rest from them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "graph/op_graph.h"
#include "graph/rules.h"
#include "model/parameters.h"

namespace tenfold {

using Value = std::size_t;  // index of a tensor
using Values = std::vector<Value>;

// Units of a rule's work under `exact` and under `full-attention`.
struct Work {
  Count exact = 0, full = 0;
};
constexpr Work same(Count units) { return {units, units}; }
constexpr Work operator*(const Work& w, Count times) { return {w.exact * times, w.full * times}; }

struct Output {
  Count elements = 0;
  bool fused = false;
};

// One forward operator. Backward makes gradients for `inputs` and `weights`; `reads` are read
// forward only, and have none.
struct Call {
  std::string_view name;
  const OperatorRule* rule = nullptr;
  Work work = {};
  Values inputs = {}, weights = {}, reads = {};
  std::vector<Output> outputs = {};
  Extent extent = {};
};

struct Record {
  std::size_t op = 0;
  const OperatorRule* rule = nullptr;
  Work work;
  Values inputs, weights, outputs;
};

// Building blocks of a graph, for this file and backward.cpp.
Value append_tensor(OpGraph&, const Tensor&);
std::size_t append_operator(OpGraph&, const Operator&, std::initializer_list<Values> reads);

class Tape {
 public:
  explicit Tape(const Step& step) { graph_.step = step; }

  // What is recorded from here on belongs to this block and layer.
  void enter(std::string_view block, Size layer = -1);

  Value input(std::string_view name, Count elements, Size bytes_per_element);
  Value weight(const Weight&);
  Values record(const Call&);  // its outputs

  const Tensor& tensor(Value v) const { return graph_.tensors[v]; }
  const OpGraph& graph() const { return graph_; }
  const std::vector<Record>& records() const { return records_; }

 private:
  OpGraph graph_;
  std::vector<Record> records_;
  std::size_t block_ = 0;
  Size layer_ = -1;
};

// Sequences of one length, whose tokens go through a stack of layers together.
struct Rows {
  Size sequences = 0, length = 0;
  Count tokens() const { return Count{sequences} * length; }
};

// The operators of a part of a layer, which find the part's weights by name.
class Part {
 public:
  Part(Tape& tape, std::vector<Weight> weights, const Rows& rows)
      : tape_(tape), weights_(std::move(weights)), rows_(rows) {}

  // The product with the weight of that name. `outputs` splits the result; default one.
  Values matmul(std::string_view name, const Values& inputs, const std::vector<Output>& outputs,
                const OperatorRule& rule = rules::product);
  Value matmul(std::string_view name, Value input, const OperatorRule& rule = rules::product);

  // An operator whose output has the shape of its first input, with those of the named weights
  // that the part has.
  Value apply(std::string_view name, const OperatorRule& rule, const Work& work,
              const Values& inputs, std::initializer_list<std::string_view> weights = {});
  Value apply(std::string_view name, const OperatorRule& rule, const Values& inputs,
              std::initializer_list<std::string_view> weights = {});
  Value bias(std::string_view name, Value x);  // x where the part has no such weight

  bool has(std::string_view name) const { return find(name) != nullptr; }
  Count elements(Value v) const { return tape_.tensor(v).elements; }
  Tape& tape() { return tape_; }
  const Rows& rows() const { return rows_; }
  Count tokens() const { return rows_.tokens(); }

 private:
  const Weight* find(std::string_view name) const;
  Extent extent(const Weight&, bool routed, bool narrows) const;

  Tape& tape_;
  std::vector<Weight> weights_;
  Rows rows_;
};

}  // namespace tenfold
