#include "search/block_sweep.h"

#include <algorithm>
#include <utility>

#include "search/dimensions.h"

namespace tenfold {
namespace {

constexpr std::size_t works_kept = 4;  // ranks' works that a job keeps, where they are many

bool same_weights(const RankWeights& a, const RankWeights& b) {
  return a.dense == b.dense && a.expert == b.expert && a.layers == b.layers;
}

bool same_degrees(const PlanBlock& a, const PlanBlock& b) {
  bool same = a.accelerators == b.accelerators;
  for_each_dimension(Level::degrees,
                     [&](const auto& d) { same = same && a.base.*d.field == b.base.*d.field; });
  return same;
}

}  // namespace

BlockSweep::BlockSweep(const SharedParts& shared, const SweepOptions& options)
    : shared_(shared),
      capacity_(usable_memory(shared.task().cluster.accelerator).base()),
      rated_(peak_16bit(shared.task().cluster.accelerator).value_or(FlopRate::base(0)).base()),
      keeps_costed_(options.costed),
      yardstick_(options.yardstick),
      leaders_(options.top) {}

std::vector<CostedPlan> BlockSweep::sweep(std::size_t block, PlanRange range) {
  block_ = &shared_.space().blocks()[block];
  parts_ = &shared_.block(block);
  lanes_ = &shared_.space().lanes(*block_);
  options_ = &shared_.space().options(*block_);
  const Size first = std::max(range.first, block_->first);
  const Size last = std::min(range.last, block_->first + shared_.space().size(*block_));
  result_.plans_total += last - first;
  if (parts_->rejection) {
    rejections_.add({*parts_->rejection, last - first, first});
    return {};
  }
  degrees_ = &parts_->degrees->get([&] { return shared_.degrees(*block_); });
  seconds_ = nullptr;
  network_ = nullptr;
  if (!is_of_family(block)) meet_family(block);
  const Size inner = std::ssize(*options_);
  for (Size at = first - block_->first; at < last - block_->first;) {
    const Size lane = at / inner, end = std::min((lane + 1) * inner, last - block_->first);
    sweep_lane(static_cast<std::size_t>(lane), {at - lane * inner, end - lane * inner});
    at = end;
  }
  return std::exchange(costed_, {});
}

SweepResult BlockSweep::result() {
  result_.rejected = rejections_.list();
  leaders_.put_into(result_);
  return std::move(result_);
}

bool BlockSweep::is_of_family(std::size_t block) const {
  if (!family_) return false;
  const PlanBlock &a = *family_, &b = shared_.space().blocks()[block];
  const auto parts = [&](const PlanBlock& x) -> const BlockParts& {
    return shared_.block(static_cast<std::size_t>(&x - shared_.space().blocks().data()));
  };
  return parts(a).memory == parts(b).memory && parts(a).lanes == parts(b).lanes &&
         a.options == b.options && same_degrees(a, b);
}

void BlockSweep::meet_family(std::size_t block) {
  family_ = &shared_.space().blocks()[block];
  memory_ = &parts_->memory->get([&] { return shared_.memory(*block_, work()); });
  fits_.resize(std::max(fits_.size(), lanes_->size()));
  for (Fits& f : fits_) f.known = false;
  networks_met_ = 0;
  optimizers_.clear();
}

const RankWork& BlockSweep::work() {
  if (shared_.keeps_works()) return parts_->work->get([&] { return shared_.work(*block_); });
  const auto known = std::find_if(works_.begin(), works_.end(),
                                  [&](const auto& w) { return w.first == parts_->work; });
  if (known != works_.end()) return known->second;
  if (works_.size() >= works_kept) works_.erase(works_.begin());
  return works_.emplace_back(parts_->work, shared_.work(*block_)).second;
}

const CompiledShard& BlockSweep::seconds() {
  if (!seconds_)
    seconds_ = &parts_->seconds->get([&] { return shared_.seconds(*block_, *parts_, work()); });
  return *seconds_;
}

// A tier decides how long a send takes: groups of tensor ranks that gather are the shard's.
BlockSweep::Network& BlockSweep::network() {
  if (network_) return *network_;
  const std::size_t tier = pipeline_tier(block_->base, shared_.cluster(*block_));
  const auto end = networks_.begin() + static_cast<std::ptrdiff_t>(networks_met_);
  const auto known = std::find_if(networks_.begin(), end, [&](const Network& n) {
    return n.shard == parts_->seconds && n.tier == tier;
  });
  network_ = known == end ? &new_network(tier) : &*known;
  return *network_;
}

// In the place of one of a family before, whose memory serves again.
BlockSweep::Network& BlockSweep::new_network(std::size_t tier) {
  if (networks_met_ == networks_.size()) networks_.emplace_back();
  Network& fresh = networks_[networks_met_++];
  fresh.shard = parts_->seconds;
  fresh.tier = tier;
  fresh.lanes.resize(std::max(fresh.lanes.size(), lanes_->size()));
  for (LaneCosts& costs : fresh.lanes) {
    costs.lane.clear();
    costs.known.clear();
    costs.flops.reset();
  }
  return fresh;
}

void BlockSweep::sweep_lane(std::size_t lane, PlanRange options) {
  const LaneParts& parts = (*parts_->lanes)[lane];
  lane_first_ = block_->first + static_cast<Size>(lane) * std::ssize(*options_);
  if (parts.rejection)
    return rejections_.add({*parts.rejection, options.size(), lane_first_ + options.first});
  const Fits& found = fits(lane, options);
  for (const Rejected& r : found.rejected)
    rejections_.add({r.reason, r.count, lane_first_ + r.witness});
  if (found.options.empty()) return;
  plan_ = with_lane(block_->base, (*lanes_)[lane]);
  LaneCosts& costs = network().lanes[lane];
  costs.lane.resize(degrees_->lanes.size());
  traffic_.clear();
  for (const Fitting& f : found.options) cost(costs, f);
}

const BlockSweep::Fits& BlockSweep::fits(std::size_t lane, PlanRange options) {
  const bool whole = options.size() == std::ssize(*options_);
  Fits& found = whole ? fits_[lane] : part_of_lane_;
  if (whole && found.known) return found;
  plan_ = with_lane(block_->base, (*lanes_)[lane]);
  fill(found, (*parts_->lanes)[lane], options);
  return found;
}

void BlockSweep::fill(Fits& fits, const LaneParts& parts, PlanRange options) {
  find_peaks(parts.ranks->get([&] { return shared_.ranks(plan_); }));
  fits.known = true;
  fits.options.clear();
  Rejections rejected;
  for (Size at = options.first; at < options.last; ++at) {
    const auto i = static_cast<std::size_t>(at);
    const OptionParts& o = degrees_->options[i];
    const Peak& peak = peaks_[o.memory];
    if (o.rejection)
      rejected.add({*o.rejection, 1, at});
    else if (peak.bytes > capacity_)
      rejected.add({peak.reason, 1, at});
    else
      fits.options.push_back({i, peak.bytes});
  }
  fits.rejected = rejected.list();
}

void BlockSweep::find_peaks(const std::vector<RankLayers>& ranks) {
  ranks_.clear();
  for (const RankLayers& r : ranks) ranks_.push_back(rank_memory(*memory_, r, plan_, framework()));
  peaks_.clear();
  for (const MemoryOption& o : degrees_->memories) peaks_.push_back(peak_of(o));
}

BlockSweep::Peak BlockSweep::peak_of(const MemoryOption& o) const {
  Peak peak;
  const RankMemory* fullest = &ranks_.front();
  for (const RankMemory& r : ranks_) {
    const double bytes = total_bytes(r, o, framework());
    if (bytes > peak.bytes) fullest = &r;
    peak.bytes = std::max(peak.bytes, bytes);
  }
  if (peak.bytes > capacity_) peak.reason = memory_reason(*fullest, o);
  return peak;
}

Rejection BlockSweep::memory_reason(const RankMemory& r, const MemoryOption& o) const {
  if (state_bytes(r, o, framework()) > capacity_) return Rejection::memory_state;
  if (r.rank == 0) return Rejection::memory_first;
  return r.rank + 1 == plan_.pipeline ? Rejection::memory_last : Rejection::memory_inner;
}

void BlockSweep::set_option(std::size_t option) {
  const ParallelPlan& o = (*options_)[option];
  for_each_dimension(Level::option, [&](const auto& d) { plan_.*d.field = o.*d.field; });
}

std::size_t BlockSweep::lane_of(LaneCosts& costs, std::size_t option) {
  std::optional<std::size_t>& lane = costs.lane[degrees_->options[option].lane];
  if (lane) return *lane;
  if (costs.known.empty()) {
    ParallelPlan plain = plan_;
    plain.offload = Offload::none;
    add_lane(costs, lane_seconds(seconds(), plain, pipeline_));
  }
  set_option(option);
  const auto waiting = waiting_lane(seconds(), plan_, pipeline_);
  lane = waiting ? add_lane(costs, *waiting) : 0;
  return *lane;
}

std::size_t BlockSweep::add_lane(LaneCosts& costs, const LaneSeconds& seconds) {
  costs.known.push_back({seconds, optimizers_of(seconds.weights)});
  return costs.known.size() - 1;
}

std::size_t BlockSweep::optimizers_of(const RankWeights& w) {
  const auto known = std::find_if(optimizers_.begin(), optimizers_.end(),
                                  [&](const Optimizers& o) { return same_weights(o.weights, w); });
  const auto at = static_cast<std::size_t>(known - optimizers_.begin());
  if (known == optimizers_.end())
    optimizers_.push_back({w, std::vector<std::optional<Beside>>(degrees_->optimizers)});
  return at;
}

const Beside& BlockSweep::traffic(const LaneCosts& costs, std::size_t lane, std::size_t option) {
  const OptionParts& o = degrees_->options[option];
  traffic_.resize(std::max(traffic_.size(), costs.known.size() * degrees_->reductions));
  std::optional<Beside>& known = traffic_[lane * degrees_->reductions + o.reduction];
  if (known) return *known;
  set_option(option);
  const LaneSeconds& of = costs.known[lane].seconds;
  known = state_traffic_beside(plan_, of.weights, of.micro_batch, degrees_->traffics[o.traffic],
                               framework());
  return *known;
}

const Beside& BlockSweep::optimizer(const LaneCosts& costs, std::size_t lane, std::size_t option) {
  const OptionParts& o = degrees_->options[option];
  Optimizers& of_weights = optimizers_[costs.known[lane].optimizers];
  std::optional<Beside>& known = of_weights.beside[o.optimizer];
  if (known) return *known;
  set_option(option);
  known = optimizer_beside(plan_, of_weights.weights, degrees_->traffics[o.traffic], accelerator(),
                           framework());
  return *known;
}

void BlockSweep::cost(LaneCosts& costs, const Fitting& fitting) {
  const std::size_t lane = lane_of(costs, fitting.option);
  const Beside beside =
      traffic(costs, lane, fitting.option) + optimizer(costs, lane, fitting.option);
  const PlanSeconds step =
      plan_seconds(costs.known[lane].seconds, beside, degrees_->waiting, framework().spread);
  if (!costs.flops) costs.flops = lane_flops(seconds(), plan_);
  const double work = step.seconds * real(block_->accelerators) * rated_;
  const double share = work > 0 ? 1 / work : 0;
  leave({.index = lane_first_ + static_cast<Size>(fitting.option),
         .accelerators = block_->accelerators,
         .seconds = step.seconds,
         .spread = step.spread,
         .peak_bytes = fitting.peak_bytes,
         .mfu = costs.flops->model * share,
         .hfu = costs.flops->executed * share,
         .tokens = real(plan_.global_batch) * real(shared_.task().sequence_length)});
}

void BlockSweep::leave(const CostedPlan& plan) {
  ++result_.plans_costed;
  ++result_.plans_feasible;
  leaders_.add(plan);
  if (plan.seconds < yardstick_ * plan.tokens) ++result_.plans_faster;
  if (keeps_costed_) costed_.push_back(plan);
}

}  // namespace tenfold
