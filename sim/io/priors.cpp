#include <algorithm>
#include <filesystem>

#include "io/pooled.h"
#include "io/read.h"
#include "io/read_pooled.h"
#include "io/scenario.h"
#include "io/scenario_fields.h"

namespace tenfold::io {
namespace {

struct Placed {
  std::int64_t line;
  Factor factor;
  std::vector<GradedFinding> evidence;  // that its value is pooled from
};

// A product of factors exists only where none can be zero or negative.
void check_positive(const std::string& key, const Uncertain& value, const toml::table& table,
                    Document& document) {
  const Support range = support(value);
  const bool can_be_zero = range.low == 0 && !std::holds_alternative<LogNormal>(value) &&
                           !std::holds_alternative<Beta>(value);
  if (range.low < 0 || can_be_zero)
    document.fault(*table.get("value"),
                   fmt::format("factor '{}' can be {}: needs values above zero, for it multiplies",
                               key, range.low < 0 ? "negative" : "zero"));
}

// A gain that goes with compute needs the compute at which it holds, and the reverse.
void check_scale(const Factor& factor, const toml::table& table, Document& document) {
  if (factor.at.has_value() != (table.get("per_decade") != nullptr))
    document.fault(table, fmt::format("factor '{}' has {}: needs both 'at' and 'per_decade', or "
                                      "neither",
                                      factor.key, factor.at ? "'at' alone" : "'per_decade' alone"));
}

Placed read_factor(const std::string& key, const toml::table& table, const Scope& root,
                   Document& document) {
  const std::int64_t line = table.source().begin.line;
  if (has_evidence(table)) {
    ReadPooled pooled = read_pooled_factor(key, table, root, document);
    return {line, std::move(pooled.factor), std::move(pooled.evidence)};
  }
  Factor factor = read<Factor>(table, root, fmt::format("factors.{}", key), document);
  factor.key = key;
  if (document.provenance.count(fmt::format("factors.{}.value", key)) > 0)
    check_positive(key, factor.value, table, document);
  check_scale(factor, table, document);
  return {line, std::move(factor), {}};
}

// In the order of the file.
std::vector<Placed> read_factors(Document& document, const Scope& root) {
  const toml::node* node = document.root().get("factors");
  const toml::table* tables = node ? node->as_table() : nullptr;
  if (!tables || tables->empty()) {
    document.fault(node ? *node : static_cast<const toml::node&>(document.root()),
                   "no factors: needs tables [factors.NAME]");
    return {};
  }
  std::vector<Placed> placed;
  for (const auto& [key, inner] : *tables) {
    const toml::table* table = inner.as_table();
    if (!table) {
      document.fault(inner, fmt::format("factor '{}' needs to be a table", key.str()));
      continue;
    }
    placed.push_back(read_factor(std::string(key.str()), *table, root, document));
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const Placed& a, const Placed& b) { return a.line < b.line; });
  return placed;
}

std::vector<Factor> factors_of(const std::vector<Placed>& placed) {
  std::vector<Factor> factors;
  for (const Placed& p : placed) factors.push_back(p.factor);
  return factors;
}

// Natural logarithms become decades; a value that is no log-normal is taken by its quantiles.
std::vector<PooledFactor> pooled_factors_of(const std::vector<Placed>& placed) {
  std::vector<PooledFactor> factors;
  for (const Placed& p : placed) {
    PooledFactor factor{p.factor.key, p.factor.label, std::nullopt, p.evidence};
    if (p.evidence.empty()) {
      const Uncertain& v = p.factor.value;
      const auto* stated = std::get_if<LogNormal>(&v);
      factor.value =
          in_log10(stated ? *stated : LogNormal{median(v), quantile(v, 0.05), quantile(v, 0.95)});
    }
    factors.push_back(std::move(factor));
  }
  return factors;
}

void check_overlap(const Overlap& overlap, const std::vector<Factor>& factors,
                   const toml::table& table, Document& document) {
  std::vector<std::string> known;
  for (const Factor& factor : factors) known.push_back(factor.key);
  if (overlap.factors.size() < 2)
    document.fault(table, fmt::format("overlap '{}' needs two factors or more", overlap.key));
  for (const std::string& factor : overlap.factors)
    if (std::find(known.begin(), known.end(), factor) == known.end())
      document.fault(table, fmt::format("overlap '{}' names the factor '{}', which is not here{}",
                                        overlap.key, factor, suggestion(factor, known)));
}

std::vector<Overlap> read_overlaps(Document& document, const Scope& root,
                                   const std::vector<Factor>& factors) {
  std::vector<Overlap> overlaps;
  const toml::node* node = document.root().get("overlaps");
  if (!node) return overlaps;
  if (!node->is_table()) {
    document.fault(*node, "'overlaps' needs tables [overlaps.NAME]");
    return overlaps;
  }
  for (const auto& [key, inner] : *node->as_table()) {
    const toml::table* table = inner.as_table();
    if (!table) {
      document.fault(inner, fmt::format("overlap '{}' needs to be a table", key.str()));
      continue;
    }
    const std::string path = fmt::format("overlaps.{}", key.str());
    Overlap overlap = read<Overlap>(*table, root, path, document);
    overlap.key = key.str();
    if (document.provenance.count(path + ".value") > 0)
      check_positive(overlap.key, overlap.value, *table, document);
    check_overlap(overlap, factors, *table, document);
    overlaps.push_back(std::move(overlap));
  }
  return overlaps;
}

// A gain that falls by a decade a decade would have no end: the sum of slopes stays above -1.
void check_interactions(const Priors& priors, Document& document) {
  double lowest = 0;
  for (const Factor& factor : priors.factors)
    if (factor.at) lowest += std::min(0.0, quantile(factor.per_decade, 1e-6));
  if (lowest <= -0.9)
    document.fault(document.root(),
                   fmt::format("'per_decade' of all factors can sum to {:.2f}: needs to stay above "
                               "-0.9, for a gain that falls as fast as compute grows has no value",
                               lowest));
  if (interacts(priors) && priors.factors.size() > most_interacting_factors)
    document.fault(document.root(), fmt::format("{} factors that act on each other: at most {}",
                                                priors.factors.size(), most_interacting_factors));
}

struct ReadSet {
  Priors priors;
  PooledPriors pooled;
};

ReadSet read_set(const std::string& path, std::string_view text) {
  Document document(path, text);
  check_format(document, "priors/1");
  read_sources(document);
  const Scope root = scope_of(document.root(), "", {}, document);
  const auto title = read<PriorsTitle>(document.root(), {}, "", document,
                                       {"sources", "factors", "overlaps", "pairs"});
  const std::vector<Placed> placed = read_factors(document, root);
  Priors priors{.key = std::filesystem::path(path).stem().string(),
                .title = title.title,
                .set = title.set,
                .note = title.note,
                .factors = factors_of(placed),
                .sources = {},
                .provenance = {}};
  priors.overlaps = read_overlaps(document, root, priors.factors);
  check_interactions(priors, document);
  std::vector<PooledFactor> factors = pooled_factors_of(placed);
  std::vector<NamedPair> pairs = read_named_pairs(document, root, factors);
  document.throw_if_faulty();
  priors.sources = document.sources;
  priors.provenance = document.provenance;
  const std::string key = priors.key;
  return {std::move(priors), {key, std::move(factors), std::move(pairs)}};
}

}  // namespace

Priors read_priors_text(const std::string& path, std::string_view text) {
  return read_set(path, text).priors;
}

PooledPriors read_pooled_priors_text(const std::string& path, std::string_view text) {
  return read_set(path, text).pooled;
}

}  // namespace tenfold::io
