#include "schedule/fold.h"

#include <cmath>

namespace tenfold {

double moved_alike(Fold& fold, FoldState& before) {
  const double moved = fold[0].free - before.at[0][0];  // below 0 at first
  bool alike = moved > 0;
  for (Size r = 0; r < fold.ranks; ++r) {
    const FoldedRank& k = fold[r];
    const std::array now{k.free, r > 0 ? k.forward_down : k.free, k.backward_down,
                         r + 1 == fold.ranks ? k.backward_up : k.free};
    std::array<double, 4>& old = before.at[static_cast<std::size_t>(r)];
    for (std::size_t i = 0; i < now.size(); ++i)
      alike = alike && std::abs(now[i] - old[i] - moved) <= 1e-14 * now[i];
    old = now;
  }
  return alike ? moved : 0;
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

void fill(Fold& fold, const PipelineProblem& p, double send, bool mirrored) {
  fold.ranks = mirrored ? p.stages / 2 : p.stages;
  const Size last = mirrored ? p.stages - 1 : 2 * p.stages - 1;  // chunk that a token meets last
  const double held = p.overlap_send ? 0 : send;
  for (Size r = 0; r < fold.ranks; ++r) {
    FoldedRank& k = fold[r];
    k = {};
    k.down = side(p.chunks[static_cast<std::size_t>(r)]);
    k.up = side(p.chunks[static_cast<std::size_t>(last - r)]);
    if (mirrored || r + 1 < fold.ranks) {
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
