// The models of a ladder side by side, each with its fastest plan.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/digits.h"
#include "report/search_parts.h"
#include "report/table.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double an_hour = 3600, a_day = 86400;

// Columns that matter most have the lowest rank: the others give way where the page is too narrow.
// `always`: also where all rungs have the same.
struct Column {
  std::string heading;
  int rank;
  bool always;
  std::function<std::string(const RungReport&)> cell;
};

std::string of_best(const RungReport& r,
                    const std::function<std::string(const RankedPlan&)>& words) {
  return r.best.empty() ? "-" : words(r.best.front());
}

std::string of_run(const RungReport& r, const std::function<std::string(const RunCost&)>& words) {
  return of_best(r, [&](const RankedPlan& p) { return p.run ? words(*p.run) : "-"; });
}

std::string degrees(const ParallelPlan& p) {
  const std::string expert = p.expert > 1 ? fmt::format(" e{}", p.expert) : "";
  const std::string context = p.context > 1 ? fmt::format(" c{}", p.context) : "";
  return fmt::format("t{}{} p{}{} d{}", p.tensor, context, p.pipeline, expert, p.data);
}

// "llama-3.1-8b" of "model=llama-3.1-8b,layers=24"; nothing where the model is the job's.
std::string model_key(const RungReport& r) {
  constexpr std::string_view key = "model=";
  if (r.settings.rfind(key, 0) != 0) return "";
  return r.settings.substr(key.size(), r.settings.find(',') - key.size());
}

std::vector<Column> columns() {
  using R = const RungReport&;
  using P = const RankedPlan&;
  using C = const RunCost&;
  return {
      {"model", 1, false, [](R r) { return model_key(r); }},
      {"layers", 0, true, [](R r) { return fmt::format("{}", r.shape.layers); }},
      {"width", 0, true, [](R r) { return fmt::format("{}", r.shape.hidden); }},
      {"params", 0, true, [](R r) { return with_suffix(real(r.parameters.total)); }},
      {"best plan", 2, true, [](R r) { return of_best(r, [](P p) { return degrees(p.plan); }); }},
      {"n", 3, false,
       [](R r) { return of_best(r, [](P p) { return grouped(Count{p.cost.accelerators}); }); }},
      {"batch", 5, false,
       [](R r) { return of_best(r, [](P p) { return grouped(Count{p.plan.global_batch}); }); }},
      {"step s", 4, true,
       [](R r) { return of_best(r, [](P p) { return significant(p.cost.seconds, 3); }); }},
      {"tok/s", 3, true,
       [](R r) { return of_best(r, [](P p) { return with_suffix(1 / p.cost.token_seconds()); }); }},
      {"MFU %", 0, true,
       [](R r) { return of_best(r, [](P p) { return fmt::format("{:.1f}", 100 * p.cost.mfu); }); }},
      {"tokens", 2, false, [](R r) { return r.tokens ? with_suffix(real(*r.tokens)) : "-"; }},
      {"days", 0, false,
       [](R r) {
         return of_run(r, [](C c) { return significant(c.time.median.base() / a_day, 3); });
       }},
      {"acc-h", 6, false,
       [](R r) {
         return of_run(r,
                       [](C c) { return with_suffix(c.accelerator_time.median.base() / an_hour); });
       }},
  };
}

bool differs(const Column& c, const std::vector<RungReport>& rungs) {
  return std::any_of(rungs.begin(), rungs.end(),
                     [&](const RungReport& r) { return c.cell(r) != c.cell(rungs.front()); });
}

Grid grid_of(const std::vector<Column>& shown, const SearchReport& r) {
  Grid grid{{""}, {}, {}};
  for (const Column& c : shown) grid.heading.push_back(c.heading);
  for (std::size_t i = 0; i < r.rungs.size(); ++i) {
    std::vector<std::string> row{fmt::format("{}{}", i + 1, i == r.rung ? " *" : "")};
    for (const Column& c : shown) row.push_back(c.cell(r.rungs[i]));
    grid.rows.push_back(std::move(row));
  }
  return grid;
}

std::size_t width(const Grid& grid) {
  std::size_t sum = 2;
  for (std::size_t c = 0; c < grid.heading.size(); ++c) {
    std::size_t widest = display_width(grid.heading[c]);
    for (const auto& row : grid.rows) widest = std::max(widest, display_width(row[c]));
    sum += (c > 0 ? 2 : 0) + widest;
  }
  return sum;
}

std::string shape_words(const RungReport& r) {
  return fmt::format("{} layers of {}, {} parameters", r.shape.layers,
                     grouped(Count{r.shape.hidden}), with_suffix(real(r.parameters.total)));
}

double run_flops(const RungReport& r) {
  return r.tokens ? real(*r.tokens) * real(r.sequence_flops) : 0;
}

// Runs are alike in compute, in tokens or in nothing: what days then compare. Compute is alike to a
// sequence of a rung.
std::string basis_words(const SearchReport& r) {
  const auto alike = [&](const std::function<double(const RungReport&)>& what, double tolerance) {
    return std::all_of(r.rungs.begin(), r.rungs.end(), [&](const RungReport& x) {
      return std::abs(what(x) / what(r.rungs.front()) - 1) <= tolerance;
    });
  };
  if (!r.rungs.front().tokens) return "Plans are ranked within a rung alone.";
  if (alike([](const RungReport& x) { return real(x.tokens.value_or(0)); }, 0))
    return "All rungs train on as many tokens: days tell what a size costs, not which is better.";
  if (alike(run_flops, 1e-3))
    return "All rungs spend the same compute: the fewest days use it best; which model is better "
           "is another matter.";
  return "Each rung trains on its own tokens. Plans are ranked within a rung alone.";
}

}  // namespace

std::string ladder_words(const SearchReport& r) {
  if (r.best.empty()) return fmt::format("{} models; below, rung {}.", r.rungs.size(), r.rung + 1);
  return fmt::format("{} models; below, rung {} ({}){}; --rung N tells another.", r.rungs.size(),
                     r.rung + 1, shape_words(r.rungs[r.rung]),
                     r.rung == told_rung(r.rungs) ? ", which does most FLOPs a second" : "");
}

Section ladder_section(const SearchReport& r) {
  std::vector<Column> shown;
  for (const Column& c : columns())
    if (c.always || differs(c, r.rungs)) shown.push_back(c);
  while (width(grid_of(shown, r)) > page_width) {
    const auto least =
        std::max_element(shown.begin(), shown.end(),
                         [](const Column& a, const Column& b) { return a.rank < b.rank; });
    if (least->rank == 0) break;
    shown.erase(least);
  }
  Section section{"THE RUNGS", "each with its fastest plan; * told below", {}};
  section.parts.emplace_back(grid_of(shown, r));
  section.parts.emplace_back(Paragraph{"", basis_words(r), 0});
  return section;
}

}  // namespace tenfold::report
