#include "claim/parity.h"

#include <algorithm>
#include <cmath>

#include "claim/random_effects.h"

namespace tenfold {
namespace {

constexpr double significance = 0.05;

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double error_of_share(double points, double items) {
  const double p = std::clamp(points / 100, 0.5 / items, 1 - 0.5 / items);
  return 100 * std::sqrt(p * (1 - p) / items);
}

double error_of(double points, const BenchmarkScores& scores) {
  return scores.items ? error_of_share(points, *scores.items) : scores.error.value_or(0);
}

Parity finding(const ParityRow& row, double margin) {
  const bool not_worse = row.p_worse < significance, not_better = row.p_better < significance;
  if (not_worse && not_better) return Parity::equivalent;
  if (normal_below((margin - row.difference) / row.error) < significance) return Parity::better;
  if (normal_below((margin + row.difference) / row.error) < significance) return Parity::worse;
  return not_worse ? Parity::not_inferior : Parity::inconclusive;
}

ParityRow tested(ParityRow row, double margin) {
  row.p_worse = normal_below((-margin - row.difference) / row.error);
  row.p_better = normal_below((row.difference - margin) / row.error);
  row.finding = finding(row, margin);
  return row;
}

ParityRow row_of(const BenchmarkScores& s, double margin) {
  const double error = std::hypot(error_of(s.baseline, s), error_of(s.challenger, s));
  return tested({.label = s.name,
                 .difference = s.challenger - s.baseline,
                 .error = error,
                 .selected = s.selected},
                margin);
}

std::vector<Study> studies(const std::vector<ParityRow>& rows) {
  std::vector<Study> all;
  for (const ParityRow& r : rows) all.push_back({r.difference, r.error});
  return all;
}

ParityRow pooled(const std::vector<ParityRow>& rows, std::string label, double margin) {
  if (rows.size() == 1) {
    ParityRow row = rows.front();
    row.label = std::move(label);
    return row;
  }
  const double spread = variance_between(studies(rows));
  double w = 0, wd = 0;
  for (const ParityRow& r : rows) {
    const double weight = 1 / (r.error * r.error + spread);
    w += weight;
    wd += weight * r.difference;
  }
  return tested({.label = std::move(label),
                 .benchmarks = rows.size(),
                 .difference = wd / w,
                 .error = 1 / std::sqrt(w)},
                margin);
}

std::vector<std::string> categories_of(const std::vector<BenchmarkScores>& all) {
  std::vector<std::string> names;
  for (const BenchmarkScores& s : all)
    if (std::find(names.begin(), names.end(), s.category) == names.end())
      names.push_back(s.category);
  return names;
}

}  // namespace

ParityTest parity_test(const std::vector<BenchmarkScores>& scores, double margin) {
  ParityTest test{
      .margin = margin, .benchmarks = {}, .categories = {}, .pooled = {}, .unselected = {}};
  if (scores.empty()) return test;
  std::vector<ParityRow> unselected;
  for (const BenchmarkScores& s : scores) {
    test.benchmarks.push_back(row_of(s, margin));
    if (!s.selected) unselected.push_back(test.benchmarks.back());
  }
  for (const std::string& category : categories_of(scores)) {
    std::vector<ParityRow> rows;
    for (std::size_t i = 0; i < scores.size(); ++i)
      if (scores[i].category == category) rows.push_back(test.benchmarks[i]);
    test.categories.push_back(pooled(rows, category, margin));
  }
  test.pooled = pooled(test.benchmarks, "all", margin);
  if (!unselected.empty() && unselected.size() < scores.size())
    test.unselected = pooled(unselected, "all but the vendor's choice", margin);
  return test;
}

}  // namespace tenfold
