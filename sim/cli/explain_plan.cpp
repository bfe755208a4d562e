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

bool is_number(const std::string& plan) {
  return !plan.empty() && plan.find_first_not_of("0123456789") == std::string::npos;
}

bool needs_search(const std::string& plan) { return plan == best || plan == runner_up; }

SearchReport searched_plans(SearchInput in, int threads) {
  in.threads = threads;
  in.top = searched;
  Progress progress("plans");
  in.progress = [&](Size did, Size all) { progress.show(real(did), real(all)); };
  return search_report(in);
}

struct Side {
  std::string name, words;  // "best", and what was asked for
  std::optional<ParallelPlan> plan = {};
  std::optional<Size> number = {};
};

// The first plan that takes longer than the best: many settings change nothing.
Side ranked(Side side, const SearchReport& r) {
  const auto told = std::find_if(r.best.begin(), r.best.end(), [&](const RankedPlan& p) {
    return side.words == best || slowdown(p.cost, r.best.front().cost) > 1 + 1e-6;
  });
  if (told == r.best.end()) return side;
  side.plan = told->plan;
  side.number = told->cost.index;
  return side;
}

Side numbered(Side side, const SearchInput& in) {
  const Size all = plans_total(in);
  side.number = side.words.size() < 19 ? std::stoll(side.words) : all;
  if (*side.number >= all)
    throw InputError(fmt::format("explain plan: there is no plan {}: the search has plans 0 to {}",
                                 side.words, all - 1));
  side.plan = plan_of_number(in, *side.number).plan;
  return side;
}

// A plan that somebody typed, or by a word that needs no search.
Side typed(Side side, const io::Library& library, const PlanQuestion& q, const Model& model) {
  const io::RunSettings settings{q.set, side.words == own ? "" : side.words};
  const RunInput in = io::load_search(library, q.scenario, settings).input.run;
  if (side.words == own && !in.plan)
    throw InputError("explain plan: the scenario has no plan of its own: name one, or rule");
  if (in.model.name != model.name)
    throw InputError(
        fmt::format("explain plan: plan '{}' is of {}, not of {}: choose the model "
                    "with --set",
                    side.words, in.model.name, model.name));
  side.plan =
      in.plan
          ? resolved(*in.plan, in.cluster)
          : default_plan({*in.model.architecture, in.sequence_length, in.cluster, in.framework});
  return side;
}

// As a report calls it.
std::string name_of(const std::string& words, std::string_view otherwise) {
  if (words == own) return "yours";
  if (words == rule) return "rule's";
  return needs_search(words) ? words : std::string(otherwise);
}

void check(const Side& side, const RunInput& in) {
  if (!side.plan)
    throw InputError(
        fmt::format("explain plan: there is no plan '{}': none fits, or none takes "
                    "another time",
                    side.words));
  Cluster cluster = in.cluster;
  if (accelerators(*side.plan) > 0) cluster.accelerators = accelerators(*side.plan);
  const Feasibility f =
      feasibility(*side.plan, {*in.model.architecture, in.sequence_length, cluster, in.framework});
  if (!f.memory)
    throw InputError(fmt::format("explain plan: plan '{}' cannot run: {}", side.words,
                                 fmt::join(f.faults, "; ")));
}

// A scenario's own plan that does not run has nothing to be compared.
bool own_runs(const RunInput& in) {
  if (!in.plan) return false;
  const Task task{*in.model.architecture, in.sequence_length, in.cluster, in.framework};
  return feasibility(resolved(*in.plan, in.cluster), task).memory.has_value();
}

// The plans in question: the first, and those that it stands against.
std::vector<Side> sides(const PlanQuestion& q, const RunInput& in) {
  const std::string first = q.plan.empty() ? std::string(best) : q.plan;
  std::vector<Side> all{{name_of(first, "plan"), first}};
  if (q.against == first && first != best)
    throw InputError(fmt::format("explain plan: '{}' is set against itself", first));
  const auto add = [&](std::string words) {
    for (const Side& side : all)
      if (side.words == words) return;
    all.push_back({name_of(words, "other"), std::move(words)});
  };
  if (first == best) add(std::string(runner_up));
  if (!q.against.empty())
    add(q.against);
  else if (first != best)
    add(std::string(best));
  else if (own_runs(in))
    add(std::string(own));
  return all;
}

}  // namespace

int explain_plan(const io::Library& library, const PlanQuestion& q) {
  const SearchInput in = io::load_search(library, q.scenario, {q.set, ""}).input;
  if (!in.ladder.empty())
    throw InputError(
        "explain plan: the scenario's ladder has many models: choose one, as in "
        "--set search.ladder=none --set layers=24");
  std::vector<Side> all = sides(q, in.run);
  std::optional<SearchReport> found;
  std::vector<report::PlanAccount> accounts;
  for (Side& side : all) {
    if (needs_search(side.words)) {
      if (!found) found = searched_plans(in, q.threads);
      side = ranked(std::move(side), *found);
    } else {
      side = is_number(side.words) ? numbered(std::move(side), in)
                                   : typed(std::move(side), library, q, in.run.model);
    }
    if (side.words == own && found && found->own) side.number = found->own->number;
    check(side, in.run);
    accounts.push_back(report::plan_account(side.name, *side.plan, in.run));
    accounts.back().number = side.number;
  }
  const report::PlanAccount first = accounts.front();
  accounts.erase(accounts.begin());
  write_result(report::explain_plans(first, accounts));
  return done;
}

}  // namespace tenfold::cli
