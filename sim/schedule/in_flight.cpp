#include <algorithm>

#include "base/numbers.h"
#include "schedule/order.h"

namespace tenfold {
namespace {

// What an operation adds to its chunk's micro-batches before it starts, and after it ends.
double taken(SlotKind k) { return k == SlotKind::forward ? 1 : 0; }
double freed(SlotKind k) {
  switch (k) {
    case SlotKind::backward:
      return 1;
    case SlotKind::backward_input:
      return 1 - weight_gradient_share;
    case SlotKind::backward_weight:
      return weight_gradient_share;
    default:
      return 0;
  }
}

// p - r micro-batches are under way on rank r when its backwards begin; from then on each forward
// finds one more whose weight gradient, r behind, is still to come.
double zero_bubble_h1(const PipelineProblem& p, Size rank) {
  const Size ahead = p.stages - rank;
  const Size behind = std::clamp<Size>(p.micro_batches - ahead, 0, rank);
  return real(std::min(ahead, p.micro_batches)) + weight_gradient_share * real(behind);
}

// A rank holds most at the forward after its warm-up, or at its last one.
double interleaved(const PipelineProblem& p, Size rank, Size row) {
  const Size ranks = p.stages, round = ranks * p.virtual_stages;
  const Size warm_up = 2 * (ranks - rank - 1) + round - ranks;
  const Size forwards = std::min(warm_up + 1, p.micro_batches * p.virtual_stages);
  return real(forwards / round * ranks +
              std::clamp<Size>(forwards % round - row * ranks, 0, ranks));
}

// At the first forward back up after which a backward follows, 2 p micro-batches.
double zero_bubble_v(const PipelineProblem& p, Size rank, bool down) {
  return real(down ? 2 * p.stages - 1 - rank : rank + 1);
}

// In the first forward that is woven into a backward, p + 1 micro-batches; `near` ranks from the
// end at which those of `down` enter.
double dualpipe(const PipelineProblem& p, Size near, bool down) {
  return real(down ? p.stages - near : near + 1);
}

bool follows_order(const PipelineProblem& p) {
  return p.schedule == PipelineSchedule::zero_bubble_v && p.micro_batches < 2 * p.stages - 1;
}

// An order alone decides: what a rank holds changes only with its own operations.
std::vector<double> by_order(const PipelineProblem& p) {
  std::vector<double> held(static_cast<std::size_t>(p.stages * p.virtual_stages)), peak = held;
  for (Size r = 0; r < p.stages; ++r) {
    double all = 0, most = 0;
    std::fill(held.begin(), held.end(), 0);
    for (const StageOperation& o : order(p, r)) {
      const auto c = static_cast<std::size_t>(o.chunk);
      held[c] += taken(o.kind);
      all += taken(o.kind);
      if (all > most + 1e-9) {  // sums of fractions: a tie is a tie despite rounding
        most = all;
        for (std::size_t i = 0; i < held.size(); ++i)
          if (rank_of(p, static_cast<Size>(i)) == r) peak[i] = held[i];
      }
      held[c] -= freed(o.kind);
      all -= freed(o.kind);
    }
  }
  return peak;
}

}  // namespace

double in_flight(const PipelineProblem& p, Size chunk) {
  if (follows_order(p)) return by_order(p)[static_cast<std::size_t>(chunk)];
  const Size rank = rank_of(p, chunk), near = std::min(rank, p.stages - 1 - rank);
  switch (p.schedule) {
    case PipelineSchedule::gpipe:
      return real(p.micro_batches);
    case PipelineSchedule::one_f_one_b:
      return real(std::min(p.stages - rank, p.micro_batches));
    case PipelineSchedule::interleaved:
      return interleaved(p, rank, chunk / p.stages);
    case PipelineSchedule::zero_bubble_h1:
      return zero_bubble_h1(p, rank);
    case PipelineSchedule::zero_bubble_v:
      return zero_bubble_v(p, rank, chunk < p.stages);
    case PipelineSchedule::dualpipe:
      return dualpipe(p, near, (chunk < p.stages) == (rank < p.stages / 2));
  }
  return 0;
}

std::vector<double> in_flight(const PipelineProblem& p) {
  check(p);
  if (follows_order(p)) return by_order(p);
  std::vector<double> held;
  held.reserve(p.chunks.size());
  for (Size c = 0; c < std::ssize(p.chunks); ++c) held.push_back(in_flight(p, c));
  return held;
}

}  // namespace tenfold
