#include "schedule/fold.h"

#include <cmath>

namespace tenfold {

namespace {

// What the first rank's micro-batches wait for is not known to the clock, and what the deepest
// sends itself is there when it is free.
std::array<double, 4> state_of(Fold& fold, Size r) {
  const FoldedRank& k = fold[r];
  return {k.free, r > 0 ? k.forward_down : k.free, k.backward_down,
          r + 1 == fold.ranks ? k.backward_up : k.free};
}

}  // namespace

void note(Fold& fold, FoldState& state) {
  for (Size r = 0; r < fold.ranks; ++r) state.at[static_cast<std::size_t>(r)] = state_of(fold, r);
}

double moved_alike(Fold& fold, const FoldState& before) {
  const double moved = fold[0].free - before.at[0][0];  // below 0 at first
  if (!(moved > 0)) return 0;
  for (Size r = fold.ranks; r-- > 0;) {  // the deepest differ the longest
    const std::array now = state_of(fold, r);
    const std::array<double, 4>& old = before.at[static_cast<std::size_t>(r)];
    for (std::size_t i = 0; i < now.size(); ++i)
      if (std::abs(now[i] - old[i] - moved) > 1e-14 * now[i]) return 0;
  }
  return moved;
}

namespace {

bool equal_sides(const FoldedSide& a, const FoldedSide& b) {
  return a.forward == b.forward && a.input == b.input && a.weight == b.weight;
}

}  // namespace

Size tour(Fold& fold) {
  Size rank = fold.ranks - 1, equal = 1;
  const FoldedRank deepest = fold[rank];
  if (deepest.send_up == 0 || deepest.held_up > 0) return 1;
  while (rank-- > 0 && equal_sides(fold[rank].down, deepest.down) &&
         equal_sides(fold[rank].up, deepest.up))
    ++equal;
  return equal;
}

void move(Fold& fold, double seconds) {
  for (Size r = 0; r < fold.ranks; ++r) {
    FoldedRank& k = fold[r];
    for (double* t : {&k.free, &k.forward_down, &k.forward_up, &k.backward_down, &k.backward_up})
      *t += seconds;
  }
  fold[0].forward_down = 0;  // micro-batches enter here
}

double end_of(Fold& fold) {
  double last = 0;
  for (Size r = 0; r < fold.ranks; ++r) last = std::max(last, fold[r].free);
  return last;
}

namespace {

FoldedSide side(const ChunkTime& t) {
  return {.forward = t.forward,
          .backward = t.backward(),
          .input = t.backward_input,
          .weight = t.backward_weight};
}

}  // namespace

void fill(Fold& fold, const PipelineProblem& p, double send) {
  fold.ranks = p.stages;
  const Size last = 2 * p.stages - 1;  // chunk that a token meets last
  const double held = p.overlap_send ? 0 : send;
  for (Size r = 0; r < fold.ranks; ++r) {
    FoldedRank& k = fold[r];
    k = {};
    k.down = side(p.chunks[static_cast<std::size_t>(r)]);
    k.up = side(p.chunks[static_cast<std::size_t>(last - r)]);
    if (r + 1 < fold.ranks) {
      k.send_down = send;
      k.held_down = held;
    }
    if (r > 0) {
      k.send_up = send;
      k.held_up = held;
    }
  }
}

namespace {

bool equal_copies(const PipelineProblem& p) {
  return std::equal(p.chunks.begin(), p.chunks.begin() + p.stages, p.chunks.begin() + p.stages);
}

}  // namespace

std::optional<double> folded(const PipelineProblem& p, double send) {
  if (!there_and_back(p.schedule) || static_cast<std::size_t>(p.stages) > most_ranks) return {};
  if (p.schedule == PipelineSchedule::zero_bubble_v) {
    if (p.micro_batches < 2 * p.stages - 1) return {};
    return zero_bubble_v(p, send);
  }
  if (!equal_copies(p)) return {};
  return dualpipe(p, send);
}

}  // namespace tenfold
