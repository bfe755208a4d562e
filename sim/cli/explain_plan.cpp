#include "cli/explain_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "cli/progress.h"
#include "cli/verb.h"
#include "io/search.h"
#include "report/explain_plan.h"
#include "search/default_plan.h"

namespace tenfold::cli {
namespace {

constexpr std::string_view best = "best", runner_up = "runner-up", own = "own", rule = "rule";
constexpr std::size_t searched = 50;  // plans that are told, to find one that costs another time

bool needs_search(const std::string& plan) { return plan == best || plan == runner_up; }

SearchReport search(const io::Library& library, const PlanQuestion& q) {
  SearchInput in = io::load_search(library, q.scenario, {q.set, ""}).input;
  in.threads = q.threads;
  in.top = searched;
  Progress progress("plans");
  in.progress = [&](Size did, Size all) { progress.show(real(did), real(all)); };
  return search_report(in);
}

// The first plan that takes longer than the best: many settings change nothing.
std::optional<ParallelPlan> ranked(const SearchReport& r, bool second) {
  if (r.best.empty()) return std::nullopt;
  if (!second) return r.best.front().plan;
  const auto slower = std::find_if(r.best.begin(), r.best.end(), [&](const RankedPlan& p) {
    return p.cost.seconds > r.best.front().cost.seconds * (1 + 1e-6);
  });
  return slower == r.best.end() ? std::nullopt : std::optional(slower->plan);
}

// A plan that somebody typed, or by a word that needs no search.
std::optional<ParallelPlan> typed(const io::Library& library, const PlanQuestion& q,
                                  const std::string& plan) {
  const RunInput in = io::load_run(library, q.scenario, {q.set, plan == own ? "" : plan}).input;
  if (in.plan) return resolved(*in.plan, in.cluster);
  return default_plan({*in.model.architecture, in.sequence_length, in.cluster, in.framework});
}

struct Side {
  std::string name, words;  // "best", and what was asked for
  std::optional<ParallelPlan> plan;
};

std::string name_of(const std::string& words, std::string_view otherwise) {
  const bool known = needs_search(words) || words == own || words == rule;
  return known ? words : std::string(otherwise);
}

void check(const Side& side, const RunInput& in) {
  if (!side.plan)
    throw InputError(
        fmt::format("explain plan: there is no plan '{}': none fits, or none takes "
                    "another time",
                    side.words));
  const Task task{*in.model.architecture, in.sequence_length, in.cluster, in.framework};
  const Feasibility f = feasibility(*side.plan, task);
  if (!f.memory)
    throw InputError(fmt::format("explain plan: plan '{}' cannot run: {}", side.words,
                                 fmt::join(f.faults, "; ")));
}

}  // namespace

int explain_plan(const io::Library& library, const PlanQuestion& q) {
  const std::string first = q.plan.empty() ? std::string(best) : q.plan;
  const std::string second =
      !q.against.empty() ? q.against : std::string(first == best ? runner_up : best);
  Side a{name_of(first, "plan"), first, {}}, b{name_of(second, "against"), second, {}};
  std::optional<SearchReport> found;
  if (needs_search(first) || needs_search(second)) found = search(library, q);
  for (Side* side : {&a, &b})
    side->plan = needs_search(side->words) ? ranked(*found, side->words == runner_up)
                                           : typed(library, q, side->words);
  const RunInput in = io::load_run(library, q.scenario, {q.set, ""}).input;
  check(a, in);
  check(b, in);
  write_result(report::explain_plans(report::plan_account(a.name, *a.plan, in),
                                     report::plan_account(b.name, *b.plan, in)));
  return done;
}

}  // namespace tenfold::cli
