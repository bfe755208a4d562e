// What a training step or a whole run computes, entry by entry, in exact integers.
//
// Entries sum to the totals; a total is derived, never stored. A run's ledger has no optimizer
// entries, since a recipe does not say how many steps it takes, and its bytes are those of steps
// of one sequence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/op_graph.h"
#include "model/parameters.h"
#include "model/recipe.h"

namespace tenfold {

// exact: the model's matrix, attention and recurrence products, attention over the pairs that the
//   mask keeps. full-attention: every query against every key. hardware: what is executed under a
//   plan. 6nd-total, 6nd-active: 6 x parameters x tokens.
enum class Convention : std::uint8_t {
  exact,
  full_attention,
  hardware,
  six_nd_total,
  six_nd_active
};
template <>
inline constexpr std::array enum_names<Convention>{
    std::string_view("exact"), std::string_view("full-attention"), std::string_view("hardware"),
    std::string_view("6nd-total"), std::string_view("6nd-active")};

// One operator of all alike layers (those of one block name) in one phase.
struct Entry {
  std::size_t phase = 0;  // index in Ledger::phases
  std::string block = {};
  std::string_view name = {};  // of the operator
  Size layers = 1;             // how many layers it sums
  Pass pass = Pass::forward;
  OperatorKind kind = OperatorKind::matmul;
  std::string_view cause = {};
  Count flops = 0, full_flops = 0;
  Count bytes_read = 0, bytes_written = 0;
};

struct Ledger {
  std::vector<TrainingPhase> phases;
  std::vector<Entry> entries;
};

// Of one step: a single phase of the step's tokens, with the optimizer.
Ledger account(const OpGraph&);

// Of a run, phase by phase: full sequences times the ledger of one, and the remaining tokens as one
// shorter sequence. Towers see no items.
Ledger account(const Architecture&, const Recipe&);

Count tokens(const Ledger&);

// FLOPs of the products under exact and full-attention; nothing under the other conventions.
std::optional<Count> total(const Ledger&, Convention);

// Which parameters stand in 6 x parameters x tokens.
struct ParameterRule {
  EmbeddingRule embeddings = EmbeddingRule::with;
  bool prediction = false;  // multi-token prediction modules
  bool towers = false;
};
ParameterCount counted_parameters(const ModelParameters&, const ParameterRule&);

// Under every convention; nothing under hardware, which needs a plan.
std::optional<Count> total(const Ledger&, Convention, const ModelParameters&,
                           const ParameterRule& = {});

// A line of a report: sums of the products' FLOPs, and apart from them of everything else.
struct LedgerRow {
  std::string block = {};
  std::string_view name = {};  // of the operator; empty in a row for a block
  Size layers = 1;
  Count forward = 0, backward_input = 0, backward_weight = 0;  // exact
  Count full_flops = 0;                                        // all passes
  Count other_flops = 0;  // convolution, elementwise, reduction, update: in no headline
  Count bytes_read = 0, bytes_written = 0;

  Count flops() const { return forward + backward_input + backward_weight; }
};

// In the order in which blocks and operators first appear; phases are summed.
std::vector<LedgerRow> by_block(const Ledger&);
std::vector<LedgerRow> by_operator(const Ledger&);

}  // namespace tenfold
