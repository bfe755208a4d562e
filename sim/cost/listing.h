// The kernels of a rank's graph as they are listed. Private to cost/; kernels.cpp lists products,
// kernels_attention.cpp attention, kernels_stream.cpp what memory bounds.
#pragma once

#include <array>

#include "cost/kernels.h"
#include "cost/unfused.h"

namespace tenfold {

// Products that read the same input and that frameworks join into one.
struct Joined {
  std::string_view first, later;
  bool Framework::*habit;
};
inline constexpr std::array joined{Joined{"q", "k", &Framework::fused_qkv},
                                   Joined{"q", "v", &Framework::fused_qkv},
                                   Joined{"k", "v", &Framework::fused_qkv},
                                   Joined{"q_down", "kv_down", &Framework::fused_qkv},
                                   Joined{"gate", "up", &Framework::fused_gate_up},
                                   Joined{"experts.gate", "experts.up", &Framework::fused_gate_up},
                                   Joined{"shared.gate", "shared.up", &Framework::fused_gate_up}};

// Backward meets the later one first.
inline bool are_joined(const Joined& j, std::string_view one, std::string_view other) {
  return (one == j.first && other == j.later) || (one == j.later && other == j.first);
}

inline bool is_expert(const Operator& op) { return op.name.substr(0, 8) == "experts."; }

class Listing {
 public:
  Listing(const LocalGraph&, std::size_t kinds, const ParallelPlan&, const Framework&);
  std::vector<Kernel> run();

 private:
  using Call = decltype(Kernel::call);

  void put(const Operator& op, Pass pass, const Call& call, bool core = false) {
    list_.push_back({part_of(g_, op, kinds_), pass, core, call, op.name});
  }
  bool sorts_rows(const Transfer&) const;
  void list(std::size_t i);
  void list_gradient_sum(const Operator&);
  void list_fill(std::size_t i);
  void list_product(const Operator&);
  bool join(const Operator&);
  void list_attention(std::size_t i);
  void list_batched(const Operator&);
  void list_stream(std::size_t i);
  void list_softmax(const Operator&);
  AttentionShape attention_shape(std::size_t scores) const;
  MatmulShape product_shape(const Operator&) const;
  double moved(std::size_t op) const;
  Unfused unfused(const Operator&, StreamKind) const;
  bool is_layer_norm(const Operator&) const;
  double loss_bytes(std::size_t op) const;
  double sums(std::size_t op) const;

  const OpGraph& g_;
  const LocalGraph& local_;
  std::size_t kinds_;
  const ParallelPlan& plan_;
  const Framework& framework_;
  std::vector<std::vector<std::size_t>> inputs_, outputs_;
  std::vector<Kernel> list_;
};

}  // namespace tenfold
