#include "search/space.h"

#include <algorithm>
#include <map>
#include <string>

#include "search/dimensions.h"
#include "search/rank_order.h"

namespace tenfold {
namespace {

std::string text_of(const std::vector<Size>& layers) { return layers_text(layers); }
template <class Value>
std::string text_of(Value value) {
  return std::to_string(static_cast<Size>(value));
}

template <class Value>
std::vector<Value> values_of(const PlanDimension<Value>& d, const SpaceFacts& f,
                             const SearchSpace& space, const ParallelPlan& p) {
  if (d.matters && !d.matters(f, p)) return {ParallelPlan{}.*d.field};
  const bool by_rule = !d.named || (space.*d.named).empty();
  std::vector<Value> values = by_rule ? d.rule(f, p) : space.*d.named;
  if (!d.fits) return values;
  std::vector<Value> fitting;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (d.fits(f, p, values[i])) fitting.push_back(values[i]);
  return fitting;
}

// Every way to set the dimensions of a level, on top of `p`, outermost first.
template <Level level, std::size_t at = 0, class Visit>
void for_each_setting(const SpaceFacts& f, const SearchSpace& s, const ParallelPlan& p,
                      const Visit& visit) {
  if constexpr (at == std::tuple_size_v<decltype(search_dimensions)>) {
    visit(p);
  } else if constexpr (std::get<at>(search_dimensions).level != level) {
    for_each_setting<level, at + 1>(f, s, p, visit);
  } else {
    constexpr auto dimension = std::get<at>(search_dimensions);
    ParallelPlan next = p;
    for (const auto& value : values_of(dimension, f, s, p)) {
      next.*dimension.field = value;
      for_each_setting<level, at + 1>(f, s, next, visit);
    }
  }
}

// `to` with the fields of a level from `from`.
void set_level(Level level, ParallelPlan& to, const ParallelPlan& from) {
  for_each_dimension(level, [&](const auto& d) { to.*d.field = from.*d.field; });
}

bool same_level(Level level, const ParallelPlan& a, const ParallelPlan& b) {
  bool same = true;
  for_each_dimension(level, [&](const auto& d) { same = same && a.*d.field == b.*d.field; });
  return same;
}

// What the lists of lanes and options may depend on.
ParallelPlan shared_with_lanes(const ParallelPlan& p) {
  ParallelPlan seen;
  set_level(Level::degrees, seen, p);
  seen.recompute = p.recompute;
  seen.sequence_parallel = p.sequence_parallel;
  return seen;
}

// Fields as text: equal where they are.
std::string key_of(Level level, const std::vector<ParallelPlan>& list) {
  std::string key;
  for (const ParallelPlan& p : list)
    for_each_dimension(level, [&](const auto& d) {
      key += text_of(p.*d.field);
      key += ',';
    });
  return key;
}

class Enumeration {
 public:
  Enumeration(const Task& t, const SearchSpace& s) : task_(t), space_(s) {
    if (s.tiers) space_.placement.clear();
  }

  void run() {
    std::vector<Size> sizes = space_.accelerators;
    if (sizes.empty()) sizes.push_back(task_.cluster.accelerators);
    for (const Size accelerators : sizes) {
      const SpaceFacts facts(task_, space_, accelerators);
      Cluster cluster = task_.cluster;
      cluster.accelerators = accelerators;
      orders_.emplace(task_, cluster);
      for_each_setting<Level::degrees>(facts, space_, {},
                                       [&](const ParallelPlan& p) { add_degrees(facts, p); });
    }
  }

  std::vector<PlanBlock> blocks;
  std::vector<std::vector<ParallelPlan>> lists;
  Size total = 0;

 private:
  struct Lists {
    std::size_t lanes = 0, options = 0;
  };

  void add_degrees(const SpaceFacts& f, const ParallelPlan& degrees) {
    std::map<std::pair<Recompute, bool>, Lists> known;
    for_each_setting<Level::layers>(f, space_, degrees, [&](const ParallelPlan& p) {
      const auto [found, is_new] = known.try_emplace({p.recompute, p.sequence_parallel}, Lists{});
      if (is_new) found->second = lists_for(f, shared_with_lanes(p));
      add_placements(f, p, found->second);
    });
  }

  Lists lists_for(const SpaceFacts& f, const ParallelPlan& p) {
    std::vector<ParallelPlan> lanes, options;
    for_each_setting<Level::lane>(
        f, space_, p, [&](const ParallelPlan& lane) { lanes.push_back(with_lane({}, lane)); });
    for_each_setting<Level::option>(f, space_, p, [&](const ParallelPlan& option) {
      options.push_back(with_option({}, option));
    });
    return {interned(Level::lane, std::move(lanes)), interned(Level::option, std::move(options))};
  }

  std::size_t interned(Level level, std::vector<ParallelPlan> list) {
    const auto [found, is_new] = interned_.try_emplace({level, key_of(level, list)}, lists.size());
    if (is_new) lists.push_back(std::move(list));
    return found->second;
  }

  void add_placements(const SpaceFacts& f, const ParallelPlan& p, const Lists& chosen) {
    if (!space_.tiers) return add(f, p, chosen, true);
    if (lists[chosen.lanes].empty() || lists[chosen.options].empty()) return;
    // One order for all lanes and options: that of the first.
    const ParallelPlan first =
        with_option(with_lane(p, lists[chosen.lanes].front()), lists[chosen.options].front());
    ParallelPlan placed = p;
    for (const unsigned tiers : tier_choices(p)) {
      const auto placement = orders_->placement_for(tiers, first);
      placed.placement = placement.value_or(Placement::tensor_data_pipeline);
      add(f, placed, chosen, placement.has_value());
    }
  }

  void add(const SpaceFacts& f, const ParallelPlan& p, const Lists& chosen, bool placed) {
    const Size plans = std::ssize(lists[chosen.lanes]) * std::ssize(lists[chosen.options]);
    if (plans == 0) return;
    blocks.push_back({p, total, chosen.lanes, chosen.options, f.accelerators, placed});
    total += plans;
  }

  const Task& task_;
  SearchSpace space_;
  std::optional<RankOrders> orders_;  // on clusters of the size that is enumerated
  std::map<std::pair<Level, std::string>, std::size_t> interned_;
};

template <class Same>
std::optional<Size> position(const std::vector<ParallelPlan>& list, const Same& same) {
  const auto found = std::find_if(list.begin(), list.end(), same);
  if (found == list.end()) return std::nullopt;
  return found - list.begin();
}

}  // namespace

ParallelPlan with_lane(ParallelPlan plan, const ParallelPlan& lane) {
  set_level(Level::lane, plan, lane);
  return plan;
}

ParallelPlan with_option(ParallelPlan plan, const ParallelPlan& option) {
  set_level(Level::option, plan, option);
  return plan;
}

PlanRange shard_range(Size plans, Size part, Size parts) {
  const Size each = plans / parts, longer = plans % parts;
  const Size first = part * each + std::min(part, longer);
  return {first, first + each + (part < longer ? 1 : 0)};
}

PlanSpace::PlanSpace(const Task& t, const SearchSpace& s) {
  Enumeration all(t, s);
  all.run();
  blocks_ = std::move(all.blocks);
  lists_ = std::move(all.lists);
  total_ = all.total;
}

Size PlanSpace::size(const PlanBlock& b) const {
  return std::ssize(lanes(b)) * std::ssize(options(b));
}

std::size_t PlanSpace::block_of(Size index) const {
  const auto after =
      std::upper_bound(blocks_.begin(), blocks_.end(), index,
                       [](Size i, const PlanBlock& block) { return i < block.first; });
  return static_cast<std::size_t>(after - blocks_.begin()) - 1;
}

ParallelPlan PlanSpace::plan_at(Size index) const {
  const PlanBlock& block = blocks_.at(block_of(index));
  const auto within = static_cast<std::size_t>(index - block.first);
  const std::vector<ParallelPlan>& inner = options(block);
  return with_option(with_lane(block.base, lanes(block).at(within / inner.size())),
                     inner[within % inner.size()]);
}

std::optional<Size> PlanSpace::index_of(const ParallelPlan& p) const {
  for (const PlanBlock& b : blocks_) {
    if (!same_level(Level::degrees, b.base, p) || !same_level(Level::layers, b.base, p)) continue;
    if (!b.placed) continue;
    const auto lane =
        position(lanes(b), [&](const auto& l) { return same_level(Level::lane, l, p); });
    const auto option =
        position(options(b), [&](const auto& o) { return same_level(Level::option, o, p); });
    if (lane && option) return b.first + *lane * std::ssize(options(b)) + *option;
  }
  return std::nullopt;
}

}  // namespace tenfold
