// Zero-bubble V as a recurrence over rounds. A rank holds a chunk on the way down (side 0) and one
// on the way back up (side 1); dualpipe.cpp speaks of the same sides.
//
// A rank's order is that of order.cpp, gone through in rounds such that what a pass waits for was
// made before it: forwards on side 0 and backwards on side 1 come from the rank before, forwards on
// side 1 and backwards on side 0 from the rank after.
#pragma once

#include <algorithm>
#include <array>
#include <limits>

#include "base/numbers.h"
#include "schedule/makespan.h"

namespace tenfold {

struct FoldedSide {
  double forward = 0, backward = 0, input = 0, weight = 0;  // seconds; backward: of both
};

struct FoldedRank {
  FoldedSide down, up;                // sides 0 and 1
  double send_down = 0, send_up = 0;  // until what it makes arrives
  double held_down = 0, held_up = 0;  // for how long a send blocks it
  double free = 0;
  // When its next inputs arrive. Of forwards on side 0, the rank before is two ahead at first.
  double forward_down = 0, second_forward_down = 0, forward_up = 0, backward_down = 0,
         backward_up = 0;
};

// The ranks of a pipeline folded in its middle.
struct Fold {
  std::array<FoldedRank, most_ranks> all;  // filled up to `ranks`
  Size ranks = 0;

  FoldedRank& operator[](Size r) { return all[static_cast<std::size_t>(r)]; }
  void give_forward_down(Size r, double end);
  void give_forward_up(Size r, double end);
  void give_backward_down(Size r, double end);
  void give_backward_up(Size r, double end);
  void forward_down(Size r);
  void forward_up(Size r);
  void backward_down(Size r, double seconds);
  void backward_up(Size r, double seconds);
};

inline void Fold::give_forward_down(Size r, double end) {
  const double there = end + (*this)[r].send_down;
  (r + 1 < ranks ? (*this)[r + 1].forward_down : (*this)[r].forward_up) = there;
}

inline void Fold::give_forward_up(Size r, double end) {
  if (r > 0)
    (*this)[r - 1].forward_up = end + (*this)[r].send_up;
  else
    (*this)[0].backward_down = end;
}

inline void Fold::give_backward_down(Size r, double end) {
  const double there = end + (*this)[r].send_down;
  (r + 1 < ranks ? (*this)[r + 1].backward_down : (*this)[r].backward_up) = there;
}

inline void Fold::give_backward_up(Size r, double end) {
  if (r > 0) (*this)[r - 1].backward_up = end + (*this)[r].send_up;
}

inline void Fold::forward_down(Size r) {
  FoldedRank& rank = (*this)[r];
  const double end = std::max(rank.free, rank.forward_down) + rank.down.forward;
  rank.free = end + rank.held_down;
  give_forward_down(r, end);
}

inline void Fold::forward_up(Size r) {
  FoldedRank& rank = (*this)[r];
  const double end = std::max(rank.free, rank.forward_up) + rank.up.forward;
  rank.free = end + rank.held_up;
  give_forward_up(r, end);
}

inline void Fold::backward_down(Size r, double seconds) {
  FoldedRank& rank = (*this)[r];
  const double end = std::max(rank.free, rank.backward_down) + seconds;
  rank.free = end + rank.held_down;
  give_backward_down(r, end);
}

inline void Fold::backward_up(Size r, double seconds) {
  FoldedRank& rank = (*this)[r];
  const double end = std::max(rank.free, rank.backward_up) + seconds;
  rank.free = end + rank.held_up;
  give_backward_up(r, end);
}

// `count(r)` forwards on side 0 of rank r, two fewer than of the rank before.
template <class Count>
void first_forwards(Fold& fold, Count count) {
  std::array<double, 2 * most_ranks> there{};
  for (Size r = 0; r < fold.ranks; ++r) {
    FoldedRank& rank = fold[r];
    const auto end = static_cast<std::size_t>(count(r));
    for (std::size_t i = 0; i < end; ++i) {
      const double done = std::max(rank.free, there[i]) + rank.down.forward;
      rank.free = done + rank.held_down;
      there[i] = done + rank.send_down;
    }
    if (r + 1 == fold.ranks) {
      rank.forward_up = end > 0 ? there[end - 1] : 0;
    } else {
      fold[r + 1].forward_down = there[end - 2];
      fold[r + 1].second_forward_down = there[end - 1];
    }
  }
}

// A forward on side 0 while the rank before is two ahead.
inline void early_forward_down(Fold& fold, Size r) {
  FoldedRank& rank = fold[r];
  const double end = std::max(rank.free, rank.forward_down) + rank.down.forward;
  rank.free = end + rank.held_down;
  rank.forward_down = rank.second_forward_down;
  const double there = end + rank.send_down;
  (r + 1 < fold.ranks ? fold[r + 1].second_forward_down : rank.forward_up) = there;
}

// What decides when the next round runs, as it was after an earlier one.
struct FoldState {
  FoldState() { at[0][0] = std::numeric_limits<double>::infinity(); }  // not noted yet
  std::array<std::array<double, 4>, most_ranks> at;
};

void note(Fold&, FoldState&);

// By how much all of it moved since `before`; 0 where not all moved alike.
double moved_alike(Fold&, const FoldState& before);

void move(Fold&, double seconds);

// After how many rounds the longest path may be where it was: one, but where it gains by sends
// beside compute. Then it goes from the deepest rank there and back over those that are equal.
Size tour(Fold&);

// Rounds of all ranks: the first `full` of them the same. Where a tour moved all ranks alike, those
// that would do so again are not played.
template <class Round>
void rounds(Fold& fold, Size full, Size end, Round round) {
  const Size period = tour(fold);
  FoldState before;
  for (Size j = 0; j < end; ++j) {
    for (Size r = fold.ranks; r-- > 0;) round(r, j);
    if (j + 1 >= full || j % period != 0) continue;
    const Size tours = (full - j - 1) / period;
    if (const double moved = moved_alike(fold, before); moved > 0) {
      move(fold, moved * real(tours));
      j += tours * period;
    }
    note(fold, before);
  }
}

// When the last rank is done.
double end_of(Fold&);

// Free from the start.
void fill(Fold&, const PipelineProblem&, double send);

double zero_bubble_v(const PipelineProblem&, double send);  // m at least 2p - 1
double dualpipe(const PipelineProblem&, double send);       // of equal copies

}  // namespace tenfold
