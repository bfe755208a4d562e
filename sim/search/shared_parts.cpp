#include "search/shared_parts.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "search/dimensions.h"

namespace tenfold {
namespace {

using Key = std::vector<Size>;

void add(Key& key, const std::vector<Size>& layers) {
  key.insert(key.end(), layers.begin(), layers.end());
}
template <class Value>
void add(Key& key, Value value) {
  key.push_back(static_cast<Size>(value));
}

void add_level(Key& key, Level level, const ParallelPlan& p) {
  for_each_dimension(level, [&](const auto& d) { add(key, p.*d.field); });
}

// Without what changes prices of traffic alone, or what is made again.
ParallelPlan work_of(ParallelPlan p) {
  const ParallelPlan usual;
  p.recompute = usual.recompute;
  p.tensor_overlap = usual.tensor_overlap;
  p.overlap_tensor = usual.overlap_tensor;
  p.overlap_expert = usual.overlap_expert;
  p.placement = usual.placement;
  return p;
}

// Where the layers' own traffic goes: placements move it.
void add_groups(Key& key, const ParallelPlan& p, const Cluster& c) {
  for (const Axis axis : {Axis::tensor, Axis::context, Axis::expert, Axis::expert_tensor})
    for (const Size members : group_of(axis, p, c).per_tier) key.push_back(members);
}

// The position of a value in a list, where it is put if it was not there.
template <class Value, class Same>
std::size_t interned(std::vector<Value>& list, const Value& value, const Same& same) {
  const auto known =
      std::find_if(list.begin(), list.end(), [&](const Value& v) { return same(v, value); });
  const auto at = static_cast<std::size_t>(known - list.begin());
  if (known == list.end()) list.push_back(value);
  return at;
}

bool same_memory(const MemoryOption& a, const MemoryOption& b) {
  return a.zero == b.zero && a.offload == b.offload && a.shards.dense == b.shards.dense &&
         a.shards.expert == b.shards.expert;
}

// Offload of activations and of weights takes part in the micro-batches.
bool same_lane(const ParallelPlan& a, const ParallelPlan& b) {
  const auto moves = [](const ParallelPlan& p, Offload what) { return holds(p.offload, what); };
  if (moves(a, Offload::activations) != moves(b, Offload::activations)) return false;
  if (moves(a, Offload::weights) != moves(b, Offload::weights)) return false;
  if (!moves(a, Offload::weights)) return true;
  return (a.zero == 3) == (b.zero == 3) && (a.zero != 3 || a.shard_group == b.shard_group);
}

bool same_reduction(const ParallelPlan& a, const ParallelPlan& b) {
  return a.zero == b.zero && a.shard_group == b.shard_group &&
         a.overlap_gradients == b.overlap_gradients && a.overlap_parameters == b.overlap_parameters;
}

// Offloaded activations pass their optimizer by.
bool same_optimizer(const ParallelPlan& a, const ParallelPlan& b) {
  const auto moves = [](const ParallelPlan& p, Offload what) { return holds(p.offload, what); };
  return a.zero == b.zero && moves(a, Offload::weights) == moves(b, Offload::weights) &&
         moves(a, Offload::optimizer) == moves(b, Offload::optimizer);
}

}  // namespace

std::size_t SharedParts::Hash::operator()(const Key& key) const {
  std::size_t hash = 14695981039346656037U;
  for (const Size part : key) hash = (hash ^ static_cast<std::size_t>(part)) * 1099511628211U;
  return hash;
}

SharedParts::SharedParts(const Task& t, const SearchSpace& s)
    : task_(t),
      space_(t, s),
      distinct_(distinct_layers(t.architecture)),
      blocks_(space_.blocks().size()),
      prepared_(space_.blocks().size(), 0) {
  for (const PlanBlock& b : space_.blocks()) {
    if (clusters_.count(b.accelerators) > 0) continue;
    Cluster& c = clusters_.emplace(b.accelerators, t.cluster).first->second;
    c.accelerators = b.accelerators;
    facts_.emplace(b.accelerators, RejectionFacts(task_, c));
  }
}

SharedParts::Keys SharedParts::keys_of(const PlanBlock& b) const {
  const ParallelPlan& p = b.base;
  Keys keys;
  keys.work = {p.tensor, p.context, p.expert, p.expert_tensor};
  keys.seconds = keys.work;
  add_level(keys.work, Level::layers, work_of(p));
  keys.memory = keys.work;
  keys.memory.push_back(static_cast<Size>(p.recompute));
  keys.seconds.push_back(b.accelerators);
  add_level(keys.seconds, Level::layers, p);
  Key groups;
  add_groups(groups, p, cluster(b));
  keys.seconds.insert(keys.seconds.end(), groups.begin(), groups.end());
  keys.traffic = keys.work;
  keys.traffic.insert(keys.traffic.end(), {b.accelerators, static_cast<Size>(p.tensor_overlap),
                                           p.overlap_tensor, p.overlap_expert});
  keys.traffic.insert(keys.traffic.end(), groups.begin(), groups.end());
  keys.lanes = {static_cast<Size>(b.lanes), p.pipeline, micro_batches(p),
                static_cast<Size>(p.recompute)};
  keys.degrees = {b.accelerators, static_cast<Size>(b.options), static_cast<Size>(p.placement)};
  add_level(keys.degrees, Level::degrees, p);
  return keys;
}

void SharedParts::look_at(std::size_t block, Keys& keys) {
  const PlanBlock& b = space_.blocks()[block];
  blocks_[block].rejection = block_rejection(b, facts(b));
  if (!blocks_[block].rejection) keys = keys_of(b);
}

void SharedParts::share_work(std::size_t block, Keys& keys) {
  const auto [work, is_new] = works_.try_emplace(std::move(keys.work));
  if (is_new) work->second.number = works_.size();
  blocks_[block].work = &work->second.parts;
  blocks_[block].work_number = work->second.number;
}

void SharedParts::share_memory(std::size_t block, Keys& keys) {
  OfMemory& of_memory = memories_[std::move(keys.memory)];
  blocks_[block].memory = &of_memory.memory;
  blocks_[block].compute = &of_memory.compute;
  blocks_[block].traffic = &traffics_[std::move(keys.traffic)];
}

void SharedParts::share_seconds(std::size_t block, Keys& keys) {
  blocks_[block].seconds = &seconds_[std::move(keys.seconds)];
}

void SharedParts::share_degrees(std::size_t block, Keys& keys) {
  blocks_[block].degrees = &degrees_[std::move(keys.degrees)];
}

void SharedParts::share_lanes(std::size_t block, Keys& keys) {
  const auto [lanes, is_new] = lanes_.try_emplace(std::move(keys.lanes));
  if (is_new) lanes->second = lane_parts(space_.blocks()[block]);
  blocks_[block].lanes = &lanes->second;
}

void SharedParts::prepare(std::size_t first, std::size_t last, int threads) {
  constexpr std::size_t at_once = 64;
  std::vector<std::size_t> fresh;
  for (std::size_t i = first; i < last; ++i)
    if (!prepared_[i]) fresh.push_back(i);
  std::vector<Keys> keys(fresh.size());
  for_each_job(std::ssize(fresh) / std::int64_t{at_once} + 1, threads, [&](std::int64_t job) {
    const std::size_t from = static_cast<std::size_t>(job) * at_once;
    for (std::size_t i = from; i < std::min(from + at_once, fresh.size()); ++i)
      look_at(fresh[i], keys[i]);
  });
  // A table is filled by one thread, in the order of the blocks.
  constexpr std::array tables{&SharedParts::share_seconds, &SharedParts::share_degrees,
                              &SharedParts::share_work, &SharedParts::share_memory,
                              &SharedParts::share_lanes};
  for_each_job(std::ssize(tables), threads, [&](std::int64_t table) {
    for (std::size_t i = 0; i < fresh.size(); ++i)
      if (!blocks_[fresh[i]].rejection)
        (this->*tables[static_cast<std::size_t>(table)])(fresh[i], keys[i]);
  });
  for (const std::size_t i : fresh) prepared_[i] = 1;
}

RankWork SharedParts::work(const PlanBlock& b) const {
  return rank_work(distinct_, b.base, task_.sequence_length, cluster(b), task_.framework);
}

CompiledMemory SharedParts::memory(const PlanBlock& b, const RankWork& work) const {
  return compile_memory(distinct_.architecture, work.local, b.base, task_.framework);
}

CompiledShard SharedParts::seconds(const PlanBlock& b, const BlockParts& parts,
                                   const RankWork& work) const {
  const BlockCost& compute =
      parts.compute->get([&] { return compute_cost(work, b.base, task_.framework); });
  const std::vector<PassCost>& traffic =
      parts.traffic->get([&] { return traffic_cost(work, b.base, cluster(b), task_.framework); });
  return compile(block_cost(work, compute, traffic, b.base), b.base, {}, cluster(b),
                 task_.framework);
}

Ranks SharedParts::ranks(const ParallelPlan& p) const {
  return fullest_ranks(p, distinct_.kind, distinct_.count.size());
}

std::vector<LaneParts> SharedParts::lane_parts(const PlanBlock& b) {
  std::vector<LaneParts> parts;
  for (const ParallelPlan& lane : space_.lanes(b)) {
    const ParallelPlan p = with_lane(b.base, lane);
    LaneParts& part = parts.emplace_back();
    part.rejection = lane_rejection(p, facts(b));
    if (part.rejection) continue;
    const bool full = p.recompute == Recompute::full;
    Key key{static_cast<Size>(p.schedule), p.pipeline, p.virtual_stages,
            std::min(micro_batches(p), 4 * p.pipeline), full ? p.recompute_layers : -1};
    add(key, p.stage_layers);
    part.ranks = &ranks_[std::move(key)];
  }
  return parts;
}

DegreesParts SharedParts::degrees(const PlanBlock& b) const {
  DegreesParts d;
  d.waiting = straggling(b.base, cluster(b), task_.framework);
  std::vector<ParallelPlan> lanes, reductions, optimizers;
  const std::vector<ParallelPlan>& options = space_.options(b);
  for (std::size_t i = 0; i < options.size(); ++i) {
    const ParallelPlan p = with_option(b.base, options[i]);
    OptionParts& option = d.options.emplace_back();
    option.rejection = option_rejection(p, facts(b));
    option.memory =
        interned(d.memories, MemoryOption{p.zero, p.offload, state_shards(p)}, same_memory);
    option.lane = interned(lanes, p, same_lane);
    if (lanes.size() > d.lanes.size()) d.lanes.push_back(i);
    option.reduction = interned(reductions, p, same_reduction);
    option.optimizer = interned(optimizers, p, same_optimizer);
    if (option.rejection) continue;
    const auto known =
        std::find_if(d.traffics.begin(), d.traffics.end(),
                     [&](const StateTraffic& t) { return t.shard_group == p.shard_group; });
    option.traffic = static_cast<std::size_t>(known - d.traffics.begin());
    if (known == d.traffics.end()) d.traffics.push_back(state_traffic(p, cluster(b)));
  }
  d.reductions = reductions.size();
  d.optimizers = optimizers.size();
  return d;
}

}  // namespace tenfold
