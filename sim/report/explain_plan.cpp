#include "report/explain_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <numeric>

#include "base/digits.h"
#include "base/estimate.h"
#include "report/page.h"
#include "report/plan_drivers.h"
#include "report/plan_terms.h"
#include "report/run.h"
#include "report/table.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

// As a sentence has the name: "the runner-up", "yours".
std::string the(const PlanAccount& p) { return p.name == "yours" ? p.name : "the " + p.name; }

bool fits(const PlanAccount& p) { return fullest(p).total() <= p.capacity.base(); }

std::string time_sentence(const PlanAccount& first, const PlanAccount& other,
                          const std::vector<PlanTerm>& terms, const Scale& scale) {
  const double mine = sum(terms, &PlanTerm::first), theirs = sum(terms, &PlanTerm::other);
  const double percent = 100 * std::abs(mine - theirs) / theirs;
  const Biggest found = biggest(terms);
  if (percent < 0.05) {
    const std::string change = words(found, scale, in_time);
    return fmt::format("A step takes as long with {} as with {}, {}{}s{}.{}", the(first),
                       the(other), significant(mine, 3), nbsp, change.empty() ? "" : ": " + change,
                       driver_sentence(found));
  }
  // A plan that cannot run neither wins nor loses.
  const std::string_view how = fits(first) && fits(other) ? (mine < theirs ? "wins" : "loses")
                               : mine < theirs            ? "would win"
                                                          : "would lose";
  return fmt::format("{} {} {} by {}{}%, {} against {}{}s a step: {}.{}", capitalised(the(first)),
                     how, fmt::format("{} {}", mine < theirs ? "over" : "to", the(other)),
                     significant(percent, 2), nbsp, told(mine, scale), told(theirs, scale), nbsp,
                     words(found, scale, in_time), driver_sentence(found)) +
         (accelerators(first.plan) == accelerators(other.plan)
              ? ""
              : fmt::format(" It has {} accelerators, {} {}.",
                            grouped(Count{accelerators(first.plan)}), the(other),
                            grouped(Count{accelerators(other.plan)})));
}

std::string room(const PlanAccount& p) {
  return fits(p) ? ""
                 : fmt::format("{} does not fit {}: it cannot run. ", capitalised(the(p)),
                               memory_text(p.capacity));
}

std::string memory_sentence(const std::vector<PlanTerm>& terms, const Scale& scale) {
  const double mine = sum(terms, &PlanTerm::first), theirs = sum(terms, &PlanTerm::other);
  const Biggest found = biggest(terms);
  const std::string change = words(found, scale, in_memory);
  return fmt::format("Its fullest stage needs {} against {}{}{}{}.{}", told(mine, scale),
                     told(theirs, scale), nbsp, scale.word, change.empty() ? "" : ": " + change,
                     driver_sentence(found));
}

std::string sure_sentence(const PlanAccount& first, const std::vector<PlanAccount>& others) {
  double spread = first.step.spread;
  for (const PlanAccount& p : others) spread = std::max(spread, p.step.spread);
  return fmt::format(
      "Each time is sure to {:.0f}{}% (80{}% interval); they err in part alike, so that a "
      "difference is surer than either.",
      100 * (interval_factor(spread) - 1), nbsp, nbsp);
}

// The terms of the first plan and of each other, and how far the first is from it.
Table table(const PlanAccount& first, const std::vector<PlanAccount>& others,
            const std::vector<std::vector<PlanTerm>>& terms, const Scale& scale) {
  Table t{{std::string(scale.word), first.name}, {}, 1, "  "};
  for (const PlanAccount& p : others) {
    t.heading.push_back(p.name);
    t.heading.emplace_back(others.size() == 1 ? "difference" : "differs");
  }
  const auto add = [&](std::string_view name, const auto& value) {
    std::vector<std::string> row{std::string(name), told(value(0).first, scale)};
    double most = value(0).first;
    for (std::size_t i = 0; i < others.size(); ++i) {
      const PlanTerm term = value(i);
      most = std::max(most, term.other);
      row.push_back(told(term.other, scale));
      row.push_back(change(term.more(), scale));
    }
    if (most != 0) t.rows.push_back(std::move(row));
  };
  std::vector<std::size_t> order(terms[0].size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::max(terms[0][a].first, terms[0][a].other) >
           std::max(terms[0][b].first, terms[0][b].other);
  });
  for (const std::size_t row : order)
    add(terms[0][row].name, [&](std::size_t i) { return terms[i][row]; });
  add("total", [&](std::size_t i) {
    return PlanTerm{"total", sum(terms[i], &PlanTerm::first), sum(terms[i], &PlanTerm::other)};
  });
  return t;
}

// A line of plan words under its name.
std::string plans(const PlanAccount& first, const std::vector<PlanAccount>& others) {
  std::vector<const PlanAccount*> all{&first};
  for (const PlanAccount& p : others) all.push_back(&p);
  std::size_t width = 0;
  for (const PlanAccount* p : all) width = std::max(width, display_width(p->name) + 2);
  std::string out;
  for (const PlanAccount* p : all)
    out += hanging(fmt::format("{:<{}}", capitalised(p->name), width),
                   (p->number ? fmt::format("plan {}: ", grouped(Count{*p->number})) : "") +
                       plan_words(p->plan)) +
           "\n";
  return out;
}

// What the pair differs in, and what that does.
std::string pair_text(const PlanAccount& first, const PlanAccount& other, const Scale& seconds,
                      const Scale& bytes) {
  const std::string differ = difference_words(differences(first.plan, other.plan));
  const std::vector<PlanTerm> times = time_terms(first, other);
  std::string out = differ.empty() ? "The two are one plan.\n\n"
                                   : hanging("They differ: ", differ + ".") + "\n\n";
  out += wrapped(room(first) + room(other) + time_sentence(first, other, times, seconds)) + "\n";
  out += wrapped(memory_sentence(memory_terms(first, other, bytes.unit), bytes)) + "\n";
  if (first.plan.global_batch != other.plan.global_batch)
    out += wrapped(fmt::format("Times of {} are scaled to steps of {} sequences.", the(other),
                               grouped(Count{first.plan.global_batch}))) +
           "\n";
  return out;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

PlanAccount plan_account(std::string name, const ParallelPlan& plan, const RunInput& in) {
  const Architecture& a = *in.model.architecture;
  Cluster cluster = in.cluster;
  cluster.accelerators = accelerators(plan);
  return {.name = std::move(name),
          .plan = plan,
          .step = step_cost(a, plan, in.sequence_length, cluster, in.framework),
          .memory = footprint(a, plan, in.sequence_length, in.framework),
          .capacity = feasibility(plan, {a, in.sequence_length, cluster, in.framework}).capacity,
          .number = {}};
}

std::string explain_plans(const PlanAccount& first, const std::vector<PlanAccount>& others) {
  const PlanAccount* largest = &first;
  double longest = sum(time_terms(first, first), &PlanTerm::first);
  for (const PlanAccount& p : others) {
    longest = std::max(longest, sum(time_terms(first, p), &PlanTerm::other));
    if (fullest(p).total() > fullest(*largest).total()) largest = &p;
  }
  const Scale seconds{1, "s", decimals_for(longest)}, bytes = memory_scale(*largest);
  std::vector<std::vector<PlanTerm>> times, memory;
  std::string out = plans(first, others) + "\n";
  for (const PlanAccount& p : others) {
    times.push_back(time_terms(first, p));
    memory.push_back(memory_terms(first, p, bytes.unit));
    if (others.size() > 1) out += fmt::format("{} AGAINST {}\n", upper(first.name), upper(p.name));
    out += pair_text(first, p, seconds, bytes) + (others.size() > 1 ? "\n" : "");
  }
  out += wrapped(sure_sentence(first, others)) + "\n\nWHERE THE STEP GOES\n";
  out += text(table(first, others, times, seconds)) + "\nMEMORY OF THE FULLEST STAGE\n";
  return printable(out + text(table(first, others, memory, bytes)));
}

}  // namespace tenfold::report
