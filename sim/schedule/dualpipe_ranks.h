// The ranks of DualPipe's equal copies as lanes of vectors: how long each of their passes takes.
// dualpipe.cpp says how they move. Private to schedule/.
#pragma once

#include <array>

#include "base/numbers.h"
#include "schedule/fold.h"
#include "schedule/lanes.h"
#include "schedule/pipeline.h"

namespace tenfold {

// Seconds of the ranks of one parity, with sends that block them.
template <std::size_t pairs>
struct DualPasses {
  using L = Lanes<pairs>;
  L rank;                      // its number
  L forward_down, forward_up;  // alone
  L pair_down, pair_up;        // a forward and a backward
  L backward_down, backward_up;
  L input_down, input_up;   // backwards of inputs alone
  L weight;                 // of side 1, run before a forward goes up
  L put_off, next_put_off;  // weight gradients, in turn
  L weight_down;            // of side 0, put off longer
  L wait_up;                // for what the rank after sends; the deepest waits for itself
};

template <std::size_t pairs>
struct DualRanks {
  std::array<DualPasses<pairs>, 2> passes;  // of even ranks, of odd ones
  Size count = 0, full = 0;                 // ranks; rounds in which all weave pairs
  double wait = 0;                          // from when a rank is free until what it made arrives
  Size period = 1;                          // rounds after which all may have moved alike
};

// When ranks are free; while they fill, when they were after the last two forwards down.
template <std::size_t pairs>
struct DualClock {
  std::array<Lanes<pairs>, 2> free;
};

template <std::size_t pairs>
struct DualFillClock {
  std::array<Lanes<pairs>, 2> newest, older;
};

template <std::size_t pairs>
double lane(const Lanes<pairs>& lanes, Size rank) {
  const auto i = static_cast<std::size_t>(rank / 2);
  return lanes.of[i / 2][i % 2];
}

template <std::size_t pairs>
double lane(const std::array<Lanes<pairs>, 2>& lanes, Size rank) {
  const auto i = static_cast<std::size_t>(rank / 2);
  return lanes[static_cast<std::size_t>(rank % 2)].of[i / 2][i % 2];
}

inline void set_lane(auto& lanes, Size rank, double x) {
  const auto i = static_cast<std::size_t>(rank / 2);
  lanes[static_cast<std::size_t>(rank % 2)].of[i / 2][i % 2] = x;
}

template <std::size_t pairs>
void set_rank(DualRanks<pairs>& n, const PipelineProblem& p, Size r, double held) {
  const ChunkTime& a = p.chunks[static_cast<std::size_t>(r)];
  const ChunkTime& b = p.chunks[static_cast<std::size_t>(p.stages - 1 - r)];
  const bool deepest = r + 1 == n.count;
  const double held_up = (r > 0 ? held : 0) + (deepest ? n.wait : 0);
  auto& of = n.passes[static_cast<std::size_t>(r % 2)];
  const auto i = static_cast<std::size_t>(r / 2);
  const auto set = [&](Lanes<pairs>& lanes, double x) { lanes.of[i / 2][i % 2] = x; };
  set(of.forward_down, a.forward + held);
  set(of.forward_up, b.forward + held_up);
  set(of.pair_down, a.forward + b.backward() + held);
  set(of.pair_up, b.forward + a.backward() + held_up);
  set(of.backward_down, b.backward() + held);
  set(of.backward_up, a.backward() + held_up);
  set(of.input_down, b.backward_input + held);
  set(of.input_up, a.backward_input + held_up);
  set(of.weight, deepest ? 0 : b.backward_weight);
  const bool up_first = (r / 2) % 2 == r % 2;
  set(of.put_off, up_first ? b.backward_weight : a.backward_weight);
  set(of.next_put_off, up_first ? a.backward_weight : b.backward_weight);
  set(of.weight_down, a.backward_weight);
  set(of.wait_up, deepest ? never : n.wait);
}

// After how many rounds the longest path may be where it was: it goes to and fro over the ranks
// that are equal, from the deepest on, where it gains by sends beside compute.
inline Size tour(const PipelineProblem& p, double wait) {
  const auto chunk = [&](Size c) { return p.chunks[static_cast<std::size_t>(c)]; };
  const Size q = p.stages / 2;
  Size equal = 1;
  if (wait == 0) return equal;
  for (Size r = q - 1; r-- > 0 && chunk(r) == chunk(q - 1) && chunk(p.stages - 1 - r) == chunk(q);)
    ++equal;
  return equal;
}

template <std::size_t pairs>
DualRanks<pairs> ranks_of(const PipelineProblem& p, double send) {
  DualRanks<pairs> n{};
  const double held = p.overlap_send ? 0 : send;
  n.count = p.stages / 2;
  n.full = p.micro_batches / 2 - p.stages + 1;
  n.wait = send - held;
  n.period = tour(p, n.wait);
  for (std::size_t odd = 0; odd < 2; ++odd) {
    double r = odd == 0 ? 0 : 1;
    for (std::size_t i = 0; i < pairs; ++i, r += 4) n.passes[odd].rank.of[i] = Pair{r, r + 2};
  }
  for (Size r = 0; r < n.count; ++r) set_rank(n, p, r, held);
  return n;
}

}  // namespace tenfold
