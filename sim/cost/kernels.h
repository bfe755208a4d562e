// The kernels that a framework launches for one rank's graph: operators joined as it joins them.
#pragma once

#include <variant>
#include <vector>

#include "cost/block_cost.h"

namespace tenfold {

struct StreamCall {
  StreamKind kind = StreamKind::elementwise;
  double bytes = 0;
  double launches = 1;  // kernels that move them between each other
};
// Products of routed experts, all in one kernel.
struct GroupedCall {
  MatmulShape shape;
  bool backward = false;
};
struct AttentionCall {
  AttentionShape shape;
  bool backward = false;
};
// FLOPs of a linear recurrence, in a chunked kernel.
struct RecurrenceCall {
  double flops = 0, bytes = 0;
};

// A kernel of one part of a model: a kind of layer, or what stands before or after the layers.
struct Kernel {
  std::size_t part = 0;  // kinds of layers first, then the embedding, then the head
  Pass pass = Pass::forward;
  bool core = false;  // between attention's projections: what selective recompute makes again
  std::variant<MatmulShape, GroupedCall, AttentionCall, StreamCall, RecurrenceCall, Transfer> call;
  std::string_view name = {};  // of the first operator that it runs
};

// Of one micro-batch. `kinds` is the number of layer kinds of the graph's architecture.
std::vector<Kernel> kernels(const LocalGraph&, std::size_t kinds, const ParallelPlan&,
                            const Framework&);

// Which part an operator belongs to.
std::size_t part_of(const OpGraph&, const Operator&, std::size_t kinds);

}  // namespace tenfold
