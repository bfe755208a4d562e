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
#include "report/run.h"
#include "report/table.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

// One term of both plans, in the unit that is printed.
struct Term {
  std::string_view name;
  double first = 0, other = 0;
  std::string drivers = {};  // settings that it rests on, in which the plans differ
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
  const std::vector<SettingChange> changes = differences(first.plan, other.plan);
  for (std::size_t i = 0; i < causes; ++i)
    terms.push_back({enum_names<Cause>[i], first.step.by_cause[i], scale * other.step.by_cause[i],
                     driver_words(static_cast<Cause>(i), changes)});
  return terms;
}

const StageFootprint& fullest(const PlanAccount& p) { return p.memory.stages[p.memory.fullest]; }

Scale memory_scale(const PlanAccount& largest) {
  const MemoryUnit unit = memory_unit(Bytes::base(fullest(largest).total()));
  return {unit.bytes, unit.name, 2};
}

std::vector<Term> memory_terms(const PlanAccount& first, const PlanAccount& other, double unit) {
  std::vector<Term> terms;
  const std::vector<SettingChange> changes = differences(first.plan, other.plan);
  for (std::size_t i = 0; i < memory_uses; ++i)
    terms.push_back({enum_names<MemoryUse>[i], fullest(first).bytes[i] / unit,
                     fullest(other).bytes[i] / unit,
                     driver_words(static_cast<MemoryUse>(i), changes)});
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

// The terms that differ most, those of the sign that wins first; a twentieth of all change is too
// little to tell.
struct Biggest {
  std::vector<Term> with, against;
};

Biggest biggest(std::vector<Term> terms) {
  const bool less = sum(terms, &Term::first) <= sum(terms, &Term::other);
  double moved = 0;
  for (const Term& t : terms) moved += std::abs(t.more());
  std::stable_sort(terms.begin(), terms.end(), [](const Term& a, const Term& b) {
    return std::abs(a.more()) > std::abs(b.more());
  });
  Biggest found;
  for (const Term& t : terms) {
    if (std::abs(t.more()) < 0.05 * moved || t.more() == 0) continue;
    std::vector<Term>& side = (t.more() < 0) == less ? found.with : found.against;
    if (side.size() < 3) side.push_back(t);
  }
  return found;
}

// "less pipeline bubble (−0.31 s), against more tensor traffic (+0.08 s)"
std::string words(const Biggest& found, const Scale& scale, Phrase phrase) {
  const auto side = [&](const std::vector<Term>& terms) {
    std::vector<std::string> all;
    for (const Term& t : terms)
      all.push_back(fmt::format("{} {} ({}{}{})", t.more() < 0 ? "less" : "more", phrase(t.name),
                                change(t.more(), scale), nbsp, scale.word));
    return listed(all);
  };
  std::string text = side(found.with), against = side(found.against);
  if (against.empty()) return text;
  return text + (text.empty() ? "" : ", against ") + against;
}

// " Behind it: pipeline and schedule (pipeline bubble), tensor (tensor traffic, activations)."
std::string driver_sentence(const Biggest& found) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const std::vector<Term>* side : {&found.with, &found.against})
    for (const Term& t : *side) {
      if (t.drivers.empty()) continue;
      auto group = std::find_if(groups.begin(), groups.end(),
                                [&](const auto& g) { return g.first == t.drivers; });
      if (group == groups.end()) group = groups.insert(group, {t.drivers, {}});
      group->second.emplace_back(t.name);
    }
  std::vector<std::string> words;
  for (const auto& [drivers, terms] : groups)
    words.push_back(fmt::format("{} ({})", drivers, fmt::join(terms, ", ")));
  return words.empty() ? "" : fmt::format(" Behind it: {}.", fmt::join(words, ", "));
}

// As a sentence has the name: "the runner-up", "yours".
std::string the(const PlanAccount& p) { return p.name == "yours" ? p.name : "the " + p.name; }

bool fits(const PlanAccount& p) { return fullest(p).total() <= p.capacity.base(); }

std::string time_sentence(const PlanAccount& first, const PlanAccount& other,
                          const std::vector<Term>& terms, const Scale& scale) {
  const double mine = sum(terms, &Term::first), theirs = sum(terms, &Term::other);
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

std::string memory_sentence(const std::vector<Term>& terms, const Scale& scale) {
  const double mine = sum(terms, &Term::first), theirs = sum(terms, &Term::other);
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
            const std::vector<std::vector<Term>>& terms, const Scale& scale) {
  Table t{{std::string(scale.word), first.name}, {}, 1, "  "};
  for (const PlanAccount& p : others) {
    t.heading.push_back(p.name);
    t.heading.emplace_back(others.size() == 1 ? "difference" : "differs");
  }
  const auto add = [&](std::string_view name, const auto& value) {
    std::vector<std::string> row{std::string(name), told(value(0).first, scale)};
    double most = value(0).first;
    for (std::size_t i = 0; i < others.size(); ++i) {
      const Term term = value(i);
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
    return Term{"total", sum(terms[i], &Term::first), sum(terms[i], &Term::other)};
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
  const std::vector<Term> times = time_terms(first, other);
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
  double longest = sum(time_terms(first, first), &Term::first);
  for (const PlanAccount& p : others) {
    longest = std::max(longest, sum(time_terms(first, p), &Term::other));
    if (fullest(p).total() > fullest(*largest).total()) largest = &p;
  }
  const Scale seconds{1, "s", decimals_for(longest)}, bytes = memory_scale(*largest);
  std::vector<std::vector<Term>> times, memory;
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
