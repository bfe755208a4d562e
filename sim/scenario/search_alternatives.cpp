// The dimensions of a search: what values they have, and what each is worth to the best plan.
#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string_view>

#include "scenario/search_parts.h"
#include "search/without_effect.h"

namespace tenfold {
namespace {

// Data is what the other degrees leave; the others are chosen anew when one thing changes.
constexpr std::array<std::string_view, 10> followers{
    "data",     "expert_tensor",  "micro_batch",  "recompute", "recompute_layers",
    "schedule", "virtual_stages", "stage_layers", "zero",      "shard_group"};

bool follows(std::string_view dimension) {
  return std::find(followers.begin(), followers.end(), dimension) != followers.end();
}

// The space with all that does not follow held as in the plan.
SearchSpace around(SearchSpace s, const ParallelPlan& best) {
  s.accelerators = {accelerators(best)};
  s.tiers = false;
  for_each_searched([&](const auto& list, const auto& field) {
    if constexpr (std::is_same_v<decltype(list.member), std::vector<StageSplit> SearchSpace::*>)
      return;  // it follows
    else if (!follows(list.name))
      s.*list.member = {best.*field.member};
  });
  return s;
}

bool is_interleaved(const ParallelPlan& p) { return p.schedule == PipelineSchedule::interleaved; }

// Whether a setting of a plan is its own choice.
bool is_chosen(std::string_view dimension, const ParallelPlan& p) {
  if (dimension == "data") return false;
  if (dimension == "virtual_stages") return is_interleaved(p);
  if (dimension == "stage_layers") return p.pipeline > 1;
  return dimension != "recompute_layers" || p.recompute == Recompute::full;
}

// Whether a dimension is told of a pair of plans: what another setting decides is not.
bool is_told(std::string_view dimension, const ParallelPlan& a, const ParallelPlan& b) {
  return is_chosen(dimension, a) && is_chosen(dimension, b);
}

// Settings in which the plans differ, but for the one that is asked about.
std::vector<std::string> differences(const ParallelPlan& a, const ParallelPlan& best,
                                     std::string_view but) {
  std::vector<std::string> all;
  for_each_searched([&](const auto& list, const auto& field) {
    if (list.name == but || !is_chosen(list.name, a)) return;
    if (a.*field.member != best.*field.member)
      all.push_back(std::string(list.name) + "=" + value_text(a.*field.member));
  });
  return all;
}

std::optional<Rejection> most_frequent(const SweepResult& r) {
  const auto most =
      std::max_element(r.rejected.begin(), r.rejected.end(),
                       [](const Rejected& a, const Rejected& b) { return a.count < b.count; });
  return most == r.rejected.end() ? std::nullopt : std::optional(most->reason);
}

template <class Value>
std::vector<Value> values_in(const std::vector<ParallelPlan>& samples, Value ParallelPlan::*field) {
  std::set<Value> values;
  for (const ParallelPlan& p : samples) values.insert(p.*field);
  return {values.begin(), values.end()};
}

// Smallest loss first; what has no plan last.
bool before(const Alternative& a, const Alternative& b) {
  const auto seconds = [](const Alternative& x) {
    return x.plan ? x.plan->cost.token_seconds() : std::numeric_limits<double>::infinity();
  };
  return seconds(a) < seconds(b);
}

// Plans near the best that fit, fastest first.
struct Near {
  Near(const SearchSpace& s, const RankedPlan& best, std::size_t top, const SearchInput& in)
      : task(in.run, best.cost.accelerators),
        sweep(task.task(), s),
        found(sweep({.threads = in.threads, .top = top})) {}
  ParallelPlan plan(const CostedPlan& c) const { return sweep.space().plan_at(c.index); }

  SearchTask task;
  Sweep sweep;
  SweepResult found;
};

class Alternatives {
 public:
  Alternatives(const RankedPlan& best, const std::vector<ParallelPlan>& samples,
               const SearchInput& in)
      : best_(best), samples_(samples), in_(in), space_(around(in.space, best.plan)) {}

  std::vector<Alternative> all() const {
    constexpr std::size_t every = 1 << 16;  // plans that differ in followers alone are few
    const Near near(space_, best_, every, in_);
    const std::vector<ParallelPlan> near_samples = tenfold::samples(near.sweep.space());
    std::vector<Alternative> found;
    for_each_searched([&](const auto& list, const auto& field) {
      if (list.name == "data") return;
      const auto one = follows(list.name) ? of_follower(near, near_samples, list.name, field.member)
                                          : of_held(list.name, list.member, field.member);
      if (one) found.push_back(*one);
    });
    std::stable_sort(found.begin(), found.end(), before);
    return found;
  }

 private:
  template <class Value>
  Alternative empty(std::string_view dimension, Value ParallelPlan::*field) const {
    return {std::string(dimension), value_text(best_.plan.*field), {}, {}, {}, {}};
  }

  // Nothing where the setting moves nothing.
  std::optional<Alternative> told(Alternative a, const std::string& other, const CostedPlan& cost,
                                  const ParallelPlan& plan) const {
    if (!is_told(a.dimension, plan, best_.plan)) return std::nullopt;
    if (!without_effect(plan, *in_.run.model.architecture, in_.run.framework, {a.dimension})
             .empty())
      return std::nullopt;
    a.other = other;
    a.also = differences(plan, best_.plan, a.dimension);
    a.plan = ranked(cost, plan, in_.run);
    return a;
  }

  template <class Value>
  std::optional<Alternative> of_follower(const Near& near,
                                         const std::vector<ParallelPlan>& near_samples,
                                         std::string_view dimension,
                                         Value ParallelPlan::*field) const {
    if (values_in(near_samples, field).size() < 2) return std::nullopt;
    for (const CostedPlan& c : near.found.best) {
      const ParallelPlan plan = near.plan(c);
      if (plan.*field == best_.plan.*field || !is_told(dimension, plan, best_.plan)) continue;
      return told(empty(dimension, field), value_text(plan.*field), c, plan);
    }
    return is_told(dimension, best_.plan, best_.plan) ? std::optional(empty(dimension, field))
                                                      : std::nullopt;
  }

  template <class Value>
  std::optional<Alternative> of_held(std::string_view, std::vector<StageSplit> SearchSpace::*,
                                     Value ParallelPlan::*) const {
    return std::nullopt;  // it follows
  }

  template <class Value>
  std::optional<Alternative> of_held(std::string_view dimension,
                                     std::vector<Value> SearchSpace::*list,
                                     Value ParallelPlan::*field) const {
    SearchSpace others = space_;
    (others.*list).clear();
    for (const auto& value : values_in(samples_, field))
      if (value != best_.plan.*field) (others.*list).push_back(value);
    if ((others.*list).empty()) return std::nullopt;
    const Near near(others, best_, 1, in_);
    Alternative a = empty(dimension, field);
    a.rejection = most_frequent(near.found);
    if (near.found.best.empty()) return a.rejection ? std::optional(a) : std::nullopt;
    a.rejection.reset();
    const CostedPlan& cost = near.found.best.front();
    const ParallelPlan plan = near.plan(cost);
    if (plan.*field == best_.plan.*field) return std::nullopt;
    return told(a, value_text(plan.*field), cost, plan);
  }

  const RankedPlan& best_;
  const std::vector<ParallelPlan>& samples_;
  const SearchInput& in_;
  const SearchSpace space_;  // near the best
};

// How many accelerators the plans take: no field of theirs.
SearchedDimension sizes(const std::vector<ParallelPlan>& samples, const SearchSpace& named) {
  SearchedDimension d{"accelerators", {}, !named.accelerators.empty()};
  std::set<Size> values;
  for (const ParallelPlan& p : samples) values.insert(accelerators(p));
  for (const Size n : values) d.values.push_back(value_text(n));
  return d;
}

}  // namespace

std::vector<ParallelPlan> samples(const PlanSpace& space) {
  std::vector<ParallelPlan> all;
  std::set<std::size_t> lanes_seen, options_seen;
  for (const PlanBlock& block : space.blocks()) {
    const ParallelPlan lane = with_lane(block.base, space.lanes(block).front());
    all.push_back(with_option(lane, space.options(block).front()));
    if (lanes_seen.insert(block.lanes).second)
      for (const ParallelPlan& l : space.lanes(block))
        all.push_back(with_option(with_lane(block.base, l), space.options(block).front()));
    if (options_seen.insert(block.options).second)
      for (const ParallelPlan& o : space.options(block)) all.push_back(with_option(lane, o));
  }
  return all;
}

std::vector<SearchedDimension> searched_dimensions(const std::vector<ParallelPlan>& samples,
                                                   const SearchSpace& named,
                                                   const std::vector<StageSplit>& tried) {
  std::vector<SearchedDimension> all{sizes(samples, named)};
  for_each_searched([&](const auto& list, const auto& field) {
    SearchedDimension d{std::string(list.name), {}, !(named.*list.member).empty()};
    const auto values = values_in(samples, field.member);
    const bool splits = list.name == "stage_layers" && values.size() > 1;
    if (splits)
      for (const StageSplit& s : tried) d.values.push_back(words(s));
    else
      for (const auto& value : values) d.values.push_back(value_text(value));
    all.push_back(d);
  });
  return all;
}

std::vector<Alternative> alternatives(const RankedPlan& best,
                                      const std::vector<ParallelPlan>& samples,
                                      const SearchInput& in) {
  return Alternatives(best, samples, in).all();
}

}  // namespace tenfold
