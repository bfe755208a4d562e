#include "schedule/order.h"

#include <algorithm>

namespace tenfold {

double seconds(const PipelineProblem& p, const StageOperation& o) {
  const ChunkTime& t = p.chunks[static_cast<std::size_t>(o.chunk)];
  switch (o.kind) {
    case SlotKind::forward:
      return t.forward;
    case SlotKind::backward_input:
      return t.backward_input;
    case SlotKind::backward_weight:
      return t.backward_weight;
    case SlotKind::backward:
      return t.backward();
    default:
      return p.send;
  }
}

namespace {

using Order = std::vector<StageOperation>;
using enum SlotKind;

Order gpipe(const PipelineProblem& p, Size rank) {
  Order todo;
  for (Size i = 0; i < p.micro_batches; ++i) todo.push_back({forward, rank, i});
  for (Size i = p.micro_batches; i-- > 0;) todo.push_back({backward, rank, i});
  return todo;
}

Order one_f_one_b(const PipelineProblem& p, Size rank) {
  Order todo;
  const Size warm_up = std::min(p.stages - rank - 1, p.micro_batches);
  for (Size i = 0; i < warm_up; ++i) todo.push_back({forward, rank, i});
  for (Size i = 0; i < p.micro_batches; ++i) {
    if (warm_up + i < p.micro_batches) todo.push_back({forward, rank, warm_up + i});
    todo.push_back({backward, rank, i});
  }
  return todo;
}

// The k-th forward, or backward, of a chunk that a rank runs.
StageOperation interleaved_pass(const PipelineProblem& p, Size rank, SlotKind kind, Size k) {
  const Size round = p.stages * p.virtual_stages;
  const Size met = k % round / p.stages;  // chunks of this rank that the group has met before
  const Size row = kind == forward ? met : p.virtual_stages - 1 - met;
  return {kind, row * p.stages + rank, k / round * p.stages + k % p.stages};
}

Order interleaved(const PipelineProblem& p, Size rank) {
  Order todo;
  const Size passes = p.micro_batches * p.virtual_stages;
  const Size warm_up =
      std::min((p.stages - rank - 1) * 2 + (p.virtual_stages - 1) * p.stages, passes);
  for (Size k = 0; k < warm_up; ++k) todo.push_back(interleaved_pass(p, rank, forward, k));
  for (Size k = 0; k < passes; ++k) {
    if (warm_up + k < passes) todo.push_back(interleaved_pass(p, rank, forward, warm_up + k));
    todo.push_back(interleaved_pass(p, rank, backward, k));
  }
  return todo;
}

Order zero_bubble_h1(const PipelineProblem& p, Size rank) {
  Order todo;
  for (const StageOperation& o : one_f_one_b(p, rank)) {
    if (o.kind == forward) {
      todo.push_back(o);
      continue;
    }
    todo.push_back({backward_input, rank, o.micro_batch});
    if (o.micro_batch >= rank) todo.push_back({backward_weight, rank, o.micro_batch - rank});
  }
  for (Size i = std::max<Size>(0, p.micro_batches - rank); i < p.micro_batches; ++i)
    todo.push_back({backward_weight, rank, i});
  return todo;
}

// Writes down the order of a rank with two chunks. Each kind of pass of each chunk takes the
// micro-batches in turn; after the last, it is planned but not written.
struct Planner {
  std::array<Size, 2> chunk{};
  Size micro_batches = 0;
  std::array<std::array<Size, 2>, 3> planned{};  // by kind and side: forward, B, W
  Order todo = {};

  void add(SlotKind kind, std::size_t side) {
    const Size i = planned[index(kind)][side]++;
    if (i < micro_batches) todo.push_back({kind, chunk[side], i});
  }
  void add_split_backward(std::size_t side) {
    add(backward_input, side);
    add(backward_weight, side);
  }
  Size count(SlotKind kind, std::size_t side) const { return planned[index(kind)][side]; }
};

// With fewer micro-batches than 2p - 1 the order is that of 2p - 1, the missing ones left out.
Order zero_bubble_v(const PipelineProblem& p, Size rank) {
  const Size ranks = p.stages, m = p.micro_batches, planned = std::max(2 * ranks - 1, m);
  Planner plan{.chunk = {rank, 2 * ranks - 1 - rank}, .micro_batches = m};
  plan.todo.reserve(static_cast<std::size_t>(6 * m));
  for (Size i = 0; i < 2 * (ranks - rank) - 1; ++i) plan.add(forward, 0);
  for (Size i = 0; i < rank; ++i) {
    plan.add(forward, 1);
    plan.add(forward, 0);
  }
  for (Size i = 0; i < ranks - rank; ++i) {
    plan.add(forward, 1);
    plan.add_split_backward(1);
  }
  while (plan.count(forward, 1) < planned) {
    if (plan.count(forward, 0) < planned) plan.add(forward, 0);
    plan.add_split_backward(0);
    plan.add(forward, 1);
    plan.add_split_backward(1);
  }
  for (Size i = 0; i < rank; ++i) {
    plan.add(backward_input, 0);
    plan.add(backward_input, 1);
  }
  for (Size i = 0; i < ranks - rank; ++i) plan.add_split_backward(0);
  for (const std::size_t side : {std::size_t{1}, std::size_t{0}})
    while (plan.count(backward_weight, side) < planned) plan.add(backward_weight, side);
  return plan.todo;
}

// Writes down DualPipe's order. Side 0 is the direction that enters at the nearer end of the
// pipeline: a rank of the second half sees the two directions swapped.
struct DualPlanner {
  std::array<Size, 2> chunk{}, next_forward{}, next_backward{};
  Order todo = {};
  Order waiting = {};  // weight gradients put off, oldest first
  std::size_t oldest = 0;

  void run_forward(std::size_t side, bool paired = false) {
    todo.push_back({forward, chunk[side], next_forward[side]++, paired});
  }
  void run_backward(std::size_t side, bool split = false) {
    const Size i = next_backward[side]++;
    todo.push_back({split ? backward_input : backward, chunk[side], i});
    if (split) waiting.push_back({backward_weight, chunk[side], i});
  }
  void run_pair(std::size_t side) {
    run_forward(side, true);
    run_backward(1 - side);
  }
  void run_weight() { todo.push_back(waiting[oldest++]); }
};

DualPlanner dual_planner(const PipelineProblem& p, Size rank) {
  const Size half = p.micro_batches / 2, far = 2 * p.stages - 1 - rank;
  if (rank < p.stages / 2)
    return {.chunk = {rank, far}, .next_forward = {0, half}, .next_backward = {0, half}};
  return {.chunk = {far, rank}, .next_forward = {half, 0}, .next_backward = {half, 0}};
}

// The eight steps of the authors' published code.
Order dualpipe(const PipelineProblem& p, Size rank) {
  DualPlanner plan = dual_planner(p, rank);
  const Size near = std::min(rank, p.stages - 1 - rank);  // ranks between this and its end
  const Size deep = p.stages / 2 - near - 1;              // ranks between this and the middle
  for (Size i = 0; i < 2 * deep; ++i) plan.run_forward(0);
  for (Size i = 0; i < near + 1; ++i) {
    plan.run_forward(0);
    plan.run_forward(1);
  }
  for (Size i = 0; i < deep; ++i) {
    plan.run_backward(1, true);
    plan.run_weight();
    plan.run_forward(1);
  }
  const bool middle = deep == 0;  // its first pair is not woven, to shorten the bubble
  if (middle) {
    plan.run_forward(0);
    plan.run_backward(1);
  }
  for (Size i = 0; i < p.micro_batches / 2 - p.stages + near + 1; ++i) {
    if (i > 0 || !middle) plan.run_pair(0);
    plan.run_pair(1);
  }
  for (Size i = 0; i < deep; ++i) {
    plan.run_backward(1);
    plan.run_pair(1);
  }
  const Size split_from = (near + 1) / 2;  // of the last pairs, about the second half
  for (Size i = 0; i < near + 1; ++i) {
    plan.run_backward(1, i > split_from || (i == split_from && near % 2 == 1));
    plan.run_backward(0, i >= split_from);
  }
  for (Size i = 0; i < deep; ++i) {
    plan.run_weight();
    plan.run_backward(0, true);
  }
  for (Size i = 0; i < near + 1; ++i) plan.run_weight();
  return plan.todo;
}

}  // namespace

Order order(const PipelineProblem& p, Size rank) {
  switch (p.schedule) {
    case PipelineSchedule::gpipe:
      return gpipe(p, rank);
    case PipelineSchedule::one_f_one_b:
      return one_f_one_b(p, rank);
    case PipelineSchedule::interleaved:
      return interleaved(p, rank);
    case PipelineSchedule::zero_bubble_h1:
      return zero_bubble_h1(p, rank);
    case PipelineSchedule::zero_bubble_v:
      return zero_bubble_v(p, rank);
    case PipelineSchedule::dualpipe:
      return dualpipe(p, rank);
  }
  return {};
}

}  // namespace tenfold
