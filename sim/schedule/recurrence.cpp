// Each schedule as a recurrence over its operations, in an order where what an operation waits for
// stands before it.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "schedule/makespan.h"
#include "schedule/order.h"

namespace tenfold {
namespace {

using Index = std::size_t;
using Times = std::vector<double>;

// A rank of a plain pipeline: when it is free, and when what it sent last arrives.
struct Lane {
  double forward = 0, backward = 0, weight = 0;  // seconds of a pass; weight where B is split
  double held_forward = 0, held_backward = 0;    // seconds that the rank is blocked by a send
  double free = 0, forward_arrives = 0;
};

std::vector<Lane> lanes(const PipelineProblem& p, double send, bool split) {
  std::vector<Lane> all(p.chunks.size());
  const double held = p.overlap_send ? 0 : send;
  for (Index r = 0; r < all.size(); ++r) {
    const ChunkTime& t = p.chunks[r];
    all[r].forward = t.forward;
    all[r].backward = split ? t.backward_input : t.backward();
    all[r].weight = split ? t.backward_weight : 0;
    all[r].held_forward = r + 1 < all.size() ? held : 0;
    all[r].held_backward = r > 0 ? held : 0;
  }
  return all;
}

void pass_forward(std::vector<Lane>& all, Index r, double send) {
  Lane& lane = all[r];
  const double start = r > 0 ? std::max(lane.free, all[r - 1].forward_arrives) : lane.free;
  const double end = start + lane.forward;
  lane.free = end + lane.held_forward;
  lane.forward_arrives = end + send;
}

double last_free(const std::vector<Lane>& all) {
  double last = 0;
  for (const Lane& lane : all) last = std::max(last, lane.free);
  return last;
}

// 1F1B, and with split backward zero-bubble H1. In round n, rank r runs forward n + p - r - 1 and
// backward n: forwards need the round before, backwards the next rank in the same round.
double one_f_one_b(const PipelineProblem& p, double send, bool split) {
  const Size ranks = p.stages, m = p.micro_batches;
  std::vector<Lane> all = lanes(p, send, split);
  for (Size n = 1 - ranks; n < m; ++n) {
    const Size first = std::max<Size>(0, ranks - m + n), last = std::min(ranks - 1, ranks - 1 + n);
    for (Size r = last; r >= first; --r) pass_forward(all, static_cast<Index>(r), send);
    if (n < 0) continue;
    double arrives = 0;
    for (Size r = ranks - 1; r >= 0; --r) {
      Lane& lane = all[static_cast<Index>(r)];
      const double end = std::max(lane.free, arrives) + lane.backward;
      arrives = end + send;
      lane.free = end + lane.held_backward + (n >= r ? lane.weight : 0);
    }
  }
  for (Size r = 0; r < ranks; ++r)  // weight gradients put off to the end
    all[static_cast<Index>(r)].free +=
        all[static_cast<Index>(r)].weight * static_cast<double>(std::min(r, m));
  return last_free(all);
}

// All forwards then all backwards, each in a flow shop of equal jobs.
double gpipe(const PipelineProblem& p, double send) {
  std::vector<Lane> all = lanes(p, send, false);
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

// Interleaved 1F1B. In step n, rank r runs forward n - r - 1 + p v and backward n + r + 1 - p,
// counted over its chunks. What they wait for was sent in step n - 1, always: the rank before has
// run 2 forwards more before its first backward, and a chunk's output comes round to the first
// rank p passes later. Steps p v apart run the same chunks.
struct Interleaved {
  Size ranks = 0, round = 0, passes = 0;  // p, p v, m v
  double send = 0;
  Times forward, held_forward;  // seconds, by step in the round and rank
  Times backward, held_backward;
  Times free, down, up;  // down[r], up[r + 1]: when what rank r receives has arrived

  Interleaved(const PipelineProblem& p, double send_seconds);
  void fill(const PipelineProblem& p, Size step, Size rank);
  void run_step(Size n);
  Size skip(Size n, Times& before);
};

Interleaved::Interleaved(const PipelineProblem& p, double send_seconds)
    : ranks(p.stages),
      round(p.stages * p.virtual_stages),
      passes(p.micro_batches * p.virtual_stages),
      send(p.stages > 1 ? send_seconds : 0),
      forward(static_cast<Index>(round * ranks)),
      held_forward(forward),
      backward(forward),
      held_backward(forward),
      free(static_cast<Index>(ranks)),
      down(static_cast<Index>(ranks + 1)),
      up(down) {
  for (Size step = 0; step < round; ++step)
    for (Size r = 0; r < ranks; ++r) fill(p, step, r);
}

void Interleaved::fill(const PipelineProblem& p, Size step, Size rank) {
  const Size met_down = (step + round - rank - 1) % round / ranks;
  const Size met_up = (step + round + rank + 1 - ranks) % round / ranks;
  const Size chunk_down = met_down * ranks + rank;
  const Size chunk_up = (p.virtual_stages - 1 - met_up) * ranks + rank;
  const auto at = static_cast<Index>(step * ranks + rank);
  const double held = p.overlap_send ? 0 : send;
  forward[at] = p.chunks[static_cast<Index>(chunk_down)].forward;
  held_forward[at] = chunk_down + 1 < round ? held : 0;
  backward[at] = p.chunks[static_cast<Index>(chunk_up)].backward();
  held_backward[at] = chunk_up > 0 ? held : 0;
}

void Interleaved::run_step(Size n) {
  const Size step = (n + round) % round;
  const auto row = static_cast<Index>(step * ranks), last = static_cast<Index>(ranks);
  down[0] = (step + round - 1) % round < ranks ? 0 : down[last];  // 0: micro-batches enter here
  for (Size r = std::min(ranks, n + round) - 1; r >= std::max<Size>(0, n + round - passes); --r) {
    const auto i = static_cast<Index>(r);
    const double end = std::max(free[i], down[i]) + forward[row + i];
    free[i] = end + held_forward[row + i];
    down[i + 1] = end + send;
  }
  up[last] = step < ranks ? 0 : up[0];  // 0: they turn here
  for (Size r = std::max<Size>(0, ranks - 1 - n); r < std::min(ranks, passes + ranks - 1 - n);
       ++r) {
    const auto i = static_cast<Index>(r);
    const double end = std::max(free[i], up[i + 1]) + backward[row + i];
    free[i] = end + held_backward[row + i];
    up[i] = end + send;
  }
}

// Where the latest round moved every time by the same seconds, the next ones will, too: moves all
// by those of as many whole rounds as are left, and gives their steps.
Size Interleaved::skip(Size n, Times& before) {
  Times now = free;
  now.insert(now.end(), down.begin() + 1, down.end());
  now.insert(now.end(), up.begin(), up.end() - 1);
  const double moved = before.empty() ? 0 : now[0] - before[0];
  bool alike = !before.empty();
  for (Index i = 0; alike && i < now.size(); ++i)
    alike = std::abs(now[i] - before[i] - moved) <= 1e-14 * now[i];
  before.swap(now);
  if (!alike) return 0;
  const Size rounds = std::max<Size>(0, (passes - round - n) / round);
  const double later = moved * static_cast<double>(rounds);
  for (Times* times : {&free, &down, &up})
    for (double& t : *times) t += later;
  return rounds * round;
}

double interleaved(const PipelineProblem& p, double send) {
  Interleaved pipe(p, send);
  Times before;
  const Size all_run = pipe.ranks,
             end = pipe.passes + pipe.ranks - 1;  // all_run: from here, both ways
  for (Size n = 1 - pipe.round; n < end; ++n) {
    if (n >= all_run && (n - all_run) % pipe.round == 0 && n <= pipe.passes - pipe.round)
      n += pipe.skip(n, before);
    pipe.run_step(n);
  }
  return *std::max_element(pipe.free.begin(), pipe.free.end());
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
  double input(const Operation& o) const;  // when what it needs is there; infinite: not yet known
  double hand_on(const Operation& o, double end);
  bool run_next(Index rank);
  void wake(Size rank) {
    const auto r = static_cast<Index>(rank);
    if (!is_awake_[r]) awake_.push_back(r);
    is_awake_[r] = 1;
  }

  const PipelineProblem& problem_;
  double send_;
  std::vector<std::vector<Operation>> orders_;
  std::vector<Index> next_;
  std::vector<std::uint8_t> feeds_, sends_;  // by chunk: feeds_next, sends_next
  std::vector<Size> ranks_;                  // by chunk
  std::vector<Index> awake_;                 // ranks that may be able to run on
  std::vector<std::uint8_t> is_awake_;
  Times free_, down_, up_;  // down_, up_: when what a pass makes has arrived
};

constexpr double unknown = std::numeric_limits<double>::infinity();

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

double Turns::input(const Operation& o) const {
  const auto c = static_cast<Index>(o.chunk);
  if (o.kind == SlotKind::backward_weight) return 0;
  if (o.kind == SlotKind::forward)
    return c > 0 && feeds_[c - 1] ? down_[at(o.chunk - 1, o.micro_batch)] : 0;
  return feeds_[c] ? up_[at(o.chunk + 1, o.micro_batch)] : 0;
}

// Marks what an operation made as sent at `end`; gives the seconds that this blocks its rank.
double Turns::hand_on(const Operation& o, double end) {
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
  const Operation* first = &orders_[rank][next_[rank]];
  const Operation* second = first->paired ? first + 1 : first;
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
      return gpipe(p, send);
    case PipelineSchedule::one_f_one_b:
      return one_f_one_b(p, send, false);
    case PipelineSchedule::zero_bubble_h1:
      return one_f_one_b(p, send, true);
    case PipelineSchedule::interleaved:
      return interleaved(p, send);
    case PipelineSchedule::zero_bubble_v:
    case PipelineSchedule::dualpipe:
      return Turns(p, send).run();
  }
  return 0;
}

}  // namespace tenfold
