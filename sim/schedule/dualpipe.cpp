// DualPipe of equal copies, half-step by half-step. Half of the ranks stand for all, 0 to q - 1;
// the deepest sends to its like in the other half. A rank does in turn what goes down (forwards of
// side 0, backwards of side 1, or both woven into each other) and what goes up. Where rank r is
// r half-steps ahead of rank 0, all that a pass waits for was made one half-step before: by the
// rank before if it goes down, by the rank after if it goes up. So the ranks of one parity go down
// while the others go up, and all of a parity are lanes of one vector.
#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include "base/numbers.h"
#include "schedule/dualpipe_ranks.h"
#include "schedule/fold.h"
#include "schedule/lanes.h"
#include "schedule/makespan.h"

namespace tenfold {
namespace {

// Calls step(half-step, parity of the ranks that go down).
template <class Step>
[[gnu::always_inline]] inline void half_steps(Size first, Size end, Step step) {
  for (Size h = first; h < end; ++h) {
    if (h % 2 == 0)
      step(h, std::integral_constant<std::size_t, 0>{});
    else
      step(h, std::integral_constant<std::size_t, 1>{});
  }
}

// Of ranks that go down, what the ranks before had; of those that go up, what those after had.
template <std::size_t down, std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> before(const std::array<Lanes<pairs>, 2>& x) {
  if constexpr (down == 1) return x[0];
  return from_before(x[1]);
}

template <std::size_t down, std::size_t pairs>
[[gnu::always_inline]] inline Lanes<pairs> after(const std::array<Lanes<pairs>, 2>& x) {
  if constexpr (down == 1) return x[1];
  return from_after(x[0]);
}

// One forward each way and again, from when rank r = -h has its first; then, r after rank 0, a
// backward of inputs down and its weight gradient before each forward up. The rank before is two
// forwards ahead.
template <std::size_t pairs>
[[gnu::always_inline]] inline void fill_step(const DualRanks<pairs>& n, DualClock<pairs>& clock,
                                             DualFillClock<pairs>& fill, Size h, auto parity) {
  constexpr std::size_t down = parity, up = 1 - down;
  const DualPasses<pairs>&d = n.passes[down], &u = n.passes[up];
  const auto runs_down = at_least(d.rank, real(-h)), runs_up = at_least(u.rank, real(-h));
  const auto early_down = at_least(d.rank, real(h - 1)), early_up = at_least(u.rank, real(h - 1));
  const auto none = all_lanes<pairs>(0);
  const auto arrives =
      where(early_down, before<down>(fill.older), before<down>(clock.free)) + n.wait;
  const auto gone =
      later(clock.free[down], arrives) + where(early_down, d.forward_down, d.input_down);
  const auto back =
      later(clock.free[up] + where(early_up, none, u.weight), after<down>(clock.free) + u.wait_up) +
      u.forward_up;
  clock.free[down] = where(runs_down, gone, clock.free[down]);
  clock.free[up] = where(runs_up, back, clock.free[up]);
  fill.older[down] = where(runs_down, fill.newest[down], fill.older[down]);
  fill.newest[down] = where(runs_down, gone, fill.newest[down]);
}

// `own`: when the ranks that go up are free.
template <std::size_t down, std::size_t pairs>
[[gnu::always_inline]] inline void step(const DualRanks<pairs>& n, DualClock<pairs>& clock,
                                        const Lanes<pairs>& own, const Lanes<pairs>& seconds_down,
                                        const Lanes<pairs>& seconds_up) {
  const auto gone = later(clock.free[down], before<down>(clock.free) + n.wait) + seconds_down;
  const auto back = later(own, after<down>(clock.free) + n.passes[1 - down].wait_up) + seconds_up;
  clock.free[down] = gone;
  clock.free[1 - down] = back;
}

template <std::size_t pairs>
void fill_in(const DualRanks<pairs>& n, DualClock<pairs>& all, DualFillClock<pairs>& all_fill) {
  DualClock<pairs> clock = all;
  DualFillClock<pairs> fill = all_fill;
  const Size q = n.count;
  half_steps(
      1 - q, q + 1, [&](Size h, auto parity) __attribute__((always_inline)) {
        fill_step(n, clock, fill, h, parity);
      });
  all = clock;
  all_fill = fill;
}

// The ranks from 2q - h on weave pairs.
template <std::size_t pairs>
[[gnu::always_inline]] inline void start(const DualRanks<pairs>& n, DualClock<pairs>& all,
                                         Size first, Size last) {
  DualClock<pairs> clock = all;
  const Size q = n.count;
  half_steps(
      first, last, [&](Size h, auto parity) __attribute__((always_inline)) {
        constexpr std::size_t down = parity, up = 1 - down;
        const DualPasses<pairs>&d = n.passes[down], &u = n.passes[up];
        const auto steady = real(2 * q - h);
        const auto is_up = at_least(u.rank, steady);
        step<down>(n, clock, clock.free[up] + where(is_up, all_lanes<pairs>(0), u.weight),
                   where(at_least(d.rank, steady), d.pair_down, d.input_down),
                   where(is_up, u.pair_up, u.forward_up));
      });
  all = clock;
}

// The deepest rank's first forward and backward down are not woven.
template <std::size_t pairs>
void start(const DualRanks<pairs>& n, DualClock<pairs>& clock, double forward_there) {
  const Size q = n.count;
  const DualPasses<pairs>& deepest = n.passes[static_cast<std::size_t>((q - 1) % 2)];
  const auto of = [&](const Lanes<pairs>& lanes) { return lane(lanes, q - 1); };
  if (q == 1) {  // it waits for nobody
    const double apart = of(deepest.forward_down) + of(deepest.backward_down);
    set_lane(clock.free, 0, lane(clock.free, 0) + (apart - of(deepest.pair_down)));
    return;
  }
  const double forward =
      std::max(lane(clock.free, q - 1), forward_there) + of(deepest.forward_down);
  const double backward_there = lane(clock.free, q - 2) + n.wait;
  start(n, clock, q + 1, q + 2);
  set_lane(clock.free, q - 1, std::max(forward, backward_there) + of(deepest.backward_down));
  start(n, clock, q + 2, 2 * q);
}

template <std::size_t pairs>
bool moved_alike(const DualClock<pairs>& now, const DualClock<pairs>& old, Size ranks,
                 double moved) {
  for (Size r = ranks; r-- > 0;) {
    const double at = lane(now.free, r);
    if (std::abs(at - lane(old.free, r) - moved) > 1e-14 * at) return false;
  }
  return true;
}

template <std::size_t pairs>
void full_rounds(const DualRanks<pairs>& n, DualClock<pairs>& clock, Size count) {
  DualClock<pairs> x = clock;
  const auto down0 = n.passes[0].pair_down, up0 = n.passes[0].pair_up;
  const auto down1 = n.passes[1].pair_down, up1 = n.passes[1].pair_up;
  for (Size j = 0; j < count; ++j) {
    step<0>(n, x, x.free[1], down0, up1);
    step<1>(n, x, x.free[0], down1, up0);
  }
  clock = x;
}

// Rounds that would again move all ranks alike are not played.
template <std::size_t pairs>
void steady(const DualRanks<pairs>& n, DualClock<pairs>& clock) {
  Size left = n.full;
  while (left > n.period) {
    const DualClock<pairs> old = clock;
    full_rounds(n, clock, n.period);
    left -= n.period;
    const double moved = lane(clock.free, 0) - lane(old.free, 0);
    if (!moved_alike(clock, old, n.count, moved)) continue;
    const Size tours = left / n.period;
    for (auto& free : clock.free) free = free + moved * real(tours);
    left -= tours * n.period;
    break;
  }
  full_rounds(n, clock, left);
}

// Forwards down end on rank 0 first, forwards up on the deepest.
template <std::size_t pairs>
void drain(const DualRanks<pairs>& n, DualClock<pairs>& all) {
  DualClock<pairs> clock = all;
  const Size q = n.count, end = 2 * q - 2;
  half_steps(
      0, end + 1, [&](Size g, auto parity) __attribute__((always_inline)) {
        constexpr std::size_t down = parity, up = 1 - down;
        const DualPasses<pairs>&d = n.passes[down], &u = n.passes[up];
        step<down>(n, clock, clock.free[up],
                   where(at_least(d.rank, real(g + 1)), d.pair_down, d.backward_down),
                   where(at_least(u.rank, real(end - g)), u.backward_up, u.pair_up));
      });
  all = clock;
}

// Backwards of inputs; from half-step r + 2 on rank r goes no longer down, but runs weight
// gradients that it put off, of its sides in turn. The last r of them are of side 0.
template <std::size_t pairs>
void put_off_steps(const DualRanks<pairs>& n, DualClock<pairs>& all) {
  DualClock<pairs> clock = all;
  const Size q = n.count;
  half_steps(
      1, 2 * q, [&](Size e, auto parity) __attribute__((always_inline)) {
        constexpr std::size_t down = parity, up = 1 - down;
        const DualPasses<pairs>&d = n.passes[down], &u = n.passes[up];
        const auto late = at_least(d.rank, real(e - 1));
        const auto waited =
            later(clock.free[down], before<down>(clock.free) + n.wait) + d.input_down;
        const auto weight = where(at_least(d.rank, real(e - 2) / 3 + 0.1),
                                  (e / 2) % 2 == 0 ? d.put_off : d.next_put_off, d.weight_down);
        const auto gone = where(late, waited, clock.free[down] + weight);
        const auto back = later(clock.free[up], after<down>(clock.free) + u.wait_up) + u.input_up;
        clock.free[down] = where(at_least(d.rank, real(2 * q - e)), clock.free[down], gone);
        clock.free[up] = where(at_least(u.rank, real(2 * q - e)), clock.free[up], back);
      });
  all = clock;
}

// All first forwards are a flow shop of equal jobs: the i-th ends after the way of one, and i times
// the slowest rank so far.
template <std::size_t pairs>
void first_forwards(const DualRanks<pairs>& n, DualClock<pairs>& clock,
                    DualFillClock<pairs>& fill) {
  double way = 0, slowest = 0;
  for (Size r = 0; r < n.count; ++r) {
    const double forward = lane(n.passes[static_cast<std::size_t>(r % 2)].forward_down, r);
    way += forward + (r > 0 ? n.wait : 0);
    slowest = std::max(slowest, forward);
    const auto before_last = real(2 * (n.count - r - 1) - 1);
    const double newest = before_last > 0 ? way + before_last * slowest : 0;
    set_lane(clock.free, r, newest);
    set_lane(fill.newest, r, newest);
    set_lane(fill.older, r, newest - slowest);
  }
}

// When the last rank is done with the weight gradients that are left.
template <std::size_t pairs>
double end_of(const PipelineProblem& p, const DualClock<pairs>& clock) {
  const Size q = p.stages / 2;
  double end = 0;
  for (Size r = 0; r < q; ++r) {
    const Size ups = (std::max<Size>(0, 2 * r - q + 1) + 1) / 2;
    const ChunkTime& down = p.chunks[static_cast<std::size_t>(r)];
    const ChunkTime& up = p.chunks[static_cast<std::size_t>(p.stages - 1 - r)];
    end = std::max(end, lane(clock.free, r) + real(ups) * up.backward_weight +
                            real(r + 1 - ups) * down.backward_weight);
  }
  return end;
}

template <std::size_t pairs>
double seconds_of(const PipelineProblem& p, double send) {
  const DualRanks<pairs> n = ranks_of<pairs>(p, send);
  DualClock<pairs> clock{};
  DualFillClock<pairs> fill{};
  first_forwards(n, clock, fill);
  fill_in(n, clock, fill);
  start(n, clock, n.count > 1 ? lane(fill.older, n.count - 2) + n.wait : 0);
  steady(n, clock);
  drain(n, clock);
  put_off_steps(n, clock);
  return end_of(p, clock);
}

}  // namespace

double dualpipe(const PipelineProblem& p, double send) {
  return p.stages <= 16 ? seconds_of<2>(p, send) : seconds_of<8>(p, send);
}

}  // namespace tenfold
