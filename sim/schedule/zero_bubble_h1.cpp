// The makespan of zero-bubble H1 as the longest path through its operations. p ranks numbered r,
// m micro-batches; f, b, w seconds of forward, backward of inputs and weight gradients, a send that
// blocks its rank in the pass that makes it; s a send that runs beside compute. docs/methods.md,
// section "Pipeline schedules", tells the path.
#include <algorithm>
#include <array>

#include "schedule/makespan.h"

namespace tenfold {
namespace {

struct Rank {
  double f, b, w;
  double down, up;  // seconds of a way over the ranks before this one: forwards, or backwards
  double warm_up;   // seconds of p - 1 - r further forwards of the slowest rank up to this one
  double in, in_by_deeper, out;
};
using Ranks = std::array<Rank, most_ranks>;

// Lines of value + slope x, each added with a value no lower than those before: of them, those that
// can be highest for some x >= 0. They are the ranks that it may be worth to stay at; where ranks
// are equal, one is left.
struct Stays {
  std::array<double, most_ranks> value, slope;
  std::size_t count = 0;
  void add(double new_value, double new_slope) {
    while (count > 0 && slope[count - 1] <= new_slope) --count;
    value[count] = new_value;
    slope[count++] = new_slope;
  }
  double highest(double x) const {
    double most = value[0] + slope[0] * x;
    for (std::size_t i = 1; i < count; ++i) most = std::max(most, value[i] + slope[i] * x);
    return most;
  }
};

void fill_ranks(Ranks& rank, const PipelineProblem& p, double held, double s) {
  const std::size_t last = p.chunks.size() - 1;
  double down = 0, up = 0, slowest = 0;
  for (std::size_t r = 0; r <= last; ++r) {
    const ChunkTime& t = p.chunks[r];
    Rank& now = rank[r];
    now.f = t.forward + (r < last ? held : 0);
    now.b = t.backward_input + (r > 0 ? held : 0);
    now.w = t.backward_weight;
    now.down = down;
    now.up = up;
    slowest = std::max(slowest, now.f);
    now.warm_up = static_cast<double>(last - r) * slowest;
    down += now.f + s;
    up += now.b + s;
  }
}

// The way out, from a rank's last forward on: down to some rank q, up again, p - 1 - q rounds of b
// and w at a rank on that way, and at its upper end the weight gradients that were put off.
void fill_ways_out(Ranks& rank, std::size_t ranks) {
  Stays stays;
  double put_off = -1e300;
  for (std::size_t q = 0; q < ranks; ++q) {
    Rank& now = rank[q];
    put_off = std::max(put_off, static_cast<double>(q + 1) * now.w - now.up);
    stays.add(put_off, now.b + now.w);
    const double rounds = static_cast<double>(ranks - 1 - q);
    now.out = now.down + now.f + now.up + now.b + stays.highest(rounds);
  }
  for (std::size_t q = ranks - 1; q-- > 0;) rank[q].out = std::max(rank[q].out, rank[q + 1].out);
}

// The way in, to a rank's first weight gradient: down to some rank, up again to rank r, and r
// rounds of f and b, for which any rank on that way will do (`in`), but of which the last may be
// that of a deeper rank, whose weight gradient then is the first (`in_by_deeper`).
void fill_ways_in(Ranks& rank, std::size_t ranks) {
  Stays stays;
  double turned = 0;
  for (std::size_t r = ranks; r-- > 0;) {
    Rank& now = rank[r];
    turned = std::max(turned, now.down + now.f + now.warm_up + now.up + now.b);
    stays.add(turned, now.f + now.b);
    const double passed = now.down + now.up, rounds = static_cast<double>(r);
    now.in = stays.highest(rounds) + now.w - passed;
    now.in_by_deeper = now.warm_up + rounds * (now.f + now.b);  // down all the way
    if (r > 0) now.in_by_deeper = std::max(now.in_by_deeper, stays.highest(rounds - 1) - passed);
  }
}

}  // namespace

double zero_bubble_h1(const PipelineProblem& p, double held, double beside) {
  const std::size_t ranks = p.chunks.size();
  Ranks rank;  // filled up to the last rank
  fill_ranks(rank, p, held, beside);
  fill_ways_in(rank, ranks);
  fill_ways_out(rank, ranks);
  const auto rounds = static_cast<double>(p.micro_batches - p.stages - 1);  // between in and out
  double longest = 0, in = -1e300, by_deeper = -1e300;
  for (std::size_t r = 0; r < ranks; ++r) {
    const Rank& now = rank[r];
    const double all = now.f + now.b + now.w;
    in = std::max({in, now.in, by_deeper + all});
    longest = std::max(longest, in + rounds * all + now.out);
    by_deeper = std::max(by_deeper, now.in_by_deeper);
  }
  return longest;
}

}  // namespace tenfold
