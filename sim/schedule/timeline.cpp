#include "schedule/timeline.h"

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <stdexcept>
#include <tuple>

namespace tenfold {
namespace {

using enum SlotKind;

bool is_send(SlotKind k) { return k == send_forward || k == send_backward; }

// The moment when a slot ends, and the one that is woven into it.
struct Ending {
  double time = 0;
  std::size_t slot = 0;
  bool pair = false;  // the slot before ends for others now, too
  bool operator>(const Ending& o) const { return std::tie(time, slot) > std::tie(o.time, o.slot); }
};

// Plays the ranks' orders against a clock. Nothing here knows how schedules are shaped.
class Player {
 public:
  explicit Player(const PipelineProblem& p);
  Timeline play();

 private:
  using Datum = std::tuple<bool, Size, Size>;  // made by a forward?, chunk, micro-batch

  bool can_start(const StageOperation& o) const;
  void start_what_can(double now);
  void begin(const StageOperation& o, Size rank, double now);
  void begin_send(const Slot& of, double now);
  void end(const Slot& slot, double now);
  bool sends(const Slot& slot) const;
  Timeline result() const;

  const PipelineProblem& problem_;
  std::vector<std::vector<StageOperation>> todo_;
  std::vector<std::size_t> next_;
  std::vector<Size> holds_;      // slots that keep a rank from its next operation
  std::map<Datum, bool> there_;  // outputs that their consumer can see
  std::priority_queue<Ending, std::vector<Ending>, std::greater<>> endings_;
  std::vector<Slot> slots_;
};

Player::Player(const PipelineProblem& p)
    : problem_(p),
      next_(static_cast<std::size_t>(p.stages)),
      holds_(static_cast<std::size_t>(p.stages)) {
  for (Size r = 0; r < p.stages; ++r) todo_.push_back(order(p, r));
}

bool Player::can_start(const StageOperation& o) const {
  const Size c = o.chunk, i = o.micro_batch;
  if (o.kind == backward_weight) return true;
  if (o.kind == forward)
    return c == 0 || !feeds_next(problem_, c - 1) || there_.contains({true, c - 1, i});
  return !feeds_next(problem_, c) || there_.contains({false, c + 1, i});
}

void Player::begin(const StageOperation& o, Size rank, double now) {
  slots_.push_back({o.kind, rank, o.chunk, o.micro_batch, now, now + seconds(problem_, o)});
  ++holds_[static_cast<std::size_t>(rank)];
}

void Player::start_what_can(double now) {
  for (Size rank = 0; rank < problem_.stages; ++rank) {
    const auto r = static_cast<std::size_t>(rank);
    if (holds_[r] > 0 || next_[r] == todo_[r].size()) continue;
    const StageOperation& o = todo_[r][next_[r]];
    if (!can_start(o) || (o.paired && !can_start(todo_[r][next_[r] + 1]))) continue;
    begin(o, rank, now);
    if (o.paired) begin(todo_[r][++next_[r]], rank, slots_.back().end);
    endings_.push({slots_.back().end, slots_.size() - 1, o.paired});
    ++next_[r];
  }
}

bool Player::sends(const Slot& slot) const {
  if (slot.kind == forward) return sends_next(problem_, slot.chunk);
  const bool makes_gradient = slot.kind == backward || slot.kind == backward_input;
  return makes_gradient && slot.chunk > 0 && sends_next(problem_, slot.chunk - 1);
}

void Player::begin_send(const Slot& of, double now) {
  const SlotKind kind = of.kind == forward ? send_forward : send_backward;
  slots_.push_back({kind, of.rank, of.chunk, of.micro_batch, now, now + problem_.send});
  endings_.push({now + problem_.send, slots_.size() - 1});
  if (!problem_.overlap_send) ++holds_[static_cast<std::size_t>(of.rank)];
}

void Player::end(const Slot& slot, double now) {
  if (!is_send(slot.kind) || !problem_.overlap_send) --holds_[static_cast<std::size_t>(slot.rank)];
  if (slot.kind == backward_weight) return;
  if (sends(slot)) return begin_send(slot, now);
  const bool activations = slot.kind == forward || slot.kind == send_forward;
  there_[{activations, slot.chunk, slot.micro_batch}] = true;
}

Timeline Player::play() {
  start_what_can(0);
  while (!endings_.empty()) {
    const double now = endings_.top().time;
    while (!endings_.empty() && endings_.top().time == now) {
      const Ending e = endings_.top();
      endings_.pop();
      if (e.pair) end(Slot(slots_[e.slot - 1]), now);
      end(Slot(slots_[e.slot]), now);
    }
    start_what_can(now);
  }
  for (std::size_t r = 0; r < todo_.size(); ++r)
    if (next_[r] != todo_[r].size()) throw std::logic_error("a pipeline's order never ends");
  return result();
}

Timeline Player::result() const {
  Timeline line{.slots = slots_};
  for (const Slot& s : slots_)
    if (!is_send(s.kind)) line.makespan = std::max(line.makespan, s.end);
  std::stable_sort(line.slots.begin(), line.slots.end(), [](const Slot& a, const Slot& b) {
    return std::tie(a.rank, a.start) < std::tie(b.rank, b.start);
  });
  return line;
}

}  // namespace

Timeline play(const PipelineProblem& p) {
  check(p);
  return Player(p).play();
}

}  // namespace tenfold
