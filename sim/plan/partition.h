// One rank's share of a step: its operators, and what it sends.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "graph/op_graph.h"
#include "plan/plan.h"

namespace tenfold {

// The part of a plan that changes the shapes of operators: plans that share it share their costs.
struct Shard {
  Size tensor = 1, context = 1, expert = 1, expert_tensor = 1;
  bool sequence_parallel = false;
  bool gather_again = true;  // always where nothing is gathered
  ContextKind context_kind = ContextKind::ring;
  Size micro_batch = 1, sequence_length = 0;
  NumberFormat format = NumberFormat::bf16;
  auto operator<=>(const Shard&) const = default;
};
Shard shard_of(const ParallelPlan&, Size sequence_length);

// The ranks that a collective joins.
enum class Axis : std::uint8_t {
  tensor,
  context,
  expert,
  expert_tensor,
  pipeline,
  data,
  expert_data
};
template <>
inline constexpr std::array enum_names<Axis>{
    std::string_view("tensor"),        std::string_view("context"),  std::string_view("expert"),
    std::string_view("expert-tensor"), std::string_view("pipeline"), std::string_view("data"),
    std::string_view("expert-data")};

enum class Exchange : std::uint8_t { all_reduce, all_gather, reduce_scatter, all_to_all, ring };
template <>
inline constexpr std::array enum_names<Exchange>{
    std::string_view("all-reduce"), std::string_view("all-gather"),
    std::string_view("reduce-scatter"), std::string_view("all-to-all"), std::string_view("ring")};

// A collective that a rank takes part in, next to an operator of its graph.
struct Transfer {
  Exchange exchange = Exchange::all_reduce;
  Axis axis = Axis::tensor;
  Count bytes = 0;     // of the whole tensor: each rank's input of an all-reduce or reduce-scatter,
                       // each rank's output of an all-gather; what one rank sends in an all-to-all
  Size copies = 0;     // all-to-all: destinations of a token (top_k); bytes count each copy
  std::size_t op = 0;  // the operator that it follows or feeds
  std::size_t block = 0;
  Size layer = -1;
  Pass pass = Pass::forward;
  std::string_view name = {};  // of the operator
};

// FLOPs that ranks compute beyond an even share, by cause.
struct Replication {
  std::string_view name = {};   // of the operator
  std::string_view cause = {};  // "computed on every tensor rank", "padded heads"
  Count flops = 0;              // of all ranks together, beyond the ledger's
};

// A rank that would hold every layer; a pipeline stage runs the layers it is given.
struct LocalGraph {
  OpGraph graph;
  Shard shard;
  std::vector<Transfer> transfers;
  std::vector<Replication> replication;
  std::vector<bool> gathered;  // tensors held by sequence that a column-split product reads whole
};

// Sharded FLOPs times ranks (tensor x context) equal the whole's, plus `replication`.
LocalGraph partition(const OpGraph& whole, const Shard&);

// An architecture with one layer of each kind, and which kind each layer is: what is costed once.
struct DistinctLayers {
  Architecture architecture;
  std::vector<std::size_t> kind;  // of each layer of the whole, an index into architecture.layers
  std::vector<Size> count;        // layers of each kind
};
DistinctLayers distinct_layers(const Architecture&);

}  // namespace tenfold
