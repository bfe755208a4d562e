// What one kernel or one collective takes on an accelerator. The equations are those of
// docs/methods.md, section "Kernels"; the parameters are data of the profile.
#pragma once

#include "base/number_format.h"
#include "base/units.h"
#include "hardware/cluster.h"
#include "plan/plan.h"

namespace tenfold {

// `groups` products of m x k by k x n. `groups` over 1: of routed experts, in one kernel.
struct MatmulShape {
  Size groups = 1, m = 0, n = 0, k = 0;
  NumberFormat format = NumberFormat::bf16;
  double output_bytes = 2;  // of an element; 4 where gradients are accumulated
  double cast = 1;  // part of the left operand's cast to the format that is a pass of its own
};

// Attention of `sequences` x `heads`, `queries` long on `keys` long. `kept` is the part of the
// queries x keys pairs that the mask keeps.
struct AttentionShape {
  Size sequences = 1, heads = 0, kv_heads = 0, queries = 0, keys = 0, key_width = 0,
       value_width = 0;
  double kept = 0.5;
  AttentionKernel kernel = AttentionKernel::flash_2;
};

enum class StreamKind : std::uint8_t { elementwise, activation, norm, softmax, lookup, optimizer };

// A time and the variance of its logarithm.
struct Priced {
  Seconds time;
  double spread = 0;
};

Priced matmul_time(const MatmulShape&, const Accelerator&);
Priced grouped_matmul_time(const MatmulShape&, const Accelerator&, bool backward, bool balanced);
Priced attention_time(const AttentionShape&, const Accelerator&, bool backward);
Priced stream_time(StreamKind, Bytes moved, const Accelerator&);

// The ranks of a collective: how many of them within each tier of the cluster, innermost first. The
// product is their number. {8, 4}: four nodes with eight ranks each.
struct Group {
  std::vector<Size> per_tier;
  Size ranks() const {
    Size n = 1;
    for (const Size r : per_tier) n *= r;
    return n;
  }
};

// `bytes` as nccl-tests counts them (the whole tensor of an all-reduce, all-gather's output,
// reduce-scatter's input, what a rank sends in an all-to-all, copies to itself included).
Priced collective_time(CollectiveKind, Bytes bytes, const Group&, const Cluster&);

// Between neighbours of a ring whose steps cross the given tier.
Priced point_to_point_time(Bytes, std::size_t tier, const Cluster&);

// How tokens choose experts: `copies` of them, in `kept` of `groups` equal runs of experts.
struct Routing {
  Size copies = 1;
  Size groups = 1, kept = 1;
};

// Tokens to experts: one copy for each distinct node. `bytes` count every copy.
Priced expert_exchange_time(Bytes bytes, const Routing&, const Group&, const Cluster&);

// Of tokens whose experts are spread over `units`: units other than its own that a token reaches,
// in the mean, where groups and experts are chosen evenly. It is sent to each of them once.
double units_reached(double units, const Routing&);

}  // namespace tenfold
