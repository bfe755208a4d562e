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

std::vector<RejectedPlans> rejected_plans(const SweepResult& found, LadderSweep& sweep,
                                          const RunInput& in) {
  std::vector<RejectedPlans> all;
  for (const Rejected& r : found.rejected) {
    const ParallelPlan plan = sweep.plan_at(r.witness);
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

// Its number is not looked for.
std::optional<OwnPlan> own_plan(const RunInput& in) {
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
  return own;
}

std::optional<Size> number_of(const OwnPlan& own, const RunInput& in, std::size_t rung,
                              LadderSweep& sweep) {
  if (const auto number = sweep.number_of(rung, own.plan)) return number;
  ParallelPlan spelt = own.plan;  // a degree of 0 stands for that of tensor
  spelt.expert_tensor = expert_tensor(spelt);
  if (own.cost)  // as a space has them: empty where even
    spelt.stage_layers =
        *stage_layers({own.plan.stage_layers}, own.plan, std::ssize(in.model.architecture->layers));
  return sweep.number_of(rung, spelt);
}

// Step time, counted in two ways, agrees to far less than this: a plan is no faster than itself.
constexpr double rounding = 1e-9;
double yardstick(const std::optional<OwnPlan>& own) {
  return own && own->cost ? own->cost->token_seconds() * (1 - rounding) : 0;
}

void add_leaders(SearchReport& r, LadderSweep& sweep, const RunInput& in) {
  const auto told = [&](const CostedPlan& c) { return ranked(c, sweep.plan_at(c.index), in); };
  for (const CostedPlan& c : r.found.best) r.best.push_back(told(c));
  for (const CostedPlan& c : r.found.front) r.front.push_back(told(c));
  if (r.found.leanest) r.leanest = told(*r.found.leanest);
  if (r.found.cheapest) r.cheapest = told(*r.found.cheapest);
  for (const RankedPlan& p : r.front)  // it holds the fastest for every amount of memory
    if (p.chance >= enough_chance && (!r.with_room || slowdown(p.cost, r.with_room->cost) < 1))
      r.with_room = p;
}

Task task_of(const RunInput& in) {
  return {*in.model.architecture, in.sequence_length, in.cluster, in.framework};
}

// All of the report that is of one rung.
void tell_rung(SearchReport& r, const SweepResult& found, LadderSweep& sweep,
               const SearchInput& in) {
  const SearchInput mine = of_rung(in, r.rung);
  const SearchSpace space = completed(in.space, mine.run);
  r.found = found;
  r.own = own_plan(mine.run);
  if (r.own) r.own->number = number_of(*r.own, mine.run, r.rung, sweep);
  if (r.own && r.own->cost) r.own->faster = found.plans_faster;
  add_leaders(r, sweep, mine.run);
  const std::vector<ParallelPlan> some = samples(sweep.space(r.rung));
  r.dimensions = searched_dimensions(some, space, splits_tried(task_of(mine.run), space));
  if (!r.best.empty() && in.parts == 1) r.alternatives = alternatives(r.best.front(), some, mine);
  r.rejected = rejected_plans(found, sweep, mine.run);
}

std::vector<Swept> at_once(LadderSweep& sweep, PlanRange range, const SweepOptions& options) {
  std::vector<Swept> all;
  Size before = 0;
  for (const PlanRange& rung : sweep.ranges()) {
    const PlanRange mine = common(range, rung);
    SweepOptions o = options;
    if (o.progress) o.progress = [&](Size done) { options.progress(before + done); };
    Swept& swept = all.emplace_back();
    swept.found.top = options.top;
    if (mine.size() > 0) swept.found = sweep(mine, o);
    before += mine.size();
  }
  return all;
}

}  // namespace

std::string settings_for_run(const ParallelPlan& plan, const RunInput& in) {
  ParallelPlan base = in.base_plan;
  base.data = plan.data;  // the accelerators tell it
  std::string settings = in.rung;
  const auto add = [&](const std::string& more) {
    if (!more.empty()) settings += (settings.empty() ? "" : ",") + more;
  };
  if (accelerators(plan) != in.cluster.accelerators)
    add(fmt::format("accelerators={}", accelerators(plan)));
  add(plan_settings(plan, {base}));
  return settings;
}

RankedPlan ranked(const CostedPlan& cost, const ParallelPlan& plan, const RunInput& in) {
  RankedPlan r{cost, plan, settings_for_run(plan, in), {}, {}, 0};
  r.chance = chance_to_fit({.faults = {},
                            .memory = Footprint{},
                            .peak = cost.peak_bytes * byte,
                            .capacity = usable_memory(in.cluster.accelerator)});
  const Count tokens_of_step = Count{plan.global_batch} * in.sequence_length;
  const Estimate<Seconds> step{cost.seconds * second, cost.spread};
  constexpr double an_hour = 3600;
  if (in.factors.rent)
    r.step_dollars =
        Dollars::base(cost.accelerator_seconds() / an_hour * median(in.factors.rent->value));
  if (in.tokens) r.run = run_cost(step, tokens_of_step, *in.tokens, cost.accelerators, in.factors);
  return r;
}

LadderSweep ladder_sweep(const SearchInput& in) {
  std::vector<LadderRung> rungs;
  for (std::size_t i = 0; i < rungs_of(in); ++i) {
    const RunInput& run = run_of(in, i);
    rungs.push_back({task_of(run), completed(in.space, run), yardstick(own_plan(run))});
  }
  return LadderSweep(std::move(rungs));
}

SearchReport search_report(const SearchInput& in) {
  const auto start = std::chrono::steady_clock::now();
  LadderSweep sweep = ladder_sweep(in);
  SearchReport r;
  r.space_plans = sweep.plans_total();
  r.range = shard_range(r.space_plans, in.part, in.parts);
  r.capacity = usable_memory(in.run.cluster.accelerator);
  SweepOptions options{.threads = in.threads, .top = in.top};
  if (in.progress) options.progress = [&](Size done) { in.progress(done, r.range.size()); };
  const std::vector<Swept> swept =
      in.way ? in.way(sweep, r.range, options) : at_once(sweep, r.range, options);
  r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  for (const Swept& s : swept) {
    r.seconds += s.earlier_seconds;
    r.tried.plans_total += s.found.plans_total;
    r.tried.plans_costed += s.found.plans_costed;
    r.tried.plans_feasible += s.found.plans_feasible;
  }
  if (!in.ladder.empty()) r.rungs = rung_reports(swept, sweep, in);
  r.rung = in.rung.value_or(told_rung(r.rungs));
  tell_rung(r, swept.at(r.rung).found, sweep, in);
  return r;
}

void each_costed(const SearchInput& in, const std::function<void(const CostedPlans&)>& visit) {
  constexpr Size at_once = 1 << 19;  // plans, of 64 bytes, that wait to be visited
  LadderSweep sweep = ladder_sweep(in);
  const PlanRange range = shard_range(sweep.plans_total(), in.part, in.parts);
  for (std::size_t rung = 0; rung < sweep.ranges().size(); ++rung) {
    const PlanRange mine = common(range, sweep.ranges()[rung]);
    const auto told = [&](const std::vector<CostedPlan>& costs) {
      std::vector<ParallelPlan> plans;
      plans.reserve(costs.size());
      for (const CostedPlan& c : costs) plans.push_back(sweep.plan_at(c.index));
      visit({rung, costs, plans});
    };
    const SweepOptions options{.threads = in.threads, .top = 0, .progress = {}, .costed = told};
    for (Size first = mine.first; first < mine.last; first += at_once)
      sweep({first, std::min(first + at_once, mine.last)}, options);
  }
}

Size plans_total(const SearchInput& in) { return ladder_sweep(in).plans_total(); }

NumberedPlan plan_of_number(const SearchInput& in, Size number) {
  LadderSweep sweep = ladder_sweep(in);
  if (number < 0 || number >= sweep.plans_total())
    throw std::out_of_range("no plan of the space has this number");
  const ParallelPlan plan = sweep.plan_at(number);
  return {plan, settings_for_run(plan, run_of(in, sweep.rung_of(number)))};
}

}  // namespace tenfold
