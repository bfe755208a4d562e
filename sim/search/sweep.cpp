#include "search/sweep.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/parallel.h"
#include "search/dimensions.h"
#include "search/leaders.h"
#include "search/shared_parts.h"

namespace tenfold {
namespace {

// Plans that one job takes, and how many ranks' works it keeps.
constexpr Size plans_of_job = 1 << 15;
constexpr std::size_t works_kept = 4;

class Counts {
 public:
  void add(Rejection reason, Size count, Size first) {
    Rejected& r = by_reason_[index(reason)];
    r.witness = r.count > 0 ? std::min(r.witness, first) : first;
    r.count += count;
  }
  void put_into(SweepResult& result) const {
    for (std::size_t i = 0; i < rejections; ++i)
      if (by_reason_[i].count > 0)
        result.rejected.push_back(
            {static_cast<Rejection>(i), by_reason_[i].count, by_reason_[i].witness});
  }

 private:
  std::array<Rejected, rejections> by_reason_{};
};

// One memory option of a lane.
struct Peak {
  double bytes = 0;
  Rejection reason = Rejection::memory_inner;
};

// Sweeps plans in order of their numbers; what a lane's plans share is kept from plan to plan.
class Job {
 public:
  Job(const SharedParts& shared, const SweepOptions& options)
      : shared_(shared),
        keeps_costed_(options.costed),
        yardstick_(options.yardstick),
        leaders_(options.top) {}

  void sweep(std::size_t block, PlanRange range) {
    block_ = &shared_.space().blocks()[block];
    parts_ = &shared_.block(block);
    const Size first = std::max(range.first, block_->first);
    const Size last = std::min(range.last, block_->first + shared_.space().size(*block_));
    result_.plans_total += last - first;
    if (parts_->rejection) return counts_.add(*parts_->rejection, last - first, first);
    degrees_ = &parts_->degrees->get([&] { return shared_.degrees(*block_); });
    memory_ = &parts_->memory->get([&] { return shared_.memory(*block_, work()); });
    seconds_ = nullptr;
    const Size inner = std::ssize(shared_.space().options(*block_));
    for (Size at = first - block_->first; at < last - block_->first;) {
      const Size lane = at / inner, end = std::min((lane + 1) * inner, last - block_->first);
      sweep_lane(static_cast<std::size_t>(lane), {at - lane * inner, end - lane * inner});
      at = end;
    }
  }

  std::vector<CostedPlan> costed() { return std::move(costed_); }
  SweepResult result() {
    counts_.put_into(result_);
    leaders_.put_into(result_);
    return std::move(result_);
  }

 private:
  const RankWork& work() {
    if (shared_.keeps_works()) return parts_->work->get([&] { return shared_.work(*block_); });
    const auto known = std::find_if(works_.begin(), works_.end(),
                                    [&](const auto& w) { return w.first == parts_->work; });
    if (known != works_.end()) return known->second;
    if (works_.size() >= works_kept) works_.erase(works_.begin());
    return works_.emplace_back(parts_->work, shared_.work(*block_)).second;
  }
  const CompiledShard& seconds() {
    if (!seconds_)
      seconds_ = &parts_->seconds->get([&] { return shared_.seconds(*block_, work()); });
    return *seconds_;
  }
  const Framework& framework() const { return shared_.task().framework; }

  void sweep_lane(std::size_t lane, PlanRange options) {
    const LaneParts& parts = (*parts_->lanes)[lane];
    lane_first_ = block_->first + static_cast<Size>(lane) * std::ssize(degrees_->options);
    if (parts.rejection)
      return counts_.add(*parts.rejection, options.size(), lane_first_ + options.first);
    plan_ = with_lane(block_->base, shared_.space().lanes(*block_)[lane]);
    find_peaks(parts.ranks->get([&] { return shared_.ranks(plan_); }));
    lanes_.assign(degrees_->lanes.size() + 1, std::nullopt);
    flops_.reset();
    for (Size o = options.first; o < options.last; ++o) consider(o);
  }

  void consider(Size at) {
    const OptionParts& o = degrees_->options[static_cast<std::size_t>(at)];
    if (o.rejection) return counts_.add(*o.rejection, 1, lane_first_ + at);
    const Peak& peak = peaks_[o.memory];
    if (peak.bytes > capacity_) return counts_.add(peak.reason, 1, lane_first_ + at);
    cost(at, o, peak.bytes);
  }

  void find_peaks(const std::vector<RankLayers>& ranks) {
    ranks_.clear();
    for (const RankLayers& r : ranks)
      ranks_.push_back(rank_memory(*memory_, r, plan_, framework()));
    peaks_.clear();
    for (const MemoryOption& o : degrees_->memories) peaks_.push_back(peak_of(o));
  }

  Peak peak_of(const MemoryOption& o) const {
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

  Rejection memory_reason(const RankMemory& r, const MemoryOption& o) const {
    if (state_bytes(r, o, framework()) > capacity_) return Rejection::memory_state;
    if (r.rank == 0) return Rejection::memory_first;
    return r.rank + 1 == plan_.pipeline ? Rejection::memory_last : Rejection::memory_inner;
  }

  const LaneSeconds& lane(const OptionParts& o) {
    std::optional<LaneSeconds>& known = lanes_[o.lane];
    if (!known) known = waiting_lane(seconds(), plan_, pipeline_);
    if (!known) known = lane_without_offload();
    return *known;
  }

  const LaneSeconds& lane_without_offload() {
    std::optional<LaneSeconds>& known = lanes_[degrees_->lanes.size()];
    if (known) return *known;
    ParallelPlan plain = plan_;
    plain.offload = Offload::none;
    known = lane_seconds(seconds(), plain, pipeline_);
    return *known;
  }

  void cost(Size at, const OptionParts& o, double peak) {
    const ParallelPlan& option = shared_.space().options(*block_)[static_cast<std::size_t>(at)];
    for_each_dimension(Level::option, [&](const auto& d) { plan_.*d.field = option.*d.field; });
    const LaneSeconds& pipeline = lane(o);
    const Around around = around_step(plan_, pipeline.weights, pipeline.micro_batch,
                                      degrees_->traffics[o.traffic], accelerator(), framework());
    const PlanSeconds step = plan_seconds(pipeline, around, degrees_->waiting, framework().spread);
    if (!flops_) flops_ = lane_flops(seconds(), plan_);
    const double rated = peak_16bit(accelerator()).value_or(FlopRate::base(0)).base();
    const double work = step.seconds * real(block_->accelerators) * rated;
    ++result_.plans_costed;
    ++result_.plans_feasible;
    leave({.index = lane_first_ + at,
           .accelerators = block_->accelerators,
           .seconds = step.seconds,
           .spread = step.spread,
           .peak_bytes = peak,
           .mfu = work > 0 ? flops_->model / work : 0,
           .hfu = work > 0 ? flops_->executed / work : 0,
           .tokens = real(plan_.global_batch) * real(shared_.task().sequence_length)});
  }

  void leave(const CostedPlan& plan) {
    leaders_.add(plan);
    if (plan.seconds < yardstick_) ++result_.plans_faster;
    if (keeps_costed_) costed_.push_back(plan);
  }

  const Accelerator& accelerator() const { return shared_.task().cluster.accelerator; }

  const SharedParts& shared_;
  const double capacity_ = usable_memory(shared_.task().cluster.accelerator).base();
  const PlanBlock* block_ = nullptr;
  const BlockParts* parts_ = nullptr;
  const DegreesParts* degrees_ = nullptr;
  const CompiledMemory* memory_ = nullptr;
  const CompiledShard* seconds_ = nullptr;  // nothing until a plan of the block fits
  std::vector<std::pair<const Once<RankWork>*, RankWork>> works_;  // the last
  ParallelPlan plan_;
  Size lane_first_ = 0;
  std::vector<RankMemory> ranks_;
  std::vector<Peak> peaks_;
  std::vector<std::optional<LaneSeconds>> lanes_;  // by OptionParts::lane; last: without offload
  std::optional<LaneFlops> flops_;
  PipelineProblem pipeline_;
  Counts counts_;
  const bool keeps_costed_;
  const double yardstick_;
  Leaders leaders_;
  std::vector<CostedPlan> costed_;
  SweepResult result_;
};

// First blocks of the jobs, and the end of the last.
std::vector<std::size_t> job_limits(const PlanSpace& space, PlanRange range) {
  const std::size_t last = space.block_of(range.last - 1) + 1;
  std::vector<std::size_t> limits{space.block_of(range.first)};
  for (std::size_t b = limits.back(); b < last; ++b)
    if (space.blocks()[b].first - space.blocks()[limits.back()].first >= plans_of_job)
      limits.push_back(b);
  limits.push_back(last);
  return limits;
}

}  // namespace

struct Sweep::Shared {
  SharedParts parts;
};

Sweep::Sweep(const Task& t, const SearchSpace& s) : shared_(new Shared{SharedParts(t, s)}) {}
Sweep::~Sweep() = default;
const PlanSpace& Sweep::space() const { return shared_->parts.space(); }

SweepResult Sweep::operator()(PlanRange range, const SweepOptions& options) {
  SweepResult all;
  all.top = options.top;
  if (range.size() <= 0) return all;
  SharedParts& parts = shared_->parts;
  const int threads = thread_count(options.threads);
  const std::vector<std::size_t> limits = job_limits(parts.space(), range);
  parts.prepare(limits.front(), limits.back(), threads);
  std::vector<SweepResult> results(limits.size() - 1);
  std::vector<std::vector<CostedPlan>> costed(results.size());
  std::mutex telling;
  Size done = 0;
  for_each_job(std::ssize(results), threads, [&](std::int64_t i) {
    const auto job = static_cast<std::size_t>(i);
    Job swept(parts, options);
    for (std::size_t b = limits[job]; b < limits[job + 1]; ++b) swept.sweep(b, range);
    results[job] = swept.result();
    costed[job] = swept.costed();
    if (!options.progress) return;
    const std::lock_guard lock(telling);
    options.progress(done += results[job].plans_total);
  });
  if (options.costed)
    for (const std::vector<CostedPlan>& plans : costed) options.costed(plans);
  for (const SweepResult& r : results) all = merged(std::move(all), r);
  return all;
}

SweepResult sweep(const Task& t, const SearchSpace& s, PlanRange range, const SweepOptions& o) {
  return Sweep(t, s)(range, o);
}

SweepResult merged(SweepResult a, const SweepResult& b) {
  Leaders leaders(std::max(a.top, b.top));
  leaders.add(a);
  leaders.add(b);
  Counts counts;
  for (const SweepResult* r : {&std::as_const(a), &b})
    for (const Rejected& x : r->rejected) counts.add(x.reason, x.count, x.witness);
  SweepResult both{.plans_total = a.plans_total + b.plans_total,
                   .plans_costed = a.plans_costed + b.plans_costed,
                   .plans_feasible = a.plans_feasible + b.plans_feasible,
                   .plans_faster = a.plans_faster + b.plans_faster};
  counts.put_into(both);
  leaders.put_into(both);
  return both;
}

double dollars(const CostedPlan& p, Rent rent) { return p.accelerator_seconds() * rent.base(); }

std::string_view sentence(Rejection r) {
  constexpr std::array sentences{
      std::string_view("the accelerator cannot run it, or it is not modelled"),
      std::string_view("no order of ranks, or no network, puts the axes so"),
      std::string_view("micro-batch x data degree does not divide the global batch"),
      std::string_view("tensor, or Ulysses, ranks do not divide the heads"),
      std::string_view("the tensor degree does not divide the model's width"),
      std::string_view("expert or expert-tensor degree does not divide the experts or the ranks"),
      std::string_view("context or sequence-parallel ranks do not divide the sequence"),
      std::string_view("more stages than layers, or virtual stages that the schedule cannot run"),
      std::string_view("a number of micro-batches that the schedule cannot run"),
      std::string_view("the shard group does not divide the data ranks"),
      std::string_view("weights, gradients and optimizer alone exceed the memory"),
      std::string_view("the first stage exceeds the memory"),
      std::string_view("the last stage exceeds the memory"),
      std::string_view("a stage between first and last exceeds the memory")};
  static_assert(sentences.size() == rejections);
  return sentences[index(r)];
}

}  // namespace tenfold
