// The first screen of `tenfold search`.
#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "report/search_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double an_hour = 3600, a_day = 86400;

std::string between(const CostedPlan& c) {
  const double by = interval_factor(c.spread);
  return fmt::format("80{}%: {} to {}", nbsp, significant(c.seconds / by, 3),
                     significant(c.seconds * by, 3));
}

std::string memory_words(const RankedPlan& p, const SearchReport& r) {
  return fmt::format("{} of {}", memory_text(p.cost.peak_bytes * byte), memory_text(r.capacity));
}

std::string dollars_text(double usd) {
  return usd < 1e4 ? significant(usd, 3) + " USD" : with_suffix(usd) + "USD";
}

// "55 days, 21.6 M accelerator-hours and 80 M USD for 15.6 T tokens"
std::string run_words(const RankedPlan& p) {
  if (!p.run) return p.step_dollars ? dollars_text(p.step_dollars->base()) + " a step" : "";
  const RunCost& c = *p.run;
  std::vector<std::string> items{
      significant(c.time.median.base() / a_day, 3) + " days",
      with_suffix(c.accelerator_time.median.base() / an_hour) + " accelerator-hours"};
  if (c.dollars) items.push_back(with_suffix(c.dollars->median.base()) + " USD");
  return fmt::format("{} for {} tokens", listed(items), with_suffix(real(c.tokens)));
}

// Of 100.
int chances(const RankedPlan& p) { return std::min(99, static_cast<int>(100 * p.chance)); }

std::string on_words(const SearchInput& in, const RankedPlan& p) {
  return sizes_differ(in) ? fmt::format(" on {} accelerators", grouped(Count{p.cost.accelerators}))
                          : "";
}

// "12.3 s a step", of how many sequences where that is not the same for all plans.
std::string step_words(const SearchInput& in, const RankedPlan& p) {
  std::string words = seconds_text(p.cost.seconds) + " a step";
  if (!batches_differ(in)) return words;
  return fmt::format("{} of {} sequences", words, grouped(Count{p.plan.global_batch}));
}

std::string fastest_words(const SearchInput& in, const SearchReport& r) {
  const RankedPlan& p = r.best.front();
  std::string words = fmt::format("{}{} ({}), MFU {:.1f} %, {} (fits with {} of 100 chances)",
                                  step_words(in, p), on_words(in, p), between(p.cost),
                                  100 * p.cost.mfu, memory_words(p, r), chances(p));
  if (const std::string whole = run_words(p); !whole.empty()) words += "; " + whole;
  return words + ".";
}

// Where the fastest differ by less than anyone can tell.
std::string tie_words(const SearchReport& r) {
  if (r.best.size() < 2) return "";
  const CostedPlan &first = r.best.front().cost, &last = r.best.back().cost;
  const double gap = slowdown(last, first) - 1;
  if (gap > (interval_factor(first.spread) - 1) / 4) return "";
  return fmt::format("The first {} lie within {}: too near to call, try several.", r.best.size(),
                     share_text(gap));
}

std::string room_words(const SearchInput& in, const SearchReport& r) {
  const RankedPlan &p = *r.with_room, &best = r.best.front();
  return fmt::format("{} ({}), {}, fits with {} of 100 chances: {}.", step_words(in, p),
                     slower_text(slowdown(p.cost, best.cost) - 1),
                     memory_text(p.cost.peak_bytes * byte), chances(p), plan_words(p.plan));
}

bool same(const RankedPlan& a, const RankedPlan& b) { return a.cost.index == b.cost.index; }

std::string cheapest_words(const SearchInput& in, const SearchReport& r) {
  const RankedPlan &p = *r.cheapest, &best = r.best.front();
  if (same(p, best)) return "the fastest is the cheapest too.";
  const double share = 1 - p.cost.accelerator_seconds() / p.cost.tokens * best.cost.tokens /
                               best.cost.accelerator_seconds();
  const std::string whole = run_words(p);
  return fmt::format("{}{}, {} fewer accelerator-hours than the fastest{}: {}.", step_words(in, p),
                     on_words(in, p), share_text(share), whole.empty() ? "" : " (" + whole + ")",
                     plan_words(p.plan));
}

std::string leanest_words(const SearchInput& in, const SearchReport& r) {
  const RankedPlan &p = *r.leanest, &best = r.best.front();
  if (same(p, best)) return "the fastest needs the least memory too.";
  return fmt::format("{}, {}{} ({}): {}.", memory_text(p.cost.peak_bytes * byte), step_words(in, p),
                     on_words(in, p), slower_text(slowdown(p.cost, best.cost) - 1),
                     plan_words(p.plan));
}

std::string own_words(const SearchReport& r) {
  const OwnPlan& own = *r.own;
  if (!own.cost)
    return fmt::format("the scenario's own plan does not run: {}.", fmt::join(own.faults, "; "));
  const std::string where =
      own.number ? fmt::format("plan {}", grouped(Count{*own.number})) : "not among those tried";
  std::string words = fmt::format("the scenario's own plan ({}): {} a step", where,
                                  seconds_text(own.cost->seconds));
  if (!r.best.empty())
    words += fmt::format(" ({} to the fastest, {} of the {} that fit are faster)",
                         slower_text(slowdown(*own.cost, r.best.front().cost) - 1),
                         grouped(Count{*own.faster}), grouped(Count{r.found.plans_feasible}));
  return words + fmt::format(", MFU {:.1f} %, {}.", 100 * own.cost->mfu,
                             memory_text(own.cost->peak_bytes * byte));
}

// Of the degrees that were named, those of which no value divides a number of accelerators.
std::string misfit_words(const SearchInput& in) {
  std::vector<Size> sizes = in.space.accelerators;
  if (sizes.empty()) sizes = {in.run.cluster.accelerators};
  std::vector<std::string> words;
  const auto add = [&](const char* name, const std::vector<Size>& values) {
    const bool divides = std::any_of(values.begin(), values.end(), [&](Size v) {
      return std::any_of(sizes.begin(), sizes.end(), [&](Size n) { return n % v == 0; });
    });
    if (!values.empty() && !divides)
      words.push_back(fmt::format("{} {}", name, fmt::join(values, ", ")));
  };
  add("tensor", in.space.tensor);
  add("pipeline", in.space.pipeline);
  add("context", in.space.context);
  add("data", in.space.data);
  if (words.empty()) return "";
  return fmt::format(" {} divides no cluster of {}.", capitalised(listed(words)),
                     grouped(Count{sizes.front()}));
}

std::string none_words(const SearchInput& in, const SearchReport& r) {
  if (r.found.plans_total == 0)
    return fmt::format(
        "No plan: no product of the degrees that were named makes up the "
        "accelerators.{}",
        misfit_words(in));
  return fmt::format("None of {} plans fits and runs. Most often {}.",
                     grouped(Count{r.found.plans_total}),
                     sentence(r.rejected.front().rejected.reason));
}

}  // namespace

std::string seconds_text(double seconds) { return significant(seconds, 3) + " s"; }

std::string share_text(double share) {
  const double percent = 100 * share;
  if (percent == 0) return "0 %";
  if (percent < 0.01) return "<.01 %";
  return fmt::format(
      "{} %", percent < 0.1 ? fmt::format("{:.2f}", percent) : fmt::format("{:.1f}", percent));
}

std::string slower_text(double share) { return fmt::format("{:+.1f} %", 100 * share); }

std::string spaced(std::string settings) {
  for (auto at = settings.find(','); at != std::string::npos; at = settings.find(',', at + 2))
    settings.insert(at + 1, " ");
  return settings;
}

bool sizes_differ(const SearchInput& in) {
  return in.space.accelerators.size() > 1 ||
         (in.space.accelerators.size() == 1 &&
          in.space.accelerators.front() != in.run.cluster.accelerators);
}

bool batches_differ(const SearchInput& in) { return in.space.global_batch.size() > 1; }

Lines search_answer(const SearchInput& in, const SearchReport& r) {
  if (r.best.empty()) {
    Lines lines{{"None", none_words(in, r)}};
    if (r.own) lines.emplace_back("Yours", own_words(r));
    return lines;
  }
  Lines lines{{"Fastest", fastest_words(in, r)}, {"", plan_words(r.best.front().plan) + "."}};
  if (const std::string tie = tie_words(r); !tie.empty()) lines.emplace_back("", tie);
  if (r.with_room && !same(*r.with_room, r.best.front()))
    lines.emplace_back("With room", room_words(in, r));
  lines.emplace_back("Cheapest", cheapest_words(in, r));
  lines.emplace_back("Leanest", leanest_words(in, r));
  if (r.own) lines.emplace_back("Yours", own_words(r));
  return lines;
}

}  // namespace tenfold::report
