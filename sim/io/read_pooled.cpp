#include "io/read_pooled.h"

#include <algorithm>

#include "base/digits.h"
#include "io/read.h"
#include "io/scenario_fields.h"

namespace tenfold::io {
namespace {

struct EvidenceTable {
  std::string label, note;
  FactorGroup group = FactorGroup::architecture;
  std::vector<GainFinding> evidence;
};

// [pairs.NAME]
struct PairTable {
  std::vector<std::string> factors;
  double months_apart = 0;
  std::string baseline_key, challenger_key;
};

}  // namespace
}  // namespace tenfold::io

namespace tenfold {

template <>
struct Fields<io::EvidenceTable> {
  using T = io::EvidenceTable;
  static constexpr std::tuple table{
      Field{"label", &T::label, "as reports call it"},
      Field{"group", &T::group, "kind of improvement"},
      Field{"note", &T::note, "what a reader should know", optional},
      Field{"evidence", &T::evidence, "findings of studies"},
  };
};

template <>
struct Fields<io::PairTable> {
  using T = io::PairTable;
  static constexpr std::tuple table{
      Field{"factors", &T::factors, "that differ between the two"},
      Field{"months_apart", &T::months_apart, "between the two",
            Rule{.required = false, .low = 0, .high = 600}},
      Field{"baseline_key", &T::baseline_key, "a model of models/", optional},
      Field{"challenger_key", &T::challenger_key, "a model of models/", optional},
  };
};

}  // namespace tenfold

namespace tenfold::io {
namespace {

void check_finding(const GainFinding& f, const toml::node& where, Document& document) {
  if (f.low.has_value() != f.high.has_value())
    document.fault(where, "has one of 'low' and 'high': needs both or neither");
  else if (!f.value && !f.low)
    document.fault(where, "a finding needs a 'value', or 'low' and 'high'");
  else if (f.low && (*f.low > *f.high || (f.value && (*f.value < *f.low || *f.value > *f.high))))
    document.fault(where, fmt::format("'low' {:g} and 'high' {:g}{}: needs low first, and the "
                                      "value between",
                                      *f.low, *f.high,
                                      f.value ? fmt::format(", 'value' {:g}", *f.value) : ""));
}

// What stands behind a finding, by its value or else its range.
GradedFinding graded(const GainFinding& finding, const std::string& path,
                     const Document& document) {
  const auto known = document.provenance.find(path + (finding.value ? ".value" : ".low"));
  if (known == document.provenance.end()) return {finding, Grade::assumed, ""};
  return {finding, known->second.grade, known->second.source.id};
}

// A pool is known no better than what it rests on; that a new study would find as much is
// estimated.
Grade worst_grade(const std::vector<GradedFinding>& all) {
  Grade worst = Grade::estimated;
  for (const GradedFinding& g : all) worst = std::max(worst, g.grade);
  return worst;
}

std::string finding_text(const GainFinding& f) {
  std::string text = f.label;
  if (f.value) text += " " + significant(*f.value, 3);
  if (f.low) text += fmt::format(" [{}, {}]", significant(*f.low, 3), significant(*f.high, 3));
  return text;
}

}  // namespace

bool has_evidence(const toml::table& factor) { return factor.get("evidence") != nullptr; }

std::string pooling_text(const std::vector<GradedFinding>& all) {
  std::string text = fmt::format("pooled from {} findings: ", all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    text += (i > 0 ? "; " : "") + finding_text(all[i].finding);
  return text;
}

ReadPooled read_pooled_factor(const std::string& key, const toml::table& table, const Scope& root,
                              Document& document) {
  const std::string path = fmt::format("factors.{}", key);
  const auto read_table = read<EvidenceTable>(table, root, path, document, {"value"});
  if (const toml::node* value = table.get("value"))
    document.fault(*value, fmt::format("factor '{}' has a 'value' beside its evidence: needs one "
                                       "of the two",
                                       key));
  ReadPooled result{{}, {}};
  const toml::array* nodes = table["evidence"].as_array();
  for (std::size_t i = 0; i < read_table.evidence.size(); ++i) {
    check_finding(read_table.evidence[i], nodes ? *nodes->get(i) : *table.get("evidence"),
                  document);
    result.evidence.push_back(
        graded(read_table.evidence[i], fmt::format("{}.evidence[{}]", path, i), document));
  }
  Factor& factor = result.factor;
  factor.key = key;
  factor.label = read_table.label;
  factor.group = read_table.group;
  factor.note = read_table.note;
  factor.value = log_normal(pooled(PooledFactor{key, factor.label, std::nullopt, result.evidence}));
  document.provenance[path + ".value"] = {worst_grade(result.evidence),
                                          {},
                                          pooling_text(result.evidence),
                                          document.path(),
                                          table.source().begin.line};
  return result;
}

std::vector<NamedPair> read_named_pairs(Document& document, const Scope& root,
                                        const std::vector<PooledFactor>& factors) {
  std::vector<NamedPair> pairs;
  std::vector<std::string> known;
  const toml::node* node = document.root().get("pairs");
  if (node && !node->is_table()) document.fault(*node, "'pairs' needs tables [pairs.NAME]");
  if (node && node->is_table())
    for (const auto& [key, inner] : *node->as_table()) {
      const toml::table* table = inner.as_table();
      if (!table) {
        document.fault(inner, fmt::format("pair '{}' needs to be a table", key.str()));
        continue;
      }
      const auto p = read<PairTable>(*table, root, fmt::format("pairs.{}", key.str()), document);
      known.emplace_back(key.str());
      pairs.push_back(
          {known.back(), {p.factors, p.months_apart, p.baseline_key, p.challenger_key}});
    }
  for (const PooledFactor& factor : factors)
    for (const GradedFinding& g : factor.evidence)
      if (const std::string& pair = g.finding.pair;
          !pair.empty() && std::find(known.begin(), known.end(), pair) == known.end())
        document.fault(document.root(),
                       fmt::format("evidence of '{}' names the pair '{}', which is not here{}",
                                   factor.key, pair, suggestion(pair, known)));
  return pairs;
}

}  // namespace tenfold::io
