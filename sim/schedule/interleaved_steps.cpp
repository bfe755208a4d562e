// Interleaved 1F1B as a recurrence. In step n, rank r runs forward n - r - 1 + p v and backward
// n + r + 1 - p, counted over its chunks. What they wait for was sent in step n - 1, always: the
// rank before has run 2 forwards more before its first backward, and a chunk's output comes round
// to the first rank p passes later. Steps p v apart run the same chunks.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "base/numbers.h"
#include "schedule/makespan.h"

namespace tenfold {
namespace {

constexpr double unknown = std::numeric_limits<double>::infinity();

struct Lane {
  double forward = 0, held_forward = 0;  // seconds of the pass that it is at, and of its send
  double backward = 0, held_backward = 0;
  double free = 0;
  double down = 0, up = 0;  // when what it receives next has arrived
  double old_free = unknown, old_down = unknown, old_up = unknown;  // a round ago
};

// The rank that goes on to its next chunk in this step: the first pass of p there.
struct Turn {
  Size rank = 0, row = 0;
};

struct Steps {
  const PipelineProblem& p;
  Size ranks = 0, round = 0, passes = 0;  // p, p v, m v
  double send = 0, held = 0;
  std::span<Lane> lanes;
  Turn down = {}, up = {};  // up.row: counted from the last chunk

  Lane& operator[](Size r) const { return lanes[static_cast<std::size_t>(r)]; }
  void turn_forward();
  void turn_backward();
  void run_forwards(Size n);
  void run_backwards(Size n);
  void run(Size n);
  Size skip(Size left);
};

void Steps::turn_forward() {
  const Size chunk = down.row * ranks + down.rank;
  (*this)[down.rank].forward = p.chunks[static_cast<std::size_t>(chunk)].forward;
  (*this)[down.rank].held_forward = chunk + 1 < round ? held : 0;
}

void Steps::turn_backward() {
  const Size chunk = (p.virtual_stages - 1 - up.row) * ranks + up.rank;
  (*this)[up.rank].backward = p.chunks[static_cast<std::size_t>(chunk)].backward();
  (*this)[up.rank].held_backward = chunk > 0 ? held : 0;
}

void Steps::run_forwards(Size n) {
  turn_forward();
  const double comes_round = down.row == 0 ? 0 : (*this)[0].down;  // 0: micro-batches enter here
  const Size first = std::max<Size>(0, n + round - passes);
  for (Size r = std::min(ranks, n + round) - 1; r >= first; --r) {
    Lane& lane = (*this)[r];
    const double end = std::max(lane.free, r > 0 ? lane.down : comes_round) + lane.forward;
    lane.free = end + lane.held_forward;
    (*this)[r + 1 < ranks ? r + 1 : 0].down = end + send;
  }
  if (++down.rank == ranks) down = {0, down.row + 1 < p.virtual_stages ? down.row + 1 : 0};
}

void Steps::run_backwards(Size n) {
  turn_backward();
  const double comes_round = up.row == 0 ? 0 : (*this)[ranks - 1].up;  // 0: they turn here
  const Size end_rank = std::min(ranks, passes + ranks - 1 - n);
  for (Size r = std::max<Size>(0, ranks - 1 - n); r < end_rank; ++r) {
    Lane& lane = (*this)[r];
    const double end = std::max(lane.free, r + 1 < ranks ? lane.up : comes_round) + lane.backward;
    lane.free = end + lane.held_backward;
    (*this)[r > 0 ? r - 1 : ranks - 1].up = end + send;
  }
  if (--up.rank < 0) up = {ranks - 1, up.row + 1 < p.virtual_stages ? up.row + 1 : 0};
}

void Steps::run(Size n) {
  run_forwards(n);
  if (n >= 0) run_backwards(n);
}

// Where the latest round moved every time by the same seconds, the next ones will, too: moves all
// by those of as many whole rounds as are in the `left` steps, and gives their steps.
Size Steps::skip(Size left) {
  const double moved = lanes[0].free - lanes[0].old_free;
  bool alike = moved > 0;
  for (Lane& l : lanes) {
    for (const auto& [now, old] :
         {std::pair{l.free, l.old_free}, std::pair{l.down, l.old_down}, std::pair{l.up, l.old_up}})
      alike = alike && std::abs(now - old - moved) <= 1e-14 * now;
    l.old_free = l.free;
    l.old_down = l.down;
    l.old_up = l.up;
  }
  if (!alike) return 0;
  const Size rounds = left / round;
  const double later = moved * real(rounds);
  for (Lane& l : lanes)
    for (double* t : {&l.free, &l.down, &l.up}) *t += later;
  return rounds * round;
}

// Two ranks, whose state is held in registers.
struct TwoRanks {
  const PipelineProblem& p;
  Size rows = 0, passes = 0;  // v, m v
  double send = 0, held = 0;
  double forward[2] = {}, held_forward = 0;    // of the chunks that they are at; of rank 1
  double backward[2] = {}, held_backward = 0;  // of rank 0
  // When a rank is free; when the next it receives is there, of forwards and of backwards.
  double free[2] = {}, down[2] = {}, up[2] = {};
  std::array<double, 6> old = {unknown, unknown, unknown, unknown, unknown, unknown};

  const ChunkTime& chunk(Size c) const { return p.chunks[static_cast<std::size_t>(c)]; }
  void forward_of_1();
  void forward_of_0(double arrived);
  void backward_of_0();
  void backward_of_1(double arrived);
  void run_forwards(Size k);
  void run_backwards(Size n);
  Size skip(Size left);
};

inline void TwoRanks::forward_of_1() {
  const double end = std::max(free[1], down[1]) + forward[1];
  free[1] = end + held_forward;
  down[0] = end + send;
}

inline void TwoRanks::forward_of_0(double arrived) {
  const double end = std::max(free[0], arrived) + forward[0];
  free[0] = end + held;
  down[1] = end + send;
}

inline void TwoRanks::backward_of_0() {
  const double end = std::max(free[0], up[0]) + backward[0];
  free[0] = end + held_backward;
  up[1] = end + send;
}

inline void TwoRanks::backward_of_1(double arrived) {
  const double end = std::max(free[1], arrived) + backward[1];
  free[1] = end + held;
  up[0] = end + send;
}

// Forward k of rank 0 and k - 1 of rank 1.
inline void TwoRanks::run_forwards(Size k) {
  const Size row = k / 2 % rows;
  if (k % 2 == 0) {
    forward[0] = chunk(2 * row).forward;
  } else {
    forward[1] = chunk(2 * row + 1).forward;
    held_forward = row + 1 < rows ? held : 0;
  }
  const double comes_round = row == 0 ? 0 : down[0];  // 0: micro-batches enter here
  if (k > 0 && k <= passes) forward_of_1();
  if (k < passes) forward_of_0(comes_round);
}

// Backward n of rank 1 and n - 1 of rank 0.
inline void TwoRanks::run_backwards(Size n) {
  const Size row = n / 2 % rows;
  if (n % 2 == 0) {
    backward[1] = chunk(2 * (rows - 1 - row) + 1).backward();
  } else {
    backward[0] = chunk(2 * (rows - 1 - row)).backward();
    held_backward = row + 1 < rows ? held : 0;
  }
  const double comes_round = row == 0 ? 0 : up[1];  // 0: they turn here
  if (n > 0) backward_of_0();
  if (n < passes) backward_of_1(comes_round);
}

// As Steps::skip().
Size TwoRanks::skip(Size left) {
  const std::array now{free[0], free[1], down[0], down[1], up[0], up[1]};
  const double moved = now[0] - old[0];
  bool alike = moved > 0;
  for (std::size_t i = 0; i < now.size(); ++i)
    alike = alike && std::abs(now[i] - old[i] - moved) <= 1e-14 * now[i];
  old = now;
  if (!alike) return 0;
  const Size rounds = left / (2 * rows);
  for (double* t : {&free[0], &free[1], &down[0], &down[1], &up[0], &up[1]})
    *t += moved * real(rounds);
  return rounds * 2 * rows;
}

double played(TwoRanks two) {
  const Size round = 2 * two.rows;
  for (Size k = 0; k + 1 < round; ++k) two.run_forwards(k);
  Size check = 2;  // from here on, both ranks run both ways
  for (Size n = 0; n <= two.passes; ++n) {
    if (n == check && n <= two.passes - round) {
      n += two.skip(two.passes - round - n);
      check = n + round;
    }
    two.run_forwards(n + round - 1);
    two.run_backwards(n);
  }
  return std::max(two.free[0], two.free[1]);
}

double played(Steps steps) {
  steps.up.rank = steps.ranks - 1;
  const Size end = steps.passes + steps.ranks - 1;
  Size check = steps.ranks;  // from here on, all ranks run both ways
  for (Size n = 1 - steps.round; n < end; ++n) {
    if (n == check && n <= steps.passes - steps.round) {
      n += steps.skip(steps.passes - steps.round - n);
      check = n + steps.round;
    }
    steps.run(n);
  }
  double last = 0;
  for (const Lane& lane : steps.lanes) last = std::max(last, lane.free);
  return last;
}

}  // namespace

double interleaved_steps(const PipelineProblem& p, double send) {
  const auto ranks = static_cast<std::size_t>(p.stages);
  std::array<Lane, most_ranks> few;
  std::vector<Lane> many(ranks > most_ranks ? ranks : 0);
  const double sent = p.stages > 1 ? send : 0;
  const double held = p.overlap_send ? 0 : sent;
  if (p.stages == 2)
    return played(TwoRanks{.p = p,
                           .rows = p.virtual_stages,
                           .passes = p.micro_batches * p.virtual_stages,
                           .send = sent,
                           .held = held});
  return played(Steps{.p = p,
                      .ranks = p.stages,
                      .round = p.stages * p.virtual_stages,
                      .passes = p.micro_batches * p.virtual_stages,
                      .send = sent,
                      .held = held,
                      .lanes = many.empty() ? std::span(few).first(ranks) : std::span(many)});
}

}  // namespace tenfold
