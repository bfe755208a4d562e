#include "scenario/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "scenario/search_parts.h"
#include "search/plan_settings.h"

namespace tenfold {
namespace {

std::string why_not(const ParallelPlan& p, Rejection reason, const RunInput& in) {
  const SearchTask mine(in, accelerators(p));
  const Feasibility f = feasibility(p, mine.task());
  if (!f.faults.empty()) return f.faults.front();
  if (f.fits() || reason < Rejection::memory_state) return "";  // no order of ranks has its tiers
  const std::size_t stages = f.memory->stages.size();
  return fmt::format("{} needs {} of {}",
                     stages > 1 ? fmt::format("stage {} of {}", f.memory->fullest, stages) : "it",
                     memory_text(f.peak), memory_text(f.capacity));
}

std::vector<RejectedPlans> rejected_plans(const SweepResult& found, const PlanSpace& space,
                                          const RunInput& in) {
  std::vector<RejectedPlans> all;
  for (const Rejected& r : found.rejected) {
    const ParallelPlan plan = space.plan_at(r.witness);
    const std::string why = why_not(plan, r.reason, in);
    all.push_back({r, plan, why.empty() ? "" : settings_for_run(plan, in), why});
  }
  std::stable_sort(all.begin(), all.end(), [](const RejectedPlans& a, const RejectedPlans& b) {
    return a.rejected.count > b.rejected.count;
  });
  return all;
}

CostedPlan costed(const ParallelPlan& p, const Feasibility& f, const RunInput& in) {
  const SearchTask mine(in, accelerators(p));
  const StepCost s =
      step_cost(*in.model.architecture, p, in.sequence_length, mine.task().cluster, in.framework);
  return {.index = 0,
          .accelerators = accelerators(p),
          .seconds = s.seconds,
          .spread = s.spread,
          .peak_bytes = f.peak.base(),
          .mfu = s.mfu,
          .hfu = s.hfu,
          .tokens = real(p.global_batch) * real(in.sequence_length)};
}

std::optional<OwnPlan> own_plan(const RunInput& in, const PlanSpace& space) {
  if (!in.plan) return std::nullopt;
  OwnPlan own{
      .plan = resolved(*in.plan, in.cluster), .faults = {}, .cost = {}, .number = {}, .faster = {}};
  const Feasibility f =
      feasibility(own.plan, {*in.model.architecture, in.sequence_length, in.cluster, in.framework});
  own.faults = f.faults;
  if (f.memory && !f.fits())
    own.faults.push_back(
        fmt::format("it needs {} of {}", memory_text(f.peak), memory_text(f.capacity)));
  if (f.fits()) own.cost = costed(own.plan, f, in);
  own.number = space.index_of(own.plan);
  ParallelPlan spelt = own.plan;  // a degree of 0 stands for that of tensor
  spelt.expert_tensor = expert_tensor(spelt);
  if (f.memory)  // as a space has them: empty where even
    spelt.stage_layers =
        *stage_layers({own.plan.stage_layers}, own.plan, std::ssize(in.model.architecture->layers));
  if (!own.number) own.number = space.index_of(spelt);
  return own;
}

// Step time, counted in two ways, agrees to far less than this: a plan is no faster than itself.
constexpr double rounding = 1e-9;
double yardstick(const std::optional<OwnPlan>& own) {
  return own && own->cost ? own->cost->seconds * (1 - rounding) : 0;
}

// What is trained comes from the job's plan, where nothing else tells.
SearchSpace completed(SearchSpace s, const RunInput& in) {
  if (s.global_batch.empty() && in.plan_keys.count("global_batch") > 0)
    s.global_batch = {in.plan->global_batch};
  if (s.format.empty() && in.plan_keys.count("format") > 0) s.format = {in.plan->format};
  if (s.attention.empty() && in.plan_keys.count("attention") > 0)
    s.attention = {in.plan->attention};
  return s;
}

Task task_of(const RunInput& in) {
  return {*in.model.architecture, in.sequence_length, in.cluster, in.framework};
}

void add_leaders(SearchReport& r, const PlanSpace& space, const RunInput& in) {
  const auto told = [&](const CostedPlan& c) { return ranked(c, space.plan_at(c.index), in); };
  for (const CostedPlan& c : r.found.best) r.best.push_back(told(c));
  for (const CostedPlan& c : r.found.front) r.front.push_back(told(c));
  if (r.found.leanest) r.leanest = told(*r.found.leanest);
  if (r.found.cheapest) r.cheapest = told(*r.found.cheapest);
  for (const RankedPlan& p : r.front)  // it holds the fastest for every amount of memory
    if (p.chance >= enough_chance && (!r.with_room || p.cost.seconds < r.with_room->cost.seconds))
      r.with_room = p;
}

}  // namespace

std::string settings_for_run(const ParallelPlan& plan, const RunInput& in) {
  ParallelPlan base = in.base_plan;
  base.data = plan.data;  // the accelerators tell it
  return plan_settings(plan, {base});
}

RankedPlan ranked(const CostedPlan& cost, const ParallelPlan& plan, const RunInput& in) {
  RankedPlan r{cost, plan, settings_for_run(plan, in), {}, {}, 0};
  r.chance = chance_to_fit({.faults = {},
                            .memory = Footprint{},
                            .peak = cost.peak_bytes * byte,
                            .capacity = usable_memory(in.cluster.accelerator)});
  const Count tokens_of_step = Count{plan.global_batch} * in.sequence_length;
  const Estimate<Seconds> step{cost.seconds * second, cost.spread};
  constexpr double hour = 3600;
  if (in.factors.rent)
    r.step_dollars =
        Dollars::base(cost.accelerator_seconds() / hour * median(in.factors.rent->value));
  if (in.tokens) r.run = run_cost(step, tokens_of_step, *in.tokens, cost.accelerators, in.factors);
  return r;
}

SearchReport search_report(const SearchInput& in) {
  const SearchSpace space = completed(in.space, in.run);
  const auto start = std::chrono::steady_clock::now();
  Sweep sweep(task_of(in.run), space);
  SearchReport r;
  r.space_plans = sweep.space().plans_total();
  r.range = shard_range(r.space_plans, in.part, in.parts);
  r.capacity = usable_memory(in.run.cluster.accelerator);
  r.own = own_plan(in.run, sweep.space());
  SweepOptions options{.threads = in.threads, .top = in.top, .yardstick = yardstick(r.own)};
  if (in.progress) options.progress = [&](Size done) { in.progress(done, r.range.size()); };
  const Swept swept = in.way ? in.way(sweep, r.range, options) : Swept{sweep(r.range, options), 0};
  r.found = swept.found;
  if (r.own && r.own->cost) r.own->faster = r.found.plans_faster;
  r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() +
              swept.earlier_seconds;
  add_leaders(r, sweep.space(), in.run);
  const std::vector<ParallelPlan> some = samples(sweep.space());
  r.dimensions = searched_dimensions(some, space, splits_tried(task_of(in.run), space));
  if (!r.best.empty() && in.parts == 1) r.alternatives = alternatives(r.best.front(), some, in);
  r.rejected = rejected_plans(r.found, sweep.space(), in.run);
  return r;
}

void each_costed(
    const SearchInput& in,
    const std::function<void(const std::vector<CostedPlan>&, const PlanSpace&)>& visit) {
  constexpr Size at_once = 1 << 19;  // plans, of 64 bytes, that wait to be visited
  Sweep sweep(task_of(in.run), completed(in.space, in.run));
  const PlanRange range = shard_range(sweep.space().plans_total(), in.part, in.parts);
  const auto told = [&](const std::vector<CostedPlan>& plans) { visit(plans, sweep.space()); };
  const SweepOptions options{.threads = in.threads, .top = 0, .progress = {}, .costed = told};
  for (Size first = range.first; first < range.last; first += at_once)
    sweep({first, std::min(first + at_once, range.last)}, options);
}

Size plans_total(const SearchInput& in) {
  return PlanSpace(task_of(in.run), completed(in.space, in.run)).plans_total();
}

NumberedPlan plan_of_number(const SearchInput& in, Size number) {
  const PlanSpace space(task_of(in.run), completed(in.space, in.run));
  if (number < 0 || number >= space.plans_total())
    throw std::out_of_range("no plan of the space has this number");
  const ParallelPlan plan = space.plan_at(number);
  return {plan, settings_for_run(plan, in.run)};
}

}  // namespace tenfold
