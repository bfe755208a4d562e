// What stands below the fastest plans of `tenfold search`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/run_parts.h"
#include "report/search_parts.h"
#include "report/words.h"
#include "search/plan_settings.h"

namespace tenfold::report {
namespace {

// Below it a difference is not worth a line.
constexpr double nothing = 0.0005;

std::string dimension_words(const Alternative& a) {
  return fmt::format("{} {}", a.dimension, a.best);
}

std::string alternative_words(const Alternative& a) {
  if (!a.plan) return fmt::format("{} -> no other value fits", dimension_words(a));
  std::string words = fmt::format("{} -> {}", dimension_words(a), a.other);
  if (!a.also.empty()) words += fmt::format(" (with {})", fmt::join(a.also, ", "));
  return words;
}

Section worth_section(const SearchReport& r) {
  Grid grid{{"from -> the best other value", "slower", "step s", "GiB"}, {}, {}};
  std::vector<std::string> same;
  for (const Alternative& a : r.alternatives) {
    if (a.plan && std::abs(a.slower(r.best.front())) < nothing && a.also.empty()) {
      same.push_back(fmt::format("{}={}", a.dimension, a.other));
      continue;
    }
    std::vector<std::string> row{alternative_words(a), "", "", ""};
    if (a.plan)
      row = {row[0], slower_text(a.slower(r.best.front())), significant(a.plan->cost.seconds, 4),
             fmt::format("{:.1f}", a.plan->cost.peak_bytes / GiB.base())};
    else
      row[1] = "-";
    grid.rows.push_back(std::move(row));
  }
  Section section{
      "WHAT EACH CHOICE IS WORTH",
      "one changed; micro-batch, recomputation, schedule and ZeRO follow where that helps",
      {}};
  if (!grid.rows.empty()) section.parts.emplace_back(grid);
  if (!same.empty())
    section.parts.emplace_back(
        Paragraph{"", fmt::format("Within 0.05 %: {}.", fmt::join(same, ", ")), 0});
  return section;
}

// Of the front a few: on each number of accelerators the fastest, then the first of those that
// need at most some share of its memory.
std::vector<RankedPlan> some_of_front(const SearchReport& r, const std::vector<double>& shares) {
  std::vector<RankedPlan> some;
  Size accelerators = 0;
  double fullest = 0;
  std::size_t next = 0;
  for (const RankedPlan& p : r.front) {  // by accelerators, then time
    if (p.cost.accelerators != accelerators) {
      accelerators = p.cost.accelerators;
      fullest = p.cost.peak_bytes;
      next = 0;
    }
    if (next == shares.size() || p.cost.peak_bytes > shares[next] * fullest) continue;
    while (next < shares.size() && p.cost.peak_bytes <= shares[next] * fullest) ++next;
    some.push_back(p);
  }
  return some;
}

// How a plan of the front differs from the one told before it.
std::string front_words(const RankedPlan& p, const RankedPlan* before) {
  if (!before || before->cost.accelerators != p.cost.accelerators)
    return fmt::format("plan {}", grouped(Count{p.cost.index}));
  ParallelPlan base = before->plan;
  base.data = p.plan.data;
  return fmt::format("plan {}: {}", grouped(Count{p.cost.index}),
                     spaced(plan_settings(p.plan, {base})));
}

Section front_section(const SearchInput& in, const SearchReport& r) {
  const bool sizes = sizes_differ(in);
  Grid grid{{"and how it differs from the one above", "step s", "slower", "GiB"}, {}, {}};
  if (sizes) grid.heading.insert(grid.heading.begin() + 1, "n");
  const std::vector<RankedPlan> some =
      sizes ? some_of_front(r, {1, 0.75, 0.5, 0.25})
            : some_of_front(r, {1, 0.9, 0.75, 0.6, 0.45, 0.3, 0.2, 0.1, 0.05});
  const CostedPlan* fastest = nullptr;  // on as many accelerators
  for (std::size_t i = 0; i < some.size(); ++i) {
    const CostedPlan& c = some[i].cost;
    if (i == 0 || some[i - 1].cost.accelerators != c.accelerators) fastest = &c;
    std::vector<std::string> row{front_words(some[i], i > 0 ? &some[i - 1] : nullptr),
                                 significant(c.seconds, 4), slower_text(slowdown(c, *fastest) - 1),
                                 fmt::format("{:.1f}", c.peak_bytes / GiB.base())};
    if (sizes) row.insert(row.begin() + 1, grouped(Count{c.accelerators}));
    grid.rows.push_back(std::move(row));
  }
  return {"MEMORY AGAINST TIME",
          fmt::format("{} of the {} plans that none beats in both{}", some.size(), r.front.size(),
                      sizes ? " and in accelerators" : ""),
          {grid}};
}

std::string rejected_words(const RejectedPlans& x) {
  const std::string plan =
      fmt::format("{}: plan {}", sentence(x.rejected.reason), grouped(Count{x.rejected.witness}));
  return x.why.empty() ? plan : plan + ", " + x.why;
}

Section rejected_section(const SearchReport& r) {
  const Size others = r.found.plans_total - r.found.plans_feasible;
  Grid grid{{"reason, and the first plan that it stops", "plans", "share"}, {}, {}};
  for (const RejectedPlans& x : r.rejected)
    grid.rows.push_back({rejected_words(x), grouped(Count{x.rejected.count}),
                         share_text(real(x.rejected.count) / real(others))});
  Section section{"WHY THE OTHERS DO NOT RUN", fmt::format("{} plans", grouped(Count{others})), {}};
  section.parts.emplace_back(grid);
  const auto told = std::find_if(r.rejected.begin(), r.rejected.end(),
                                 [](const RejectedPlans& x) { return !x.settings.empty(); });
  if (told != r.rejected.end())
    section.parts.emplace_back(
        Paragraph{"",
                  fmt::format("Plan {}, as --plan takes it: {}. Of any other: --plan-number N.",
                              grouped(Count{told->rejected.witness}), spaced(told->settings)),
                  0});
  return section;
}

std::string values_words(const SearchedDimension& d) {
  constexpr std::size_t most = 8;
  if (d.values.size() <= most) return fmt::format("{} {}", d.name, fmt::join(d.values, ", "));
  return fmt::format("{} {} to {} ({} values)", d.name, d.values.front(), d.values.back(),
                     d.values.size());
}

void add_space(Section& section, const SearchReport& r) {
  std::vector<std::string> varied, held;
  for (const SearchedDimension& d : r.dimensions) {
    if (d.values.size() > 1)
      varied.push_back(values_words(d));
    else if (d.values.size() == 1)
      held.push_back(fmt::format("{} {}", d.name, d.values.front()));
  }
  if (!varied.empty())
    section.parts.emplace_back(Paragraph{"tried", fmt::format("{}.", fmt::join(varied, "; ")), 0});
  if (!held.empty())
    section.parts.emplace_back(Paragraph{"held", fmt::format("{}.", fmt::join(held, "; ")), 0});
}

Section basis_section(const SearchInput& in, const SearchReport& r) {
  Section section{"WHAT IT RESTS ON", "", {}};
  const auto add = [&](std::string lead, std::string text) {
    section.parts.emplace_back(Paragraph{std::move(lead), std::move(text), 0});
  };
  add_space(section, r);
  if (batches_differ(in) || sizes_differ(in))
    add("fastest",
        "takes least time a token, whatever its batch; the cheapest takes fewest "
        "accelerator-seconds a token.");
  add("MFU",
      "counts exact FLOPs (pairs that the mask keeps, nothing computed again) over the "
      "16-bit peak.");
  add("boundary",
      "own pretraining alone: no context extension, post-training, teacher, failed "
      "runs or towers.");
  add("framework", fmt::format("{}: what it launches, fuses, overlaps and keeps; adds {:.0f} % to "
                               "the standard deviation.",
                               in.run.framework.name, 100 * in.run.framework.spread));
  if (const auto& rent = in.run.factors.rent)
    add("rent",
        fmt::format("{} USD/h of an accelerator, {}: {}", significant(median(rent->value), 3),
                    name(rent->provenance.grade), sentence(rent->provenance.reasoning)));
  if (in.run.tokens)
    add("goodput", fmt::format("{} {}: days, hours and dollars have it.",
                               input_number(median(in.run.factors.goodput.value)),
                               in.run.factors.goodput.label));
  return section;
}

}  // namespace

std::vector<Section> search_sections(const SearchInput& in, const SearchReport& r) {
  std::vector<Section> all;
  if (!r.alternatives.empty()) all.push_back(worth_section(r));
  if (r.front.size() > 1) all.push_back(front_section(in, r));
  if (!r.rejected.empty()) all.push_back(rejected_section(r));
  all.push_back(basis_section(in, r));
  return all;
}

}  // namespace tenfold::report
