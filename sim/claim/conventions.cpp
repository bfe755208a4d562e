#include "claim/conventions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/count.h"
#include "claim/compute.h"
#include "claim/handles.h"
#include "ledger/tally.h"

namespace tenfold {
namespace {

// 6 x N x D as an exact integer where both are whole.
std::string exact_text(double parameters, Count tokens) {
  constexpr double largest_exact = 9007199254740992;  // 2^53
  if (parameters > largest_exact) return {};
  const auto whole = static_cast<Count>(parameters);
  return real(whole) == parameters ? decimal(6 * whole * tokens) : std::string();
}

ConventionCount absent(Convention convention, std::string label, std::string reason) {
  return {.convention = convention,
          .label = std::move(label),
          .flops = {},
          .exact = {},
          .range = {},
          .assumption = {},
          .verdict = false,
          .reason = std::move(reason)};
}

// 6 x active parameters x tokens, with the parameters as announced or assumed.
ConventionCount announced(const Model& model) {
  const auto active = active_parameters(model);
  const auto tokens = training_tokens(model);
  if (!active || !tokens)
    return absent(Convention::six_nd_active, "6nd-active",
                  "active parameters or tokens are not disclosed");
  ConventionCount count{.convention = Convention::six_nd_active,
                        .label = {},
                        .flops = {},
                        .exact = {},
                        .range = {},
                        .assumption = {},
                        .reason = {}};
  count.flops = 6 * median(active->value) * median(tokens->value);
  if (model.training.tokens && is_certain(active->value))
    count.exact = exact_text(median(active->value), *model.training.tokens);
  const bool judged = any_judged({*active, *tokens});
  const bool counted = active->provenance.grade == Grade::derived;
  count.label = fmt::format("6nd-active, {} {}", number_text(median(active->value)),
                            judged    ? "assumed"
                            : counted ? "as counted here"
                                      : "as announced");
  if (judged)
    count.assumption = fmt::format("active parameters {} and tokens {}, undisclosed",
                                   text(active->value), text(tokens->value));
  return count;
}

ConventionCount from_ledger(const Ledger& ledger, Convention convention, const Model& model) {
  const PublishedParameters& p = model.published;
  const ParameterRule rule = convention == Convention::six_nd_active
                                 ? ParameterRule{.embeddings = p.active_rule}
                                 : ParameterRule{.embeddings = p.total_rule};
  const auto flops = total(ledger, convention, model_parameters(*model.architecture), rule);
  ConventionCount count{.convention = convention,
                        .label = std::string(name(convention)),
                        .flops = {},
                        .exact = {},
                        .range = {},
                        .assumption = {},
                        .reason = {}};
  if (!flops) return absent(convention, count.label, "needs a plan: see `tenfold run`");
  count.flops = real(*flops);
  count.exact = decimal(*flops);
  return count;
}

Ledger run_ledger(const Model& model, Size sequence_length) {
  const Recipe recipe{{{PhaseKind::pretrain, *model.training.tokens, sequence_length}}};
  return account(*model.architecture, recipe);
}

bool assumes_length(const Model& model) {
  const auto known = model.provenance.find("training.sequence_length");
  return known == model.provenance.end() || is_judged(known->second);
}

// exact and full-attention hang on the sequence length: their range where it is not disclosed.
void add_length_range(ConventionCount& count, const Model& model, Size length,
                      const std::vector<Ledger>& ends) {
  if (!assumes_length(model)) return;
  count.assumption = fmt::format("{} tokens of context, undisclosed", grouped(length));
  if (ends.size() == 2)
    count.range =
        std::pair{real(*total(ends[0], count.convention)), real(*total(ends[1], count.convention))};
}

void add_shape_counts(ModelCounts& counts, const Model& model) {
  const Size length = model.training.sequence_length.value_or(default_sequence_length);
  const Ledger ledger = run_ledger(model, length);
  std::vector<Ledger> ends;
  if (assumes_length(model))
    for (const Size end : model.training.sequence_length_range)
      ends.push_back(run_ledger(model, end));
  if (model.published.active) {
    counts.counts.push_back(from_ledger(ledger, Convention::six_nd_active, model));
    counts.counts.back().label = "6nd-active, as counted here";
  }
  for (const Convention c : {Convention::exact, Convention::full_attention}) {
    counts.counts.push_back(from_ledger(ledger, c, model));
    add_length_range(counts.counts.back(), model, length, ends);
  }
  counts.counts.push_back(from_ledger(ledger, Convention::six_nd_total, model));
  if (is_sparse(*model.architecture)) {
    counts.counts.back().verdict = false;
    counts.counts.back().reason = "most experts idle on each token";
  }
  counts.counts.push_back(from_ledger(ledger, Convention::hardware, model));
}

void add_absent_counts(ModelCounts& counts, const Model& model) {
  const std::string reason =
      model.architecture ? "its training tokens are not disclosed" : "its shape is not disclosed";
  for (const Convention c : {Convention::exact, Convention::full_attention,
                             Convention::six_nd_total, Convention::hardware})
    counts.counts.push_back(absent(c, std::string(name(c)), reason));
}

int handle_of(const ConventionCount& count, std::size_t place) {
  if (place == 0) return announced_handle;
  switch (count.convention) {
    case Convention::exact:
      return exact_handle;
    case Convention::full_attention:
      return full_attention_handle;
    case Convention::six_nd_total:
      return six_nd_total_handle;
    case Convention::six_nd_active:
      return counted_active_handle;
    case Convention::hardware:
      break;
  }
  return 0;
}

void add_range(ModelCounts& counts) {
  for (const ConventionCount& count : counts.counts) {
    if (!count.flops || !count.verdict) continue;
    const double flops = *count.flops;
    if (!counts.range) counts.range = std::pair{flops, flops};
    counts.range->first = std::min(counts.range->first, flops);
    counts.range->second = std::max(counts.range->second, flops);
  }
}

}  // namespace

ModelCounts model_counts(const Model& model, bool baseline) {
  ModelCounts counts{model.name, {announced(model)}, {}};
  if (model.architecture && model.training.tokens)
    add_shape_counts(counts, model);
  else
    add_absent_counts(counts, model);
  for (std::size_t i = 0; i < counts.counts.size(); ++i) {
    const int handle = handle_of(counts.counts[i], i);
    if (counts.counts[i].flops)
      counts.counts[i].handle = baseline ? handle : handle + challenger_handles;
  }
  add_range(counts);
  return counts;
}

const ConventionCount* count_of(const ModelCounts& counts, Convention convention) {
  for (const ConventionCount& count : counts.counts)
    if (count.convention == convention && count.flops && count.verdict) return &count;
  return nullptr;
}

bool is_sparse(const Architecture& a) {
  return std::any_of(a.layers.begin(), a.layers.end(), [](const Block& block) {
    return std::holds_alternative<MixtureOfExperts>(block.feed_forward);
  });
}

}  // namespace tenfold
