#include <algorithm>
#include <filesystem>

#include "io/read.h"
#include "io/scenario.h"
#include "io/scenario_fields.h"

namespace tenfold::io {
namespace {

struct Placed {
  std::int64_t line;
  Factor factor;
};

// A product of factors exists only where none can be zero or negative.
void check_positive(const Factor& factor, const toml::table& table, Document& document) {
  const Support range = support(factor.value);
  const bool can_be_zero = range.low == 0 && !std::holds_alternative<LogNormal>(factor.value) &&
                           !std::holds_alternative<Beta>(factor.value);
  if (range.low < 0 || can_be_zero)
    document.fault(*table.get("value"),
                   fmt::format("factor '{}' can be {}: needs values above zero, for it multiplies",
                               factor.key, range.low < 0 ? "negative" : "zero"));
}

std::vector<Factor> read_factors(Document& document, const Scope& root) {
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
    Factor factor = read<Factor>(*table, root, fmt::format("factors.{}", key.str()), document);
    factor.key = key.str();
    if (document.provenance.count(fmt::format("factors.{}.value", factor.key)) > 0)
      check_positive(factor, *table, document);
    placed.push_back({inner.source().begin.line, std::move(factor)});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const Placed& a, const Placed& b) { return a.line < b.line; });
  std::vector<Factor> factors;
  for (Placed& p : placed) factors.push_back(std::move(p.factor));
  return factors;
}

}  // namespace

Priors read_priors_text(const std::string& path, std::string_view text) {
  Document document(path, text);
  check_format(document, "priors/1");
  read_sources(document);
  const Scope root = scope_of(document.root(), "", {}, document);
  const auto title = read<PriorsTitle>(document.root(), {}, "", document, {"sources", "factors"});
  Priors priors{.key = std::filesystem::path(path).stem().string(),
                .title = title.title,
                .set = title.set,
                .note = title.note,
                .factors = read_factors(document, root),
                .sources = {},
                .provenance = {}};
  document.throw_if_faulty();
  priors.sources = document.sources;
  priors.provenance = document.provenance;
  return priors;
}

}  // namespace tenfold::io
