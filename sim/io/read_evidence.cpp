#include "io/read_evidence.h"

#include <cmath>

#include "io/hardware.h"
#include "io/read.h"
#include "io/scenario_tables.h"

namespace tenfold::io {

// [evidence]
struct EvidenceTable {
  double margin = 3;
  std::optional<Basing> verdict;
};

// [evidence.word]
struct WordTable {
  double bayes_factor = 1;
};

// [[evidence.compute]]
struct ComputeTable {
  std::string label, accelerator;
  ClaimSide side = ClaimSide::challenger;
  std::optional<Seconds> hours;
  std::optional<Quantity<Dimension{.usd = 1}>> dollars;
  std::optional<Quantity<Dimension{.second = -1, .usd = 1}>> price;
  Uncertain share_of_peak = Certain{0.4};
};

}  // namespace tenfold::io

namespace tenfold {

template <>
struct Fields<io::EvidenceTable> {
  using T = io::EvidenceTable;
  static constexpr std::tuple table{
      Field{"margin", &T::margin, "points within which two models count as equal",
            Rule{.required = false, .low = 1e-3, .high = 1e3}},
      Field{"verdict", &T::verdict, "which P the exit code follows", optional},
  };
};

template <>
struct Fields<io::WordTable> {
  static constexpr std::tuple table{
      Field{"bayes_factor", &io::WordTable::bayes_factor,
            "how many times likelier the word is where it is so than where it is not",
            Rule{.low = 1e-6, .high = 1e6}},
  };
};

template <>
struct Fields<io::ComputeTable> {
  using T = io::ComputeTable;
  static constexpr std::tuple table{
      Field{"label", &T::label, "as reports call it"},
      Field{"side", &T::side, "whose compute it is", optional},
      Field{"accelerator", &T::accelerator, "profile in hardware_profiles/"},
      Field{"hours", &T::hours, "accelerator-hours of the run", optional},
      Field{"dollars", &T::dollars, "instead: what the run cost", optional},
      Field{"price", &T::price, "with dollars: of an accelerator-hour", optional},
      Field{"share_of_peak", &T::share_of_peak, "of the rated 16-bit peak, averaged over the run"},
  };
};

}  // namespace tenfold

namespace tenfold::io {
namespace {

const toml::table* table_of(const toml::table& outer, std::string_view key, Document& document) {
  const toml::node* node = outer.get(key);
  if (node && !node->is_table())
    document.fault(*node, fmt::format("'{}' needs to be a table", key));
  return node ? node->as_table() : nullptr;
}

template <class Each>
void each_of(const toml::table& outer, std::string_view key, Document& document, Each each) {
  const toml::node* node = outer.get(key);
  if (!node) return;
  if (!node->is_array() || !node->as_array()->is_array_of_tables())
    return document.fault(*node, fmt::format("'{0}' needs tables: [[evidence.{0}]]", key));
  std::size_t place = 0;
  for (const toml::node& element : *node->as_array())
    each(*element.as_table(), fmt::format("evidence.{}.{}", key, place++));
}

std::optional<Seconds> hours_of(const ComputeTable& c, const toml::table& table,
                                Document& document) {
  if (c.hours && !c.dollars) return c.hours;
  if (c.dollars && c.price && !c.hours) return Seconds::base(c.dollars->base() / c.price->base());
  document.fault(table, "needs 'hours', or 'dollars' with the 'price' of an accelerator-hour");
  return std::nullopt;
}

// Log-normal through the 5 and 95 % points of the share of peak.
std::optional<Uncertain> flops_of(Seconds hours, FlopRate peak, const Uncertain& share,
                                  const toml::table& table, Document& document) {
  const double low = quantile(share, 0.05), high = quantile(share, 0.95);
  if (!(low > 0 && high > low && high <= 1)) {
    document.fault(table, "'share_of_peak' needs a distribution between 0 and 1");
    return std::nullopt;
  }
  const double most = hours.base() * peak.base();
  return LogNormal{most * std::sqrt(low * high), most * low, most * high};
}

std::optional<ComputeEvidence> compute_of(const ComputeTable& c, const toml::table& table,
                                          const std::string& path, Document& document,
                                          const Library& library, std::vector<InputFile>& files) {
  std::optional<Accelerator> accelerator;
  load_at(*table.get("accelerator"), document, [&] {
    files.push_back(input_file(library, find_file(library, "hardware_profiles", c.accelerator)));
    accelerator = load_accelerator(library, c.accelerator);
  });
  const auto hours = hours_of(c, table, document);
  const auto peak = accelerator ? peak_16bit(*accelerator) : std::nullopt;
  if (!hours || !peak) return std::nullopt;
  const auto flops = flops_of(*hours, *peak, c.share_of_peak, table, document);
  if (!flops) return std::nullopt;
  const auto known = document.provenance.find(path + (c.hours ? ".hours" : ".dollars"));
  return ComputeEvidence{c.label, c.side, *flops,
                         fmt::format("{:.3g} h x {:.0f} TFLOP/s x {} of peak", hours->base() / 3600,
                                     peak->in(TFLOP_per_s), summary(c.share_of_peak)),
                         known == document.provenance.end() ? Provenance{} : known->second};
}

void read_word(Evidence& evidence, const toml::table& outer, const Scope& scope,
               Document& document) {
  const toml::table* table = table_of(outer, "word", document);
  if (!table) return;
  const auto word = read<WordTable>(*table, scope, "evidence.word", document);
  const auto known = document.provenance.find("evidence.word.bayes_factor");
  evidence.word = VendorWord{word.bayes_factor,
                             known == document.provenance.end() ? Provenance{} : known->second};
}

// Two tables to fit, or what somebody else's fit says.
void check_ladder(LadderEvidence& ladder, const toml::table& table, Document& document) {
  const bool tables = !ladder.baseline.empty() && !ladder.challenger.empty();
  if (tables == ladder.stated.has_value() || ladder.baseline.empty() != ladder.challenger.empty())
    document.fault(table, fmt::format("'{}' needs the tables 'baseline' and 'challenger', or the "
                                      "'gain' that was fitted elsewhere",
                                      ladder.label));
  if (!ladder.stated) return;
  const double low = quantile(*ladder.stated, 0.05), high = quantile(*ladder.stated, 0.95);
  if (!(low > 0 && high > low))
    return document.fault(table, "'gain' needs a distribution above zero, as a log-normal");
  ladder.gain = LadderGain{};
  ladder.gain->at = ladder.at ? ladder.at->base() : 0;
  ladder.gain->forms = {{"stated", median(*ladder.stated), low, high}};
  ladder.gain->log10_mean = std::log10(low * high) / 2;
  ladder.gain->log10_sd = std::log10(high / low) / (2 * z95);
}

void check_scores(const BenchmarkScores& scores, const toml::table& table, Document& document) {
  if (scores.items.has_value() == scores.error.has_value())
    document.fault(table, fmt::format("'{}' needs 'items' or 'error', one of the two: without "
                                      "either no test can be made",
                                      scores.name));
  const auto outside = [](double points) { return points < 0 || points > 100; };
  if (scores.items && (outside(scores.baseline) || outside(scores.challenger)))
    document.fault(table, fmt::format("'{}' has a score outside 0 to 100: a share of right "
                                      "answers is in points of 100",
                                      scores.name));
}

}  // namespace

Evidence read_evidence(Document& document, const Scope& root, const Library& library,
                       std::vector<InputFile>& files) {
  Evidence evidence;
  const toml::table* table = table_of(document.root(), "evidence", document);
  if (!table) return evidence;
  const Scope scope = scope_of(*table, "evidence", root, document);
  const auto top = read<EvidenceTable>(*table, root, "evidence", document,
                                       {"word", "ladders", "compute", "benchmarks"});
  evidence.margin = top.margin;
  evidence.verdict = top.verdict;
  read_word(evidence, *table, scope, document);
  each_of(*table, "ladders", document, [&](const toml::table& t, std::string path) {
    evidence.ladders.push_back(read<LadderEvidence>(t, scope, std::move(path), document));
    check_ladder(evidence.ladders.back(), t, document);
  });
  each_of(*table, "compute", document, [&](const toml::table& t, const std::string& path) {
    const auto fields = read<ComputeTable>(t, scope, path, document);
    if (fields.accelerator.empty()) return;
    if (auto found = compute_of(fields, t, path, document, library, files))
      evidence.compute.push_back(std::move(*found));
  });
  each_of(*table, "benchmarks", document, [&](const toml::table& t, std::string path) {
    evidence.benchmarks.push_back(read<BenchmarkScores>(t, scope, std::move(path), document));
    check_scores(evidence.benchmarks.back(), t, document);
  });
  return evidence;
}

}  // namespace tenfold::io
