#include "campaign/goodput.h"

#include <algorithm>
#include <cmath>

#include "base/numbers.h"

namespace tenfold {
namespace {

// Something that takes `time` on average, whether it ends well, which it does with probability
// `done`, or in an interruption that only storage survives.
struct Attempt {
  double time = 0, done = 1;
};

// Rates of interruptions, per second.
struct Rates {
  double all = 0, from_memory = 0;
  double kept() const { return from_memory / all; }  // share that memory survives
};

// Recovery from memory, started again by every interruption that memory survives.
Attempt recovery_from_memory(Seconds length, const Rates& r) {
  const double clear = std::exp(-r.all * length.base());
  const double ends = 1 - r.kept() * (1 - clear);
  return {(1 - clear) / r.all / ends, clear / ends};
}

// Work and copy of one segment, tried again after every recovery from memory.
Attempt segment(Seconds length, const Attempt& recovery, const Rates& r) {
  const double hit = -std::expm1(-r.all * length.base());
  const double ends = 1 - r.kept() * hit * recovery.done;
  return {(hit / r.all + r.kept() * hit * recovery.time) / ends, (1 - hit) / ends};
}

// Recovery from storage, which any interruption starts again: (e^(f R) - 1) / f.
double recovery_from_storage(Seconds length, const Rates& r) {
  return std::expm1(r.all * length.base()) / r.all;
}

// Time of `n` segments in a row, from a copy in storage to the next.
double pattern(const Attempt& one, std::int64_t n, double from_storage) {
  const double all_done = std::pow(one.done, real(n));
  const double tries = one.done < 1 ? (1 - all_done) / (1 - one.done) : real(n);
  return (one.time * tries + (1 - all_done) * from_storage) / all_done;
}

// Recovering over the rest of the time: each interruption of the rest starts one.
double recovering_over_rest(const Attempt& memory, double from_storage, const Rates& r) {
  return r.from_memory * (memory.time + (1 - memory.done) * from_storage) +
         (r.all - r.from_memory) * from_storage;
}

}  // namespace

Frequency rate(const Failures& f) { return real(f.nodes) * f.per_node; }

Seconds mean_time_to_interruption(const Failures& f) { return second / (rate(f) * second); }

double interruptions(const Failures& f, Seconds over) { return rate(f) * over; }

double erlang_loss(std::int64_t servers, double load) {
  double blocked = 1;
  for (std::int64_t n = 1; n <= servers; ++n) blocked = load * blocked / (real(n) + load * blocked);
  return blocked;
}

// A copy starts only when the one before it is in storage; copies in memory fill the time between.
Saving best_saving(const Checkpoint& c, Frequency f) {
  const SaveTimes t = save_times(c);
  Saving s{optimal_interval(t.blocking, f), t.blocking, t.lag, 1};
  if (c.kind == CheckpointKind::asynchronous) s.interval = std::max(s.interval, t.lag - t.blocking);
  if (c.kind == CheckpointKind::in_memory) {
    const double copies = std::ceil(t.lag / (s.interval + s.blocking));
    s.per_storage = std::max<std::int64_t>(1, static_cast<std::int64_t>(copies));
  }
  return s;
}

Goodput goodput(const Failures& f, const Recovery& rec, const Checkpoint& c, const Saving& s) {
  const bool in_memory = c.kind == CheckpointKind::in_memory;
  const double all = rate(f).base();
  if (all <= 0)
    return {s.interval / (s.interval + s.blocking), s.blocking / (s.interval + s.blocking), 0, 0,
            0};
  const Rates r{all, in_memory ? all * (1 - f.memory_lost) : 0};
  const SaveTimes t = save_times(c);
  const Seconds start = rec.detect + rec.restart + rec.warm;
  const Attempt memory = recovery_from_memory(start + t.from_memory, r);
  const double storage = recovery_from_storage(start + t.from_storage, r);
  const Attempt one = segment(s.interval + s.blocking, memory, r);
  const double time =
      pattern(one, s.per_storage, storage) * std::exp((r.all - r.from_memory) * s.lag.base());

  const double again = recovering_over_rest(memory, storage, r);
  const double waits = erlang_loss(f.spares + 1, f.replaced * rate(f) * f.repair);
  const double copies = real(s.per_storage) / time;
  Goodput g{.training = (1 - waits) * s.interval.base() * copies,
            .saving = (1 - waits) * s.blocking.base() * copies,
            .lost = 0,
            .recovering = (1 - waits) * again / (1 + again),
            .waiting = waits};
  g.lost = 1 - g.training - g.saving - g.recovering - g.waiting;
  return g;
}

}  // namespace tenfold
