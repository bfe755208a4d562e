#include "report/count.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digits.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

std::string title(const Model& m) {
  std::string line = m.name;
  if (!m.developer.empty()) line += ", " + m.developer;
  if (!m.released.empty()) line += ", " + m.released;
  return wrapped(line) + "\n";
}

std::string rule_words(const ParameterRule& rule) {
  constexpr std::array words{"embeddings counted", "without the input embedding",
                             "without embeddings and head"};
  std::string text = words[index(rule.embeddings)];
  if (rule.prediction) text += ", with prediction modules";
  if (rule.towers) text += ", with towers";
  return text;
}

std::vector<std::string> parameter_row(const std::string& what, const ParameterCount& p) {
  return {what, grouped(p.total), grouped(p.active)};
}

std::string parameter_text(const Model& m, const Tally& t) {
  const ModelParameters& p = t.parameters;
  Table table{{"parameters", "total", "active a token"}, {}};
  table.rows.push_back(parameter_row("language model", p.text));
  if (p.prediction.total > 0)
    table.rows.push_back(parameter_row("prediction modules", p.prediction));
  if (p.towers.total > 0) {
    table.rows.push_back(parameter_row("towers and projectors", p.towers));
    table.rows.push_back({"language model and towers", grouped(p.text.total + p.towers.total), ""});
  }
  if (t.total_rule.embeddings != EmbeddingRule::with ||
      t.active_rule.embeddings != EmbeddingRule::with || t.total_rule.prediction)
    table.rows.push_back({"by the maker's rule", grouped(t.total), grouped(t.active)});
  const auto announced = [](const std::optional<Uncertain>& x) {
    return x ? with_suffix(median(*x)) : std::string("n/d");
  };
  table.rows.push_back({"announced", announced(m.published.total), announced(m.published.active)});
  std::string out = text(table);
  const std::string rules =
      fmt::format("total: {}; active: {}", rule_words(t.total_rule), rule_words(t.active_rule));
  out += "  " + wrapped(rules, 78, 4) + "\n";
  if (!m.published.note.empty()) out += "  " + wrapped(m.published.note, 78, 2) + "\n";
  return out;
}

std::string per_token(const std::optional<Count>& flops, Size tokens) {
  return flops ? significant(real(*flops) / real(tokens), 4) : "n/d";
}

// Where the length of a sequence is not disclosed, `exact` is a range.
std::string range_text(const Tally& t) {
  if (!t.exact_range) return {};
  return fmt::format("  exact is {} to {} for the run: the sequence length is undisclosed.\n",
                     significant(real(t.exact_range->first), 3),
                     significant(real(t.exact_range->second), 3));
}

std::string flop_text(const Tally& t) {
  Table table{{"convention", "FLOPs a token"}, {}};
  if (t.tokens) table.heading.emplace_back("of the run");
  for (const Convention c : all_conventions) {
    const auto& flops = t.per_sequence[index(c)];
    std::vector<std::string> row{std::string(name(c)), per_token(flops, t.sequence_length)};
    if (t.tokens) row.push_back(t.run[index(c)] ? significant(real(*t.run[index(c)]), 4) : "n/d");
    table.rows.push_back(row);
  }
  std::string out = fmt::format("FLOPs, forward and backward, sequences of {} tokens ({})",
                                grouped(t.sequence_length), t.sequence_origin);
  if (t.tokens) out += fmt::format(", {} tokens", with_suffix(real(*t.tokens)));
  return wrapped(out, 80, 2) + "\n" + text(table) +
         "  A multiply-add is two. exact: pairs that the mask keeps; full-attention: every\n"
         "  pair; no recomputation, no teacher, text only. hardware needs a plan.\n" +
         range_text(t) +
         (t.parameters.prediction.total > 0
              ? "  The first two count the prediction modules, which training runs; 6ND does not.\n"
              : "") +
         (t.parameters.towers.total > 0 ? "  6nd-total leaves the towers out.\n" : "");
}

std::string tower_text(const Tally& t) {
  std::string out;
  for (const TowerTally& tower : t.towers)
    out += "  " +
           wrapped(fmt::format(
                       "Apart from these: {} FLOPs for each item through {} ({} positions), "
                       "exact, forward and backward.",
                       significant(real(tower.per_item), 4), tower.name, grouped(tower.positions)),
                   78, 2) +
           "\n";
  return out;
}

std::string share(Count part, Count whole) {
  return whole > 0 ? fmt::format("{:.1f} %", 100 * real(part) / real(whole)) : "";
}

std::string row_text(const std::vector<LedgerRow>& rows, const Tally& t, bool by_operator) {
  const Count whole = *t.per_sequence[index(Convention::exact)];
  Table table{{"block", "layers"}, {}, 1};
  if (by_operator) table = {{"block", "operator", "layers"}, {}, 2};
  for (const char* h : {"forward", "backward", "share"}) table.heading.emplace_back(h);
  for (const LedgerRow& r : rows) {
    if (r.flops() == 0) continue;
    std::vector<std::string> row{r.block};
    if (by_operator) row.emplace_back(r.name);
    row.push_back(decimal(r.layers));
    row.push_back(per_token(r.forward, t.sequence_length));
    row.push_back(per_token(r.backward_input + r.backward_weight, t.sequence_length));
    row.push_back(share(r.flops(), whole));
    table.rows.push_back(row);
  }
  return text(table);
}

// Whether a size of an undisclosed model is our own judgement.
bool is_assumed(const Model& m) {
  return std::any_of(m.provenance.begin(), m.provenance.end(), [](const auto& entry) {
    return entry.first.rfind("undisclosed.", 0) == 0 && entry.second.grade == Grade::assumed;
  });
}

std::string interval_text(const std::optional<Interval>& x) {
  if (!x) return "n/d";
  const auto shown = [](double v) {
    if (v >= 1e15) return significant(v, 2);
    const std::string text = with_suffix(v);  // "8.03 T": the interval carries "8 T"
    const auto space = std::min(text.find(' '), text.size());
    return without_zeros(significant(std::stod(text.substr(0, space)), 2)) + text.substr(space);
  };
  return fmt::format("{} [{}, {}]", shown(x->median), shown(x->p05), shown(x->p95));
}

}  // namespace

std::string text(const Model& m, const Tally& t) {
  return title(m) + "\n" + parameter_text(m, t) + "\n" + flop_text(t) + tower_text(t) +
         "\nBy block, exact, FLOPs a token\n" + row_text(t.blocks, t, false) +
         "\nBy operator, exact, FLOPs a token\n" + row_text(t.operators, t, true);
}

std::string text(const Model& m, const UndisclosedTally& t) {
  std::string out =
      title(m) +
      fmt::format("\nIts shape is not disclosed: these are {}, median [5 %, 95 %], not facts.\n",
                  is_assumed(m) ? "priors" : "estimates");
  Table table{{"", "median [5 %, 95 %]"}, {}, 2};
  table.rows = {{"total parameters", interval_text(t.total)},
                {"active parameters", interval_text(t.active)},
                {"training tokens", interval_text(t.tokens)},
                {"6nd-active, a token", interval_text(t.per_token_active)},
                {"6nd-active, the run", interval_text(t.six_nd_active)},
                {"6nd-total, the run", interval_text(t.six_nd_total)},
                {"exact", "n/d: the architecture is not disclosed"}};
  out += text(table);
  for (const auto& [key, p] : m.provenance)
    if (key.rfind("undisclosed.", 0) == 0 && !p.reasoning.empty())
      out += "  " + wrapped(key.substr(12) + ": " + p.reasoning, 78, 4) + "\n";
  return out;
}

}  // namespace tenfold::report
