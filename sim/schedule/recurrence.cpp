// Each schedule as a recurrence over its operations, in an order where what an operation waits for
// stands before it.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>

#include "schedule/makespan.h"
#include "schedule/order.h"

namespace tenfold {
namespace {

using Index = std::size_t;
using Times = std::vector<double>;

constexpr double unknown = std::numeric_limits<double>::infinity();

// A rank of a plain pipeline: when it is free, and when what it sent last arrives.
struct Lane {
  double forward = 0, backward = 0, weight = 0;  // seconds of a pass; weight where B is split
  double held_forward = 0, held_backward = 0;    // seconds that the rank is blocked by a send
  double free = 0, forward_arrives = 0;
  double old_free = unknown, old_arrives = unknown;  // p rounds ago
};

using Lanes = std::span<Lane>;

void fill(Lanes all, const PipelineProblem& p, double send, bool split) {
  const double held = p.overlap_send ? 0 : send;
  for (Index r = 0; r < all.size(); ++r) {
    const ChunkTime& t = p.chunks[r];
    all[r].forward = t.forward;
    all[r].backward = split ? t.backward_input : t.backward();
    all[r].weight = split ? t.backward_weight : 0;
    all[r].held_forward = r + 1 < all.size() ? held : 0;
    all[r].held_backward = r > 0 ? held : 0;
  }
}

void pass_forward(Lanes all, Index r, double send) {
  Lane& lane = all[r];
  const double start = r > 0 ? std::max(lane.free, all[r - 1].forward_arrives) : lane.free;
  const double end = start + lane.forward;
  lane.free = end + lane.held_forward;
  lane.forward_arrives = end + send;
}

double last_free(Lanes all) {
  double last = 0;
  for (const Lane& lane : all) last = std::max(last, lane.free);
  return last;
}

// By how much all moved since the last call, or 0 where not all moved alike.
double moved_alike(Lanes all) {
  const double moved = all[0].free - all[0].old_free;
  bool alike = moved > 0;
  for (Lane& l : all) {
    alike = alike && std::abs(l.free - l.old_free - moved) <= 1e-14 * l.free &&
            std::abs(l.forward_arrives - l.old_arrives - moved) <= 1e-14 * l.forward_arrives;
    l.old_free = l.free;
    l.old_arrives = l.forward_arrives;
  }
  return alike ? moved : 0;
}

void move(Lanes all, double seconds) {
  for (Lane& l : all) {
    l.free += seconds;
    l.forward_arrives += seconds;
  }
}

void one_f_one_b_round(Lanes all, const PipelineProblem& p, Size n, double send) {
  const Size ranks = p.stages;
  const Size first = std::max<Size>(0, ranks - p.micro_batches + n);
  for (Size r = std::min(ranks - 1, ranks - 1 + n); r >= first; --r)
    pass_forward(all, static_cast<Index>(r), send);
  if (n < 0) return;
  double arrives = 0;
  for (Size r = ranks - 1; r >= 0; --r) {
    Lane& lane = all[static_cast<Index>(r)];
    const double end = std::max(lane.free, arrives) + lane.backward;
    arrives = end + send;
    lane.free = end + lane.held_backward + (n >= r ? lane.weight : 0);
  }
}

// 1F1B, and with split backward zero-bubble H1. In round n, rank r runs forward n + p - r - 1 and
// backward n: forwards need the round before, backwards the next rank in the same round. Where p
// rounds have moved all ranks by the same seconds, the next p do, too.
double one_f_one_b(const PipelineProblem& p, double send, bool split, Lanes all) {
  const Size ranks = p.stages, m = p.micro_batches;
  fill(all, p, send, split);
  Size check = ranks - 1;  // from then on, all ranks run all that a round has
  for (Size n = 1 - ranks; n < m; ++n) {
    one_f_one_b_round(all, p, n, send);
    if (n != check || n > m - ranks) continue;
    const double moved = moved_alike(all);
    const Size skipped = moved > 0 ? (m - ranks - n) / ranks : 0;
    move(all, moved * static_cast<double>(skipped));
    n += skipped * ranks;
    check = n + ranks;
  }
  for (Size r = 0; r < ranks; ++r)  // weight gradients put off to the end
    all[static_cast<Index>(r)].free +=
        all[static_cast<Index>(r)].weight * static_cast<double>(std::min(r, m));
  return last_free(all);
}

// All forwards then all backwards, each in a flow shop of equal jobs.
double gpipe(const PipelineProblem& p, double send, Lanes all) {
  fill(all, p, send, false);
  for (Size i = 0; i < p.micro_batches; ++i)
    for (Index r = 0; r < all.size(); ++r) pass_forward(all, r, send);
  for (Size i = 0; i < p.micro_batches; ++i) {
    double arrives = 0;
    for (Index r = all.size(); r-- > 0;) {
      const double end = std::max(all[r].free, arrives) + all[r].backward;
      arrives = end + send;
      all[r].free = end + all[r].held_backward;
    }
  }
  return last_free(all);
}

// Of schedules with one chunk a rank.
double plain(const PipelineProblem& p, double send) {
  const auto ranks = static_cast<Index>(p.stages);
  std::array<Lane, most_ranks> few;
  std::vector<Lane> many(ranks > most_ranks ? ranks : 0);
  const Lanes all = many.empty() ? Lanes(few).first(ranks) : Lanes(many);
  if (p.schedule == PipelineSchedule::gpipe) return gpipe(p, send, all);
  return one_f_one_b(p, send, p.schedule == PipelineSchedule::zero_bubble_h1, all);
}

// Any order: a rank runs on until it needs what is not there yet; what is made for it wakes it.
class Turns {
 public:
  Turns(const PipelineProblem& p, double send);
  double run();

 private:
  Index at(Size chunk, Size i) const {
    return static_cast<Index>(chunk * problem_.micro_batches + i);
  }
  double input(
      const StageOperation& o) const;  // when what it needs is there; infinite: not yet known
  double hand_on(const StageOperation& o, double end);
  bool run_next(Index rank);
  void wake(Size rank) {
    const auto r = static_cast<Index>(rank);
    if (!is_awake_[r]) awake_.push_back(r);
    is_awake_[r] = 1;
  }

  const PipelineProblem& problem_;
  double send_;
  std::vector<std::vector<StageOperation>> orders_;
  std::vector<Index> next_;
  std::vector<std::uint8_t> feeds_, sends_;  // by chunk: feeds_next, sends_next
  std::vector<Size> ranks_;                  // by chunk
  std::vector<Index> awake_;                 // ranks that may be able to run on
  std::vector<std::uint8_t> is_awake_;
  Times free_, down_, up_;  // down_, up_: when what a pass makes has arrived
};

Turns::Turns(const PipelineProblem& p, double send)
    : problem_(p), send_(send), next_(static_cast<Index>(p.stages)) {
  for (Size r = 0; r < p.stages; ++r) orders_.push_back(order(p, r));
  for (Size c = 0; c < std::ssize(p.chunks); ++c) {
    feeds_.push_back(feeds_next(p, c));
    sends_.push_back(sends_next(p, c));
    ranks_.push_back(rank_of(p, c));
  }
  is_awake_.assign(static_cast<Index>(p.stages), 0);
  free_.assign(static_cast<Index>(p.stages), 0);
  down_.assign(p.chunks.size() * static_cast<Index>(p.micro_batches), unknown);
  up_ = down_;
}

double Turns::input(const StageOperation& o) const {
  const auto c = static_cast<Index>(o.chunk);
  if (o.kind == SlotKind::backward_weight) return 0;
  if (o.kind == SlotKind::forward)
    return c > 0 && feeds_[c - 1] ? down_[at(o.chunk - 1, o.micro_batch)] : 0;
  return feeds_[c] ? up_[at(o.chunk + 1, o.micro_batch)] : 0;
}

// Marks what an operation made as sent at `end`; gives the seconds that this blocks its rank.
double Turns::hand_on(const StageOperation& o, double end) {
  const auto c = static_cast<Index>(o.chunk);
  if (o.kind == SlotKind::backward_weight) return 0;
  const bool down = o.kind == SlotKind::forward;
  const double sent = (down ? sends_[c] : c > 0 && sends_[c - 1]) ? send_ : 0;
  (down ? down_ : up_)[at(o.chunk, o.micro_batch)] = end + sent;
  if (down ? feeds_[c] : c > 0 && feeds_[c - 1]) wake(ranks_[down ? c + 1 : c - 1]);
  return problem_.overlap_send ? 0 : sent;
}

bool Turns::run_next(Index rank) {
  if (next_[rank] == orders_[rank].size()) return false;
  const StageOperation* first = &orders_[rank][next_[rank]];
  const StageOperation* second = first->paired ? first + 1 : first;
  const double ready = std::max(input(*first), input(*second));
  if (ready == unknown) return false;
  double end = std::max(free_[rank], ready) + seconds(problem_, *first);
  if (second != first) end += seconds(problem_, *second);
  free_[rank] = end + std::max(hand_on(*first, end), hand_on(*second, end));
  next_[rank] += first->paired ? 2 : 1;
  return true;
}

double Turns::run() {
  for (Index r = 0; r < orders_.size(); ++r) wake(static_cast<Size>(r));
  while (!awake_.empty()) {
    const Index r = awake_.back();
    awake_.pop_back();
    is_awake_[r] = 0;
    while (run_next(r)) continue;
  }
  for (Index r = 0; r < orders_.size(); ++r)
    if (next_[r] != orders_[r].size()) throw std::logic_error("a pipeline's order never ends");
  return *std::max_element(free_.begin(), free_.end());
}

}  // namespace

double recurrence(const PipelineProblem& p, double send) {
  switch (p.schedule) {
    case PipelineSchedule::gpipe:
    case PipelineSchedule::one_f_one_b:
    case PipelineSchedule::zero_bubble_h1:
      return plain(p, send);
    case PipelineSchedule::interleaved:
      return interleaved_steps(p, send);
    case PipelineSchedule::zero_bubble_v:
    case PipelineSchedule::dualpipe:
      return Turns(p, send).run();
  }
  return 0;
}

}  // namespace tenfold
