#include "report/compare_solve.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "report/compare_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double million = 1e6, a_day = 86400;

std::string dollars_cell(const std::optional<double>& dollars) {
  return dollars ? significant(*dollars / million, 3) : "-";
}

std::string swept_cell(const OfferReport& o) {
  if (!o.cost) return "no";
  if (!o.cost->dollars) return significant(o.cost->days.mid, 2) + " d";
  return fmt::format("{:.2f}{}", o.cost->dollars->mid / million,
                     o.cost->cheaper ? " [" + chance_text(*o.cost->cheaper) + "]" : "");
}

}  // namespace

Section count_section(const CompareInput& in, const CompareReport& r,
                      const std::vector<EnoughAccelerators>& all) {
  Section s{"HOW MANY ACCELERATORS",
            fmt::format("the fewest of those tried, in eighths of the offer, in time with P = {}",
                        confidence_text(in.job.confidence)),
            {}};
  Grid grid{{"offer", "offered", "enough", "days", "P(late)", "cost $M"}, {}, {}};
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].count)
      grid.rows.push_back({r.offers[i].name, fmt::format("{}", in.offers[i].offer.accelerators),
                           fmt::format("{}", *all[i].count), significant(all[i].days, 3),
                           chance_text(all[i].misses), dollars_cell(all[i].dollars)});
  s.parts.emplace_back(grid);
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!all[i].count)
      s.parts.emplace_back(Paragraph{short_name(r, i), "no number found: " + all[i].why, 0});
  return s;
}

Section tokens_section(const CompareInput& in, const CompareReport& r,
                       const std::vector<std::optional<BoughtTokens>>& all, Dollars budget) {
  Section s{"HOW MANY TOKENS",
            fmt::format("for {} M USD, by each offer's own plan",
                        significant(budget.base() / million, 3)),
            {}};
  Grid grid{
      {"offer", "tokens", fmt::format("with P = {}", confidence_text(in.job.confidence)), "days"},
      {},
      {}};
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i])
      grid.rows.push_back({r.offers[i].name, with_suffix(all[i]->median),
                           with_suffix(all[i]->at_least), significant(all[i]->days, 3)});
  s.parts.emplace_back(grid);
  if (grid.rows.empty())
    s.parts.emplace_back(Paragraph{"", "No offer has a price that counts.", 0});
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] && all[i]->committed > 0)
      s.parts.emplace_back(Paragraph{short_name(r, i),
                                     fmt::format("its term or purchase commits {} M USD: more than "
                                                 "the budget",
                                                 significant(all[i]->committed / million, 3)),
                                     0});
  return s;
}

Section compute_section(const CompareInput& in, const CompareReport& r,
                        const std::vector<std::optional<LargestRun>>& all, Seconds time) {
  Section s{"THE LARGEST RUN",
            fmt::format("that ends within {} days, of the job's model",
                        significant(time.base() / a_day, 3)),
            {}};
  Grid grid{{"offer", "FLOP exact", fmt::format("with P = {}", confidence_text(in.job.confidence)),
             "its tokens", "best spent on", "and tokens"},
            {},
            {}};
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i])
      grid.rows.push_back({r.offers[i].name, flops_text(all[i]->flops),
                           flops_text(all[i]->at_least), with_suffix(all[i]->tokens),
                           with_suffix(all[i]->optimal_parameters),
                           with_suffix(all[i]->optimal_tokens)});
  s.parts.emplace_back(grid);
  s.parts.emplace_back(Paragraph{
      "",
      "best spent on: parameters of a dense model at 20 tokens each (Hoffmann et al. 2022), if it "
      "ran as well as the job's model does here.",
      0});
  return s;
}

Section sweep_section(const std::string& key, const std::vector<SweptComparison>& all) {
  constexpr std::size_t columns = 5;  // that a line holds
  Section s{"SWEEP OF " + key, "cost $M, and in brackets P(cheaper than the baseline)", {}};
  const CompareReport& any = all.front().report;
  for (std::size_t first = 0; first < any.offers.size(); first += columns) {
    const std::size_t last = std::min(first + columns, any.offers.size());
    Grid grid{{"value"}, {}, {}};
    for (std::size_t i = first; i < last; ++i) grid.heading.push_back(short_name(any, i));
    for (const SweptComparison& one : all) {
      std::vector<std::string> row{one.value};
      for (std::size_t i = first; i < last; ++i) row.push_back(swept_cell(one.report.offers[i]));
      grid.rows.push_back(std::move(row));
    }
    s.parts.emplace_back(grid);
  }
  return s;
}

}  // namespace tenfold::report
