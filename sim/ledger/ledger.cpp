#include "ledger/ledger.h"

#include <map>
#include <tuple>

#include "graph/lower.h"

namespace tenfold {
namespace {

using Key = std::tuple<std::size_t, std::string_view, Pass, OperatorKind, std::string_view>;

Entry entry_of(const OpGraph& graph, const Operator& op) {
  return {.phase = 0,
          .block = graph.blocks[op.block],
          .name = op.name,
          .layers = 0,
          .pass = op.pass,
          .kind = op.kind,
          .cause = op.cause};
}

void add(Entry& to, const Operator& op, const Traffic& bytes) {
  to.flops += op.flops;
  to.full_flops += op.full_flops;
  to.bytes_read += bytes.read;
  to.bytes_written += bytes.written;
}

void add(Entry& to, const Entry& from, Count times) {
  to.flops += from.flops * times;
  to.full_flops += from.full_flops * times;
  to.bytes_read += from.bytes_read * times;
  to.bytes_written += from.bytes_written * times;
}

// The entries of one sequence, with `times` of them counted and the optimizer left out.
void add_sequences(std::vector<Entry>& to, const Architecture& a, Size length, Count times) {
  const Ledger one = account(lower(a, {.sequence_length = length}));
  const bool first = to.empty();
  std::size_t i = 0;
  for (const Entry& e : one.entries) {
    if (e.pass == Pass::optimizer) continue;
    if (first) {
      to.push_back(e);
      to.back().flops = to.back().full_flops = to.back().bytes_read = to.back().bytes_written = 0;
    }
    add(to[i++], e, times);  // operators do not depend on the length, so entries correspond
  }
}

std::vector<Entry> phase_entries(const Architecture& a, const TrainingPhase& phase) {
  const Count full = phase.tokens / phase.sequence_length;
  const Size rest = static_cast<Size>(phase.tokens % phase.sequence_length);
  std::vector<Entry> entries;
  if (full > 0) add_sequences(entries, a, phase.sequence_length, full);
  if (rest > 0) add_sequences(entries, a, rest, 1);
  return entries;
}

}  // namespace

Ledger account(const OpGraph& graph) {
  Ledger ledger{{{PhaseKind::pretrain, graph.step.tokens(), graph.step.sequence_length}}, {}};
  const std::vector<Traffic> bytes = traffic(graph);
  std::map<Key, std::pair<std::size_t, Size>> places;  // index of the entry, last layer that it has
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    const auto [place, is_new] = places.try_emplace({op.block, op.name, op.pass, op.kind, op.cause},
                                                    ledger.entries.size(), op.layer - 1);
    auto& [at, last_layer] = place->second;
    if (is_new) ledger.entries.push_back(entry_of(graph, op));
    if (op.layer != last_layer) ++ledger.entries[at].layers;
    last_layer = op.layer;
    add(ledger.entries[at], op, bytes[i]);
  }
  return ledger;
}

Ledger account(const Architecture& a, const Recipe& recipe) {
  Ledger ledger{recipe.phases, {}};
  for (std::size_t i = 0; i < recipe.phases.size(); ++i)
    for (Entry& e : phase_entries(a, recipe.phases[i])) {
      e.phase = i;
      ledger.entries.push_back(std::move(e));
    }
  return ledger;
}

Count tokens(const Ledger& ledger) {
  Count sum = 0;
  for (const TrainingPhase& phase : ledger.phases) sum += phase.tokens;
  return sum;
}

std::optional<Count> total(const Ledger& ledger, Convention convention) {
  if (convention != Convention::exact && convention != Convention::full_attention) return {};
  Count sum = 0;
  for (const Entry& e : ledger.entries)
    if (is_product(e.kind)) sum += convention == Convention::exact ? e.flops : e.full_flops;
  return sum;
}

ParameterCount counted_parameters(const ModelParameters& all, const ParameterRule& rule) {
  ParameterCount count = text_parameters(all, rule.embeddings);
  if (rule.prediction) count += all.prediction;
  if (rule.towers) count += all.towers;
  return count;
}

std::optional<Count> total(const Ledger& ledger, Convention convention, const ModelParameters& all,
                           const ParameterRule& rule) {
  const ParameterCount counted = counted_parameters(all, rule);
  if (convention == Convention::six_nd_total) return 6 * counted.total * tokens(ledger);
  if (convention == Convention::six_nd_active) return 6 * counted.active * tokens(ledger);
  return total(ledger, convention);
}

}  // namespace tenfold
