// The operators of one training step and the tensors that flow between them: a directed acyclic
// graph in which an operator stands after everything that it reads.
//
// FLOPs: a multiply-add is two. `flops` counts the pairs that a mask keeps (convention `exact`),
// `full_flops` every query against every key (`full-attention`). Only matmul, attention and
// recurrence belong to a headline count; the other kinds are kept beside it.
//
// Bytes are those of fused attention: a tensor with an element a query-key pair never reaches
// memory (`fused`). Source: Dao et al. 2022, arXiv:2205.14135.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"
#include "base/names.h"
#include "model/layer.h"

namespace tenfold {

enum class TensorKind : std::uint8_t {
  activation,
  gradient,
  weight,
  weight_gradient,
  optimizer_state
};
template <>
inline constexpr std::array enum_names<TensorKind>{
    std::string_view("activation"), std::string_view("gradient"), std::string_view("weight"),
    std::string_view("weight-gradient"), std::string_view("optimizer-state")};

enum class Pass : std::uint8_t { forward, backward_input, backward_weight, optimizer };
template <>
inline constexpr std::array enum_names<Pass>{
    std::string_view("forward"), std::string_view("backward-input"),
    std::string_view("backward-weight"), std::string_view("optimizer")};

enum class OperatorKind : std::uint8_t {
  matmul,       // a weight matrix times every token
  attention,    // a product of two activations: scores, values
  recurrence,   // the products of a linear recurrence's state
  convolution,  // a short one, along the sequence
  elementwise,
  reduction,  // norms, softmax, loss
  lookup,     // moves rows: embedding, dispatch to experts
  update      // of a weight by the optimizer
};
template <>
inline constexpr std::array enum_names<OperatorKind>{
    std::string_view("matmul"),      std::string_view("attention"),
    std::string_view("recurrence"),  std::string_view("convolution"),
    std::string_view("elementwise"), std::string_view("reduction"),
    std::string_view("lookup"),      std::string_view("update")};

// Whether a headline FLOP count includes the kind.
constexpr bool is_product(OperatorKind kind) { return kind <= OperatorKind::recurrence; }

// Bytes of one element. Weight gradients are accumulated in fp32; the optimizer keeps an fp32 copy
// of a weight and two moments (Adam).
struct ElementBytes {
  Size activation = 2, weight = 2, weight_gradient = 4, optimizer_state = 12;
};

// The training step that a graph is lowered for.
struct Step {
  Size sequence_length = 0;
  Size sequences = 1;
  std::vector<Size> items_per_tower =
      {};  // images (or stretches of audio) in the step; default none
  ElementBytes bytes = {};

  Count tokens() const { return Count{sequence_length} * sequences; }
};

inline constexpr Size before_step = -1;  // producer of weights, optimizer state, token ids, pixels

struct Tensor {
  std::string_view name = {};  // of the operator that writes it, or of the weight
  Count elements = 0;
  Size bytes_per_element = 0;
  TensorKind kind = TensorKind::activation;
  Size producer = before_step;  // index of the operator that writes it
  bool fused = false;           // stays on chip, see above
  Size of = -1;                 // of a gradient: the tensor that it is the gradient of

  Count bytes() const { return fused ? 0 : elements * bytes_per_element; }
};

// The extents of a product, as in its forward pass whatever the pass. Of a weight: m tokens (of all
// groups together), n rows, k columns; groups: its copies (experts). Of attention: groups are
// sequences x heads, m queries, n keys, k the width of a head. Zero of what is no product.
struct Extent {
  Size groups = 1, m = 0, n = 0, k = 0;
  Size units = 0;  // heads, which tensor parallelism never splits; 0: any split
};

struct Operator {
  std::string_view name = {};  // "q", "scores", "experts.up": a weight's name where it uses one
  std::size_t block = 0;       // index in OpGraph::blocks
  Size layer = -1;             // first to last of its stack; -1 outside the layers
  Pass pass = Pass::forward;
  OperatorKind kind = OperatorKind::matmul;
  Count flops = 0, full_flops = 0;
  std::string_view cause = {};  // "2 x tokens x rows x columns"
  Extent extent = {};
  Size of = -1;  // the forward operator that one of another pass belongs to
};

// `consumer` reads `tensor`; where the tensor has a producer, an edge of the graph.
struct Edge {
  std::size_t tensor = 0, consumer = 0;
};

struct OpGraph {
  Step step;
  std::vector<std::string> blocks;  // names, as in parameter_parts()
  std::vector<Operator> operators;  // in an order of execution
  std::vector<Tensor> tensors;
  std::vector<Edge> edges;
};

// "layers 3 q backward-weight"
std::string label(const OpGraph&, const Operator&);

// Bytes that an operator moves: reads once each tensor that it consumes (of an embedding's table,
// as much as it copies), writes once each that it produces; an update writes its weight and state
// in place.
struct Traffic {
  Count read = 0, written = 0;
};
std::vector<Traffic> traffic(const OpGraph&);  // one an operator

// Indices of operators, each after all that it depends on. A cycle throws std::logic_error that
// names its operators.
std::vector<std::size_t> topological_order(const OpGraph&);

// The chain of dependent operators whose weights (one an operator, none negative) sum highest.
struct Path {
  Count length = 0;
  std::vector<std::size_t> operators;  // first to last
};
Path longest_path(const OpGraph&, const std::vector<Count>& weights);

// Bytes of the tensors alive while the operators run in the order of execution; a tensor lives from
// its producer to its last consumer. What stands before the step is counted apart.
struct LiveBytes {
  std::vector<Count> profile;  // while each operator runs
  Count peak = 0;
  std::size_t peak_operator = 0;  // the first at the peak
  Count standing = 0;             // weights, optimizer state, inputs
};
LiveBytes live_bytes(const OpGraph&);

}  // namespace tenfold
