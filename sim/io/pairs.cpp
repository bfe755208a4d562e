#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "io/csv.h"
#include "io/document.h"
#include "io/pooled.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

constexpr double most_months = 600, least_gain = 1e-6, most_gain = 1e6;

std::string list(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

// Names with the spaces around them left out; "other-architecture" is other_architecture.
std::vector<std::string> names_in(const std::string& cell) {
  std::vector<std::string> names(1);
  for (const char c : cell) {
    if (c == ';' || c == ',' || c == '|')
      names.emplace_back();
    else if (c != ' ' && c != '\t')
      names.back() += c == '-' ? '_' : c;
  }
  std::erase(names, "");
  return names;
}

std::string trimmed(const std::string& cell) {
  const std::size_t first = cell.find_first_not_of(" \t");
  if (first == std::string::npos) return "";
  return cell.substr(first, cell.find_last_not_of(" \t") - first + 1);
}

// The columns that are read, by where they stand.
class PairTable {
 public:
  PairTable(std::string path, std::vector<CsvRow> rows, const std::vector<std::string>& factors)
      : path_(std::move(path)), rows_(std::move(rows)), factors_(factors) {}

  std::vector<KnownPair> pairs() {
    if (rows_.empty()) {
      fault(1, "is empty: needs a line of column names");
      throw InputError(faults_);
    }
    for (const char* needed : {"id", "factors", "months_apart"})
      if (!column(needed)) fault(rows_[0].line, fmt::format("column '{}' is missing", needed));
    if (!faults_.empty()) throw InputError(faults_);
    std::vector<KnownPair> all;
    for (std::size_t i = 1; i < rows_.size(); ++i) all.push_back(pair_of(rows_[i]));
    if (!faults_.empty()) throw InputError(faults_);
    return all;
  }

 private:
  void fault(std::int64_t line, std::string what) {
    faults_.push_back({path_, line, 1, std::move(what)});
  }

  std::optional<std::size_t> column(std::string_view name) {
    std::optional<std::size_t> found;
    for (std::size_t c = 0; c < rows_[0].cells.size(); ++c) {
      if (trimmed(rows_[0].cells[c]) != name) continue;
      if (found) fault(rows_[0].line, fmt::format("column '{}' stands twice", name));
      found = c;
    }
    return found;
  }

  std::string cell(const CsvRow& row, std::string_view name) {
    const auto at = column(name);
    return at && *at < row.cells.size() ? trimmed(row.cells[*at]) : "";
  }

  std::optional<double> number(const CsvRow& row, std::string_view name, double low, double high) {
    const std::string text = cell(row, name);
    if (text.empty()) return std::nullopt;
    const auto value = parse_number(text);
    if (value && *value >= low && *value <= high) return value;
    fault(row.line,
          fmt::format("'{}' is '{}': needs a number from {:g} to {:g}", name, text, low, high));
    return std::nullopt;
  }

  PairQuestion question_of(const CsvRow& row) {
    PairQuestion q;
    for (const std::string& factor : names_in(cell(row, "factors"))) {
      if (std::find(factors_.begin(), factors_.end(), factor) == factors_.end())
        fault(row.line, fmt::format("unknown factor '{}'{}: needs one of {}", factor,
                                    suggestion(factor, factors_), list(factors_)));
      if (std::find(q.factors.begin(), q.factors.end(), factor) == q.factors.end())
        q.factors.push_back(factor);
    }
    q.months_apart = number(row, "months_apart", -most_months, most_months);
    q.baseline_key = cell(row, "baseline_key");
    q.challenger_key = cell(row, "challenger_key");
    return q;
  }

  KnownPair pair_of(const CsvRow& row) {
    if (row.cells.size() != rows_[0].cells.size())
      fault(row.line,
            fmt::format("has {} cells, the heading {}", row.cells.size(), rows_[0].cells.size()));
    return {cell(row, "id"),
            question_of(row),
            number(row, "implied_ceg_low", least_gain, most_gain),
            number(row, "implied_ceg_mid", least_gain, most_gain),
            number(row, "implied_ceg_high", least_gain, most_gain),
            row.line};
  }

  std::string path_;
  std::vector<CsvRow> rows_;
  const std::vector<std::string>& factors_;
  std::vector<Fault> faults_;
};

Fault remark(const std::string& path, const KnownPair& pair, std::string what) {
  return {path, pair.line, 1, std::move(what)};
}

bool in_order(const KnownPair& p) {
  const double middle = p.middle.value_or(p.low.value_or(least_gain));
  return p.low.value_or(middle) <= middle && middle <= p.high.value_or(std::max(middle, most_gain));
}

}  // namespace

std::vector<Fault> remarks_on(const std::string& path, const std::vector<KnownPair>& pairs,
                              const std::vector<std::string>& models) {
  std::vector<Fault> remarks;
  std::map<std::string, std::int64_t> lines;
  for (const KnownPair& pair : pairs) {
    const auto first = lines.emplace(pair.id, pair.line);
    if (!first.second)
      remarks.push_back(remark(
          path, pair,
          fmt::format("'{}' stands in line {} too: each is scored", pair.id, first.first->second)));
    if (!in_order(pair))
      remarks.push_back(remark(path, pair,
                               "implied_ceg_low, mid and high are not in this order: the middle "
                               "is scored as it stands"));
    for (const std::string& key : {pair.question.baseline_key, pair.question.challenger_key})
      if (!key.empty() && std::find(models.begin(), models.end(), key) == models.end())
        remarks.push_back(remark(path, pair,
                                 fmt::format("no model '{}' in models/{}: predicted without its "
                                             "size",
                                             key, suggestion(key, models))));
  }
  return remarks;
}

std::vector<KnownPair> read_pairs_text(const std::string& path, std::string_view text,
                                       const std::vector<std::string>& factors) {
  return PairTable(path, csv_rows(text), factors).pairs();
}

LoadedPairs load_pairs(const Library& library, const std::string& path,
                       const std::vector<std::string>& factors) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    throw InputError(fmt::format("{}: there is no such file", path));
  const std::string text = large_file_bytes(path);
  const std::string shown = shown_path(library, path);
  std::vector<KnownPair> pairs = read_pairs_text(shown, text, factors);
  std::vector<Fault> remarks = remarks_on(shown, pairs, names(library, "models"));
  return {std::move(pairs), {shown, sha256(text)}, std::move(remarks)};
}

LoadedPooled load_pooled_priors(const Library& library, const std::string& what) {
  const std::string path = find_file(library, "scenarios/priors", what);
  const std::string text = file_bytes(path), shown = shown_path(library, path);
  return {read_pooled_priors_text(shown, text), {shown, sha256(text)}};
}

ModelSizes load_model_sizes(const Library& library, const std::vector<KnownPair>& pairs) {
  const std::vector<std::string> known = names(library, "models");
  ModelSizes sizes;
  for (const KnownPair& pair : pairs)
    for (const std::string& key : {pair.question.baseline_key, pair.question.challenger_key})
      if (!sizes.contains(key) && std::find(known.begin(), known.end(), key) != known.end())
        sizes.emplace(key, size_of(load_model(library, key).model));
  return sizes;
}

}  // namespace tenfold::io
