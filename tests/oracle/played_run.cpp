#include "played_run.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <random>
#include <vector>

namespace tenfold::reference {
namespace {

struct Job {
  Failures failures;
  double start, from_storage, from_memory;  // of a recovery, seconds
  Saving saving;
  bool in_memory = false;
};

// What of the work outlives an interruption: segments done since the copy that storage had first.
class Run {
 public:
  Run(const Job& job, std::uint64_t seed) : job_(job), random_(seed) { next_ = gap(); }

  void play_segments(int n) {
    for (int i = 0; i < n; ++i) play_segment();
  }
  double wall() const { return wall_; }
  double kept_work() const { return static_cast<double>(kept_) * job_.saving.interval.base(); }
  Goodput sums() const {
    return {kept_work(), static_cast<double>(kept_) * job_.saving.blocking.base(), 0, recovering_,
            waiting_};
  }

 private:
  double gap() { return std::exponential_distribution<>(rate(job_.failures).base())(random_); }
  bool chance(double p) { return std::uniform_real_distribution<>()(random_) < p; }

  // True where `length` passes without an interruption.
  bool passes(double length) {
    if (next_ > length) {
      next_ -= length;
      wall_ += length;
      return true;
    }
    wall_ += next_;
    next_ = gap();
    return false;
  }

  // Storage has a copy `lag` after the segment that it ends.
  void settle() {
    if (written_at_ >= 0 && wall_ >= written_at_) {
      stored_ = pending_;
      written_at_ = -1;
    }
  }

  void play_segment() {
    while (!passes(job_.saving.interval.base() + job_.saving.blocking.base())) interrupted();
    settle();
    ++kept_;
    if (++since_ == job_.saving.per_storage) {
      since_ = 0;
      pending_ = kept_;
      written_at_ = wall_ + job_.saving.lag.base();
    }
  }

  void interrupted() {
    settle();
    bool memory = job_.in_memory && !chance(job_.failures.memory_lost);
    if (!memory) roll_back();
    take_out();
    const double started = wall_;
    const double waited = waiting_;
    while (!passes(job_.start + (memory ? job_.from_memory : job_.from_storage))) {
      settle();
      const bool again = job_.in_memory && !chance(job_.failures.memory_lost);
      if (memory && !again) {
        memory = false;
        roll_back();
      }
      take_out();
    }
    recovering_ += wall_ - started - (waiting_ - waited);
  }

  void roll_back() {
    written_at_ = -1;
    kept_ = stored_;
    since_ = 0;
  }

  // The node goes to repair; the run waits where nothing stands by.
  void take_out() {
    if (!chance(job_.failures.replaced)) return;
    while (!repairs_.empty() && repairs_.top() <= wall_) repairs_.pop();
    repairs_.push(wall_ +
                  std::exponential_distribution<>(1 / job_.failures.repair.base())(random_));
    if (static_cast<std::int64_t>(repairs_.size()) <= job_.failures.spares) return;
    waiting_ += repairs_.top() - wall_;
    if (written_at_ >= 0) written_at_ += repairs_.top() - wall_;
    wall_ = repairs_.top();
    repairs_.pop();
  }

  Job job_;
  std::mt19937_64 random_;
  std::priority_queue<double, std::vector<double>, std::greater<>> repairs_;
  double wall_ = 0, next_ = 0, recovering_ = 0, waiting_ = 0, written_at_ = -1;
  std::int64_t kept_ = 0, stored_ = 0, pending_ = 0, since_ = 0;
};

}  // namespace

Played played_run(const Failures& f, const Recovery& r, const Checkpoint& c, const Saving& s,
                  std::uint64_t seed, double accuracy) {
  const SaveTimes t = save_times(c);
  Run run({f, (r.detect + r.restart + r.warm).base(), t.from_storage.base(), t.from_memory.base(),
           s, c.kind == CheckpointKind::in_memory},
          seed);
  // Means of batches many repairs long; their scatter gives the error.
  const double segments = (f.repair.base() * 20 + 200 / rate(f).base()) / s.interval.base();
  std::vector<double> batches;
  double error = 1;
  while (batches.size() < 40 || (error > accuracy && batches.size() < 4000)) {
    const double wall = run.wall(), work = run.kept_work();
    run.play_segments(static_cast<int>(std::max(100.0, segments)));
    batches.push_back((run.kept_work() - work) / (run.wall() - wall));
    double mean = 0, square = 0;
    for (const double b : batches) mean += b / static_cast<double>(batches.size());
    for (const double b : batches) square += (b - mean) * (b - mean);
    const auto n = static_cast<double>(batches.size());
    error = std::sqrt(square / (n * (n - 1))) / mean;
  }
  Goodput g = run.sums();
  for (double* part : {&g.training, &g.saving, &g.recovering, &g.waiting}) *part /= run.wall();
  g.lost = 1 - g.training - g.saving - g.recovering - g.waiting;
  return {g, error};
}

}  // namespace tenfold::reference
