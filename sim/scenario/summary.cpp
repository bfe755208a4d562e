#include "scenario/summary.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "base/quantile.h"

namespace tenfold {
namespace {

using Chosen = std::function<bool(std::size_t)>;

// The rows of a configuration as one: errors averaged.
struct Configuration {
  double mean_abs = 0, bias = 0, covered = 0;
  std::size_t rows = 0;
};

std::vector<Configuration> configurations(const Scores& s, const Chosen& chosen) {
  std::map<std::string_view, Configuration> found;
  for (std::size_t i = 0; i < s.rows.size(); ++i) {
    if (!chosen(i)) continue;
    Configuration& c = found[s.runs[i].configuration];
    c.mean_abs += std::abs(s.rows[i].error);
    c.bias += s.rows[i].error;
    c.covered += s.rows[i].covered ? 1 : 0;
    ++c.rows;
  }
  std::vector<Configuration> all;
  for (auto& [key, c] : found) {
    const auto n = static_cast<double>(c.rows);
    all.push_back({c.mean_abs / n, c.bias / n, c.covered / n, c.rows});
  }
  return all;
}

ErrorSummary errors(const Scores& s, const Chosen& chosen) {
  const std::vector<Configuration> all = configurations(s, chosen);
  ErrorSummary sum;
  sum.n = all.size();
  if (all.empty()) return sum;
  std::vector<double> sizes;
  for (const Configuration& c : all) {
    sizes.push_back(c.mean_abs);
    sum.rows += c.rows;
    sum.mean_abs += c.mean_abs;
    sum.bias += c.bias;
    sum.coverage80 += c.covered;
  }
  for (double* mean : {&sum.mean_abs, &sum.bias, &sum.coverage80})
    *mean /= static_cast<double>(all.size());
  sum.median_abs = quantile_of(sizes, 0.5);
  sum.p90_abs = quantile_of(sizes, 0.9);
  return sum;
}

std::vector<FamilySummary> by_family(const Scores& s, const Chosen& chosen) {
  std::map<std::string, bool> names;
  for (std::size_t i = 0; i < s.rows.size(); ++i)
    if (chosen(i)) names[s.runs[i].family] = true;
  std::vector<FamilySummary> families;
  for (const auto& [family, present] : names)
    families.push_back({family, errors(s, [&s, &chosen, &family = family](std::size_t i) {
                          return chosen(i) && s.runs[i].family == family;
                        })});
  return families;
}

TimeSummary time_summary(const Scores& s, const Chosen& chosen) {
  TimeSummary t{by_family(s, chosen), errors(s, chosen)};
  for (const FamilySummary& f : t.families) {
    t.macro_mean_abs += f.errors.mean_abs / static_cast<double>(t.families.size());
    t.macro_median_abs += f.errors.median_abs / static_cast<double>(t.families.size());
  }
  return t;
}

// Of each labelled configuration, the part of the memory that its plan takes.
struct Labelled {
  std::vector<double> too_large, fitting;
};

Labelled labelled(const Scores& s, const Chosen& chosen) {
  std::map<std::string_view, double> too_large, fitting;
  for (std::size_t i = 0; i < s.rows.size(); ++i) {
    if (!chosen(i)) continue;
    const bool out = *s.rows[i].metric == Metric::out_of_memory && s.rows[i].measured > 0;
    (out ? too_large : fitting)[s.runs[i].configuration] = s.rows[i].memory_fraction;
  }
  Labelled l;
  for (const auto& [key, fraction] : too_large) l.too_large.push_back(fraction);
  for (const auto& [key, fraction] : fitting) l.fitting.push_back(fraction);
  return l;
}

FitSummary fit_summary(const Labelled& l, double margin) {
  const auto above = [margin](double fraction) { return fraction > margin; };
  const auto found =
      static_cast<double>(std::count_if(l.too_large.begin(), l.too_large.end(), above));
  const auto refused =
      static_cast<double>(std::count_if(l.fitting.begin(), l.fitting.end(), above));
  FitSummary f{l.too_large.size(), l.fitting.size()};
  const auto outs = static_cast<double>(f.n_oom), ins = static_cast<double>(f.n_fits);
  if (outs > 0) f.oom_recall = found / outs;
  if (ins > 0) f.fits_recall = 1 - refused / ins;
  if (outs + ins > 0) f.accuracy = (found + ins - refused) / (outs + ins);
  return f;
}

std::vector<std::pair<std::string, std::size_t>> unscored(const Scores& s, const Chosen& on_side) {
  std::map<std::string, std::size_t> counts;
  for (std::size_t i = 0; i < s.rows.size(); ++i)
    if (on_side(i) && !s.rows[i].scored) ++counts[s.rows[i].reason];
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

std::vector<std::size_t> worst_rows(const Scores& s, const Chosen& chosen) {
  std::map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < s.rows.size(); ++i)
    if (chosen(i)) first.try_emplace(s.runs[i].configuration, i);
  std::vector<std::size_t> rows;
  for (const auto& [key, i] : first) rows.push_back(i);
  std::sort(rows.begin(), rows.end(), [&s](std::size_t a, std::size_t b) {
    // Twice too fast is as bad as twice too slow.
    const double x = std::abs(std::log1p(s.rows[a].error)),
                 y = std::abs(std::log1p(s.rows[b].error));
    return x > y || (x == y && a < b);
  });
  return rows;
}

}  // namespace

Summary summarise(const Scores& s, std::optional<Side> side) {
  const Chosen on_side = [&](std::size_t i) { return !side || s.rows[i].side == *side; };
  const Chosen scored = [&](std::size_t i) { return on_side(i) && s.rows[i].scored; };
  const Chosen timed = [&](std::size_t i) {
    return scored(i) && !is_memory(*s.rows[i].metric) && *s.rows[i].metric != Metric::out_of_memory;
  };
  const Chosen sized = [&](std::size_t i) { return scored(i) && is_memory(*s.rows[i].metric); };
  Summary sum;
  sum.time = time_summary(s, timed);
  sum.memory = errors(s, sized);
  sum.allocated = errors(
      s, [&](std::size_t i) { return sized(i) && s.rows[i].memory_kind == MemoryKind::allocated; });
  sum.memory_families = by_family(s, sized);
  const Labelled labels = labelled(s, scored);
  sum.fit = fit_summary(labels, 1);
  for (int percent = 80; percent <= 120; percent += 2)
    sum.fit_curve.push_back({percent / 100.0, fit_summary(labels, percent / 100.0)});
  sum.unscored = unscored(s, on_side);
  sum.worst = worst_rows(s, timed);
  return sum;
}

}  // namespace tenfold
