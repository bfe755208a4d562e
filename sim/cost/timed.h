// Kernels and collectives that somebody timed: what the efficiency parameters of a profile are
// fitted to.
#pragma once

#include <string>
#include <vector>

#include "cost/price.h"

namespace tenfold {

struct TimedMatmul {
  MatmulShape shape;
  Seconds time;
};

struct TimedAttention {
  AttentionShape shape;
  bool backward = false;  // forward plus backward
  Seconds time;
};

// A layer's routed experts: gate and up, activation, down, with the tokens' way in and out.
struct TimedExperts {
  Size tokens = 0, hidden = 0, inner = 0, top_k = 1, experts = 1;
  bool balanced = true;
  Seconds time;
};

struct TimedCollective {
  CollectiveKind kind = CollectiveKind::all_reduce;
  Group group;
  Bytes bytes;
  Seconds time;
};

// Tokens to their experts, or back, one copy for each distinct rank. `bytes`: of every copy.
struct TimedExchange {
  bool back = false;
  Size tokens = 0;  // a rank's
  Bytes bytes;
  Routing routing;
  Group group;
  Seconds time;
};

// The rows of one table that were timed on one part, or on one system where it names them.
struct TimedTable {
  std::string path;
  std::string part;    // as the table calls it: "H100"
  std::string system;  // of a collective: "Lambda 1CC, IB 8x400G"; of a kernel: which library's
  Bandwidth network;   // of an accelerator out of its node; zero where the table has no such rows
  std::vector<TimedMatmul> matmuls;
  std::vector<TimedAttention> attentions;
  std::vector<TimedExperts> experts;
  std::vector<TimedCollective> collectives;
  std::vector<TimedExchange> exchanges;
};

}  // namespace tenfold
