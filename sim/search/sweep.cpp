#include "search/sweep.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "base/parallel.h"
#include "search/block_sweep.h"

namespace tenfold {
namespace {

constexpr Size plans_of_job = 1 << 15;

// Blocks of a range in the order in which they are swept: those of one rank's work together, so
// that threads seldom wait for each other's, cut into jobs of some plans each.
struct Jobs {
  std::vector<std::size_t> blocks;
  std::vector<std::size_t> limits;  // first of each, and the end of the last
  std::size_t size() const { return limits.size() - 1; }
};

Jobs jobs_of(const SharedParts& parts, std::size_t first, std::size_t last) {
  Jobs jobs;
  for (std::size_t b = first; b < last; ++b) jobs.blocks.push_back(b);
  const auto work = [&](std::size_t b) { return parts.block(b).work_number; };
  std::stable_sort(jobs.blocks.begin(), jobs.blocks.end(),
                   [&](std::size_t a, std::size_t b) { return work(a) < work(b); });
  Size plans = plans_of_job;  // of the job so far
  for (std::size_t i = 0; i < jobs.blocks.size(); ++i) {
    if (plans >= plans_of_job) {
      jobs.limits.push_back(i);
      plans = 0;
    }
    plans += parts.space().size(parts.space().blocks()[jobs.blocks[i]]);
  }
  jobs.limits.push_back(jobs.blocks.size());
  return jobs;
}

// Jobs as threads take them: each its own run of neighbours, which share more, then what is left of
// another's.
class Queue {
 public:
  Queue(std::int64_t jobs, std::int64_t threads) : next_(static_cast<std::size_t>(threads)) {
    for (std::int64_t t = 0; t < threads; ++t) {
      runs_.push_back(shard_range(jobs, t, threads));
      next_[static_cast<std::size_t>(t)] = runs_.back().first;
    }
  }
  std::optional<std::size_t> take(std::size_t thread) {
    for (std::size_t k = 0; k < runs_.size(); ++k) {
      const std::size_t run = (thread + k) % runs_.size();
      if (const Size job = next_[run]++; job < runs_[run].last)
        return static_cast<std::size_t>(job);
    }
    return std::nullopt;
  }

 private:
  std::vector<std::atomic<Size>> next_;
  std::vector<PlanRange> runs_;
};

SweepResult merged_all(std::size_t top, const std::vector<SweepResult>& results) {
  SweepResult all;
  Leaders leaders(top);
  Rejections rejected;
  for (const SweepResult& r : results) {
    leaders.add(r);
    for (const Rejected& x : r.rejected) rejected.add(x);
    all.plans_total += r.plans_total;
    all.plans_costed += r.plans_costed;
    all.plans_feasible += r.plans_feasible;
    all.plans_faster += r.plans_faster;
  }
  all.rejected = rejected.list();
  leaders.put_into(all);
  return all;
}

}  // namespace

struct Sweep::Shared {
  SharedParts parts;
};

Sweep::Sweep(const Task& t, const SearchSpace& s) : shared_(new Shared{SharedParts(t, s)}) {}
Sweep::~Sweep() = default;
const PlanSpace& Sweep::space() const { return shared_->parts.space(); }

SweepResult Sweep::operator()(PlanRange range, const SweepOptions& options) {
  if (range.size() <= 0) return merged_all(options.top, {});
  SharedParts& parts = shared_->parts;
  const int threads = thread_count(options.threads);
  const std::size_t first = space().block_of(range.first),
                    last = space().block_of(range.last - 1) + 1;
  parts.prepare(first, last, threads);
  const Jobs jobs = jobs_of(parts, first, last);
  std::vector<SweepResult> results(jobs.size());
  std::vector<std::vector<CostedPlan>> costed(options.costed ? last - first : 0);
  std::mutex telling;
  Size done = 0;
  const auto sweep_job = [&](std::size_t job) {
    BlockSweep swept(parts, options);
    for (std::size_t at = jobs.limits[job]; at < jobs.limits[job + 1]; ++at) {
      std::vector<CostedPlan> plans = swept.sweep(jobs.blocks[at], range);
      if (options.costed) costed[jobs.blocks[at] - first] = std::move(plans);
    }
    results[job] = swept.result();
    if (!options.progress) return;
    const std::lock_guard lock(telling);
    options.progress(done += results[job].plans_total);
  };
  Queue queue(std::ssize(results), threads);
  for_each_job(threads, threads, [&](std::int64_t thread) {
    while (const auto job = queue.take(static_cast<std::size_t>(thread))) sweep_job(*job);
  });
  for (const std::vector<CostedPlan>& plans : costed)
    if (!plans.empty()) options.costed(plans);
  return merged_all(options.top, results);
}

SweepResult sweep(const Task& t, const SearchSpace& s, PlanRange range, const SweepOptions& o) {
  return Sweep(t, s)(range, o);
}

SweepResult merged(SweepResult a, const SweepResult& b) {
  const std::size_t top = std::max(a.top, b.top);
  return merged_all(top, {std::move(a), b});
}

double slowdown(const CostedPlan& p, const CostedPlan& than) {
  return p.seconds / than.seconds * (than.tokens / p.tokens);
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
      std::string_view(
          "more stages than layers, virtual stages that the schedule cannot run, or more layers "
          "recomputed than a stage has"),
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
