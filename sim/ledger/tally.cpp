#include "ledger/tally.h"

#include <algorithm>
#include <utility>

#include "graph/lower.h"

namespace tenfold {
namespace {

ParameterRule total_rule(const PublishedParameters& p) {
  return {p.total_rule, p.total_includes_prediction, p.total_includes_towers};
}
ParameterRule active_rule(const PublishedParameters& p) {
  return {p.active_rule, false, p.active_includes_towers};
}

// 6ND counts no tower, which sees no text token, and no prediction module.
FlopCounts flop_counts(const Ledger& ledger, const Tally& t) {
  FlopCounts counts;
  for (const Convention c : all_conventions) {
    const ParameterRule& rule = c == Convention::six_nd_active ? t.active_rule : t.total_rule;
    counts[index(c)] = total(ledger, c, t.parameters, {.embeddings = rule.embeddings});
  }
  return counts;
}

void choose_sequence(Tally& t, const Model& model, const CountQuery& query) {
  const auto& own = model.training.sequence_length;
  t.sequence_length = query.sequence_length.value_or(own.value_or(default_sequence_length));
  t.sequence_origin = query.sequence_length ? "asked for" : own ? "of the model" : "assumed";
  const auto known = model.provenance.find("training.sequence_length");
  if (!query.sequence_length && known != model.provenance.end() &&
      known->second.grade == Grade::assumed)
    t.sequence_origin = "assumed";
}

Count step_flops(const Architecture& a, std::vector<Size> items) {
  const Step step{.sequence_length = 1, .items_per_tower = std::move(items), .bytes = {}};
  return total(account(lower(a, step)), Convention::exact).value_or(0);
}

// What one item adds to a step.
std::vector<TowerTally> tower_tallies(const Architecture& a) {
  std::vector<TowerTally> towers;
  for (const Tower& tower : a.towers) {
    std::vector<Size> items(a.towers.size(), 0);
    items[towers.size()] = 1;
    towers.push_back({tower.name, tower.positions, step_flops(a, items) - step_flops(a, {})});
  }
  return towers;
}

Recipe recipe_of(Count tokens, Size sequence_length) {
  return {{{PhaseKind::pretrain, tokens, sequence_length}}};
}

Interval interval_of(const Uncertain& x) {
  return {median(x), quantile(x, 0.05), quantile(x, 0.95)};
}

Interval times(const Interval& x, double factor) {
  return {factor * x.median, factor * x.p05, factor * x.p95};
}

// Quantiles of a product of independent quantities, on a grid of equally probable cells.
Interval product(const Uncertain& a, const Uncertain& b) {
  constexpr int cells = 400;
  std::vector<double> xs, ys, products;
  for (int i = 0; i < cells; ++i) {
    xs.push_back(quantile(a, (i + 0.5) / cells));
    ys.push_back(quantile(b, (i + 0.5) / cells));
  }
  for (const double x : xs)
    for (const double y : ys) products.push_back(x * y);
  std::sort(products.begin(), products.end());
  const auto at = [&](double u) {
    return products[static_cast<std::size_t>(u * static_cast<double>(products.size() - 1))];
  };
  return {at(0.5), at(0.05), at(0.95)};
}

std::optional<Interval> run_of(const std::optional<Uncertain>& parameters,
                               const std::optional<Uncertain>& tokens) {
  if (!parameters || !tokens) return std::nullopt;
  return times(product(*parameters, *tokens), 6);
}

std::optional<std::pair<Count, Count>> exact_range(const Model& model, const Tally& t) {
  const std::vector<Size>& ends = model.training.sequence_length_range;
  if (t.sequence_origin != "assumed" || ends.size() != 2 || !t.tokens) return std::nullopt;
  const auto at = [&](Size length) {
    return total(account(*model.architecture, recipe_of(*t.tokens, length)), Convention::exact)
        .value_or(0);
  };
  return std::pair(at(ends.front()), at(ends.back()));
}

}  // namespace

double flops_bound(const Model& model, const CountQuery& query) {
  const ModelParameters p = model_parameters(*model.architecture);
  const double length = real(query.sequence_length.value_or(
      model.training.sequence_length.value_or(default_sequence_length)));
  const double tokens =
      std::max(length, real(query.tokens.value_or(model.training.tokens.value_or(0))));
  // No more query-key work a pair and layer than parameters of that layer.
  return (12 + 24 * length) * real(p.text.total + p.prediction.total) * tokens;
}

Tally tally(const Model& model, const CountQuery& query) {
  const Architecture& a = *model.architecture;
  Tally t;
  t.parameters = model_parameters(a);
  t.total_rule = total_rule(model.published);
  t.active_rule = active_rule(model.published);
  t.total = counted_parameters(t.parameters, t.total_rule).total;
  t.active = counted_parameters(t.parameters, t.active_rule).active;
  choose_sequence(t, model, query);
  const Ledger one = account(a, recipe_of(t.sequence_length, t.sequence_length));
  t.per_sequence = flop_counts(one, t);
  t.blocks = by_block(one);
  t.operators = by_operator(one);
  t.towers = tower_tallies(a);
  t.tokens = query.tokens ? query.tokens : model.training.tokens;
  if (t.tokens) t.run = flop_counts(account(a, recipe_of(*t.tokens, t.sequence_length)), t);
  t.exact_range = exact_range(model, t);
  return t;
}

UndisclosedTally undisclosed_tally(const Model& model, const CountQuery& query) {
  Undisclosed u = *model.undisclosed;
  if (query.tokens) u.tokens = Certain{real(*query.tokens)};
  UndisclosedTally t;
  if (u.total_parameters) t.total = interval_of(*u.total_parameters);
  if (u.active_parameters) t.active = interval_of(*u.active_parameters);
  if (u.tokens) t.tokens = interval_of(*u.tokens);
  if (t.total) t.per_token_total = times(*t.total, 6);
  if (t.active) t.per_token_active = times(*t.active, 6);
  t.six_nd_total = run_of(u.total_parameters, u.tokens);
  t.six_nd_active = run_of(u.active_parameters, u.tokens);
  return t;
}

}  // namespace tenfold
