#include "report/explain_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "base/estimate.h"
#include "report/page.h"
#include "report/run.h"
#include "report/table.h"
#include "report/words.h"
#include "search/plan_settings.h"

namespace tenfold::report {
namespace {

// One term of both plans, in the unit that is printed.
struct Term {
  std::string_view name;
  double first = 0, other = 0;
  double more() const { return first - other; }
};

// What a list of terms is told in.
struct Scale {
  double unit = 1;
  std::string_view word;  // "s", "GiB"
  int decimals = 2;
};

std::string told(double value, const Scale& scale) {
  return fmt::format("{:.{}f}", value, scale.decimals);
}

std::string change(double value, const Scale& scale) {
  const std::string size = told(std::abs(value), scale);
  const bool nothing = size.find_first_not_of("0.") == std::string::npos;
  return (nothing ? "" : value < 0 ? "−" : "+") + size;
}

double sum(const std::vector<Term>& terms, double Term::*side) {
  double total = 0;
  for (const Term& t : terms) total += t.*side;
  return total;
}

// Three digits of the larger total, and one more for small terms.
int decimals_for(double largest) {
  if (!(largest > 0)) return 2;
  return std::clamp(3 - static_cast<int>(std::floor(std::log10(largest))) - 1, 2, 6);
}

// Where steps have not as many sequences, the other's is scaled.
double batch_ratio(const PlanAccount& first, const PlanAccount& other) {
  return real(first.plan.global_batch) / real(other.plan.global_batch);
}

std::vector<Term> time_terms(const PlanAccount& first, const PlanAccount& other) {
  std::vector<Term> terms;
  const double scale = batch_ratio(first, other);
  for (std::size_t i = 0; i < causes; ++i)
    terms.push_back({enum_names<Cause>[i], first.step.by_cause[i], scale * other.step.by_cause[i]});
  return terms;
}

const StageFootprint& fullest(const PlanAccount& p) { return p.memory.stages[p.memory.fullest]; }

Scale memory_scale(const PlanAccount& first, const PlanAccount& other) {
  const MemoryUnit unit =
      memory_unit(Bytes::base(std::max(fullest(first).total(), fullest(other).total())));
  return {unit.bytes, unit.name, 2};
}

std::vector<Term> memory_terms(const PlanAccount& first, const PlanAccount& other, double unit) {
  std::vector<Term> terms;
  for (std::size_t i = 0; i < memory_uses; ++i)
    terms.push_back(
        {enum_names<MemoryUse>[i], fullest(first).bytes[i] / unit, fullest(other).bytes[i] / unit});
  return terms;
}

// What there is less or more of.
using Phrase = std::string (*)(std::string_view);

std::string in_time(std::string_view cause) {
  const bool is_bound = cause.size() > 6 && cause.substr(cause.size() - 6) == "-bound";
  if (is_bound) return fmt::format("{} work", cause);
  const bool is_thing = cause.find("products") != std::string_view::npos || cause == "attention";
  return fmt::format("{}{}", is_thing ? "time in " : "", cause);
}

std::string in_memory(std::string_view use) { return fmt::format("for {}", use); }

// The terms that differ most: "less pipeline bubble (−0.31 s), against more tensor traffic
// (+0.08 s)". Those of the sign that wins come first; a twentieth of all change is too little.
std::string biggest(std::vector<Term> terms, const Scale& scale, Phrase phrase) {
  const bool less = sum(terms, &Term::first) <= sum(terms, &Term::other);
  double moved = 0;
  for (const Term& t : terms) moved += std::abs(t.more());
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) {
    return std::abs(a.more()) > std::abs(b.more());
  });
  std::vector<std::string> with, against;
  for (const Term& t : terms) {
    if (std::abs(t.more()) < 0.05 * moved || t.more() == 0) continue;
    std::vector<std::string>& side = (t.more() < 0) == less ? with : against;
    if (side.size() < 3)
      side.push_back(fmt::format("{} {} ({}{}{})", t.more() < 0 ? "less" : "more", phrase(t.name),
                                 change(t.more(), scale), nbsp, scale.word));
  }
  std::string text = listed(with);
  if (!against.empty()) text += (text.empty() ? "" : ", against ") + listed(against);
  return text;
}

bool fits(const PlanAccount& p) { return fullest(p).total() <= p.capacity.base(); }

std::string time_sentence(const PlanAccount& first, const PlanAccount& other,
                          const std::vector<Term>& terms, const Scale& scale) {
  const double mine = sum(terms, &Term::first), theirs = sum(terms, &Term::other);
  const double percent = 100 * std::abs(mine - theirs) / theirs;
  if (percent < 0.05)
    return fmt::format("A step takes as long with both, {}{}s.", significant(mine, 3), nbsp);
  // A plan that cannot run neither wins nor loses.
  const std::string_view how = fits(first) && fits(other) ? (mine < theirs ? "wins" : "loses")
                               : mine < theirs            ? "would win"
                                                          : "would lose";
  return fmt::format("{} {} by {}{}%, {} against {}{}s a step: {}.", capitalised(first.name), how,
                     significant(percent, 2), nbsp, told(mine, scale), told(theirs, scale), nbsp,
                     biggest(terms, scale, in_time)) +
         (accelerators(first.plan) == accelerators(other.plan)
              ? ""
              : fmt::format(" It has {} accelerators, {} {}.",
                            grouped(Count{accelerators(first.plan)}), other.name,
                            grouped(Count{accelerators(other.plan)})));
}

std::string room(const PlanAccount& p) {
  return fits(p) ? ""
                 : fmt::format("{} does not fit {}: it cannot run. ", capitalised(p.name),
                               memory_text(p.capacity));
}

std::string memory_sentence(const std::vector<Term>& terms, const Scale& scale) {
  const double mine = sum(terms, &Term::first), theirs = sum(terms, &Term::other);
  const std::string change = biggest(terms, scale, in_memory);
  return fmt::format("Its fullest stage needs {} against {}{}{}{}.", told(mine, scale),
                     told(theirs, scale), nbsp, scale.word, change.empty() ? "" : ": " + change);
}

std::string sure_sentence(const PlanAccount& first, const PlanAccount& other) {
  const auto by = [](const PlanAccount& p) { return 100 * (interval_factor(p.step.spread) - 1); };
  return fmt::format(
      "Each time is sure to {:.0f}{}% (80{}% interval); the two err in part alike, so that their "
      "difference is surer than either.",
      std::max(by(first), by(other)), nbsp, nbsp);
}

Table table(const PlanAccount& first, const PlanAccount& other, std::vector<Term> terms,
            const Scale& scale) {
  Table t{{std::string(scale.word), first.name, other.name, "difference"}, {}, 1, "  "};
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) {
    return std::max(a.first, a.other) > std::max(b.first, b.other);
  });
  terms.push_back({"total", sum(terms, &Term::first), sum(terms, &Term::other)});
  for (const Term& term : terms)
    if (term.first != 0 || term.other != 0)
      t.rows.push_back({std::string(term.name), told(term.first, scale), told(term.other, scale),
                        change(term.more(), scale)});
  return t;
}

// A line of plan words under its name, and the settings in which the two differ.
std::string plans(const PlanAccount& first, const PlanAccount& other) {
  std::string out;
  const std::size_t width = std::max(display_width(first.name), display_width(other.name)) + 2;
  for (const PlanAccount* p : {&first, &other})
    out += hanging(fmt::format("{:<{}}", capitalised(p->name), width), plan_words(p->plan)) + "\n";
  const std::string mine = plan_settings(first.plan, {other.plan});
  const std::string theirs = plan_settings(other.plan, {first.plan});
  if (mine.empty()) return out + "The two are one plan.\n";
  const auto spaced = [](std::string list) {
    for (std::size_t at = 0; (at = list.find(',', at)) != std::string::npos; at += 2)
      list.replace(at, 1, ", ");
    return list;
  };
  return out +
         hanging("They differ: ", fmt::format("{} against {}", spaced(mine), spaced(theirs))) +
         "\n";
}

}  // namespace

PlanAccount plan_account(std::string name, const ParallelPlan& plan, const RunInput& in) {
  const Architecture& a = *in.model.architecture;
  return {std::move(name), plan, step_cost(a, plan, in.sequence_length, in.cluster, in.framework),
          footprint(a, plan, in.sequence_length, in.framework),
          feasibility(plan, {a, in.sequence_length, in.cluster, in.framework}).capacity};
}

std::string explain_plans(const PlanAccount& first, const PlanAccount& other) {
  const std::vector<Term> times = time_terms(first, other);
  const Scale seconds{1, "s",
                      decimals_for(std::max(sum(times, &Term::first), sum(times, &Term::other)))};
  const Scale bytes = memory_scale(first, other);
  const std::vector<Term> memory = memory_terms(first, other, bytes.unit);
  std::string out = plans(first, other) + "\n";
  out += wrapped(room(first) + room(other) + time_sentence(first, other, times, seconds)) + "\n";
  out += wrapped(memory_sentence(memory, bytes)) + "\n";
  if (first.plan.global_batch != other.plan.global_batch)
    out += wrapped(fmt::format("Times of {} are scaled to steps of {} sequences.", other.name,
                               grouped(Count{first.plan.global_batch}))) +
           "\n";
  out += wrapped(sure_sentence(first, other)) + "\n\nWHERE THE STEP GOES\n";
  out += text(table(first, other, times, seconds)) + "\nMEMORY OF THE FULLEST STAGE\n";
  return printable(out + text(table(first, other, memory, bytes)));
}

}  // namespace tenfold::report
