// The makespan of interleaved 1F1B where its last rank is the bottleneck, the rank before it, or
// the first rank and the last by turns. docs/methods.md, section "Pipeline schedules", tells the
// paths, and why none is longer under the conditions tested here.
//
// p ranks, v chunks a rank, m micro-batches. A pass has the send in it that blocks its rank; s is
// a send that runs beside compute.
#include <algorithm>

#include "base/numbers.h"
#include "schedule/makespan.h"

namespace tenfold {
namespace {

// Seconds of one direction's passes: of the first chunk, of `longs` chunks after it, of those
// after these, of the last.
struct Passes {
  double first, long_one, short_one, last;
  double most() const { return std::max(first, long_one); }  // of all but the last chunk
};

struct Shape {
  Size ranks, chunks, longs;
  Size rows() const { return chunks / ranks; }
};

// Chunks after the first that are equal, where those after them, to the last but one, are, too; 0
// where all are.
std::optional<Size> long_chunks(const std::vector<ChunkTime>& c) {
  const std::size_t end = c.size() - 1;
  std::size_t first_short = 1;
  while (first_short < end && c[first_short] == c[1]) ++first_short;
  if (first_short == end) return 0;
  for (std::size_t i = first_short; i < end; ++i)
    if (!(c[i] == c[end - 1])) return {};
  return static_cast<Size>(first_short) - 1;
}

double sum_of_first(const Passes& t, const Shape& n, Size count) {
  const Size longs = std::min(n.longs, count - 1);
  return t.first + real(longs) * t.long_one + real(count - 1 - longs) * t.short_one;
}

// From the first chunk's first pass to the last chunk's: through every chunk with a send to each;
// or p - 1 passes more of the longest instead of the p - 1 chunks before the last, and p sends
// fewer.
double ramp(const Passes& t, const Shape& n, double s) {
  const Size early = n.chunks - n.ranks;
  const double through = sum_of_first(t, n, n.chunks - 1) + real(n.chunks - 1) * s;
  const double waiting = sum_of_first(t, n, early) + real(n.ranks - 1) * t.most();
  return std::max(through, waiting + real(early - 1) * s);
}

// Whether a path that leaves the last rank for a while gains nothing. Each move costs it a pass in
// the other direction, less a send. In a round it can gain what the first chunk has more than a
// short one (`own`); and on rank r, if that has a long chunk where the last rank has a short one,
// r + 1 times what this has more (`more`). Ranks are a ring: rank r is r + 1 moves away on one
// side, p - 1 - r on the other.
bool stays(const Passes& f, const Passes& b, const Shape& n, double s) {
  const double own = std::max(0.0, f.first - f.short_one) + std::max(0.0, b.first - b.short_one);
  const double more = f.long_one - f.short_one + b.long_one - b.short_one;
  const double least = std::min(f.short_one, b.short_one) - s;
  const double both = f.short_one + b.short_one - 2 * s;
  if (least < 0 || own + more > both) return false;
  const Size rank = n.longs % n.ranks, rest = n.ranks - 1 - rank;
  const bool ragged = n.longs > 0 && rest > 0 && n.longs / n.ranks + 1 < n.rows();
  if (!ragged) return own <= real(n.ranks) * least;
  return own + real(rank + 1) * more <= std::min(real(rest) * both, real(n.ranks) * least);
}

// Whether sends beside compute never make it pay to reach the last rank late, or to leave it early.
bool goes_straight(const Passes& f, const Passes& b) {
  const double turn = f.last + b.last;
  return 2 * f.most() - f.short_one <= turn && 2 * b.most() - b.short_one <= turn;
}

struct Directions {
  Passes forward, backward;
};

Directions directions(const std::vector<ChunkTime>& c, double held) {
  const ChunkTime &first = c.front(), &long_one = c[1], &short_one = c[c.size() - 2],
                  &last = c.back();
  return {.forward = {first.forward + held, long_one.forward + held, short_one.forward + held,
                      last.forward},
          .backward = {first.backward(), long_one.backward() + held, short_one.backward() + held,
                       last.backward() + held}};
}

// To the last rank by its last chunk's first forward, all its passes from then on, and from its
// last chunk's last backward to the end.
double by_last_rank(const Passes& f, const Passes& b, const Shape& n, double s,
                    Size micro_batches) {
  const Size long_rows = std::min((n.longs + 1) / n.ranks, n.rows() - 1);  // of the last rank
  const double early = real(long_rows) * (f.long_one + b.long_one) +
                       real(n.rows() - 1 - long_rows) * (f.short_one + b.short_one);
  return ramp(f, n, s) + ramp(b, n, s) + real(micro_batches - n.ranks) * early +
         real(micro_batches) * (f.last + b.last);
}

// All inner chunks equal, no end above them: to the rank before the last by its second step, or by
// way of the last chunk's first pass; there until its last forward; and out in the same ways.
double by_inner_rank(const Passes& f, const Passes& b, const Shape& n, double s,
                     Size micro_batches) {
  const double inner = f.short_one + b.short_one, turn = f.last + b.last + 2 * s;
  const double steps = real(micro_batches * n.rows() - n.chunks + n.ranks - 2);
  const double ramps = f.first + b.first + real(n.chunks - 1) * inner + 2 * real(n.chunks - 2) * s;
  return ramps + steps * inner + std::max(0.0, turn - 2 * f.short_one) +
         std::max(0.0, turn - 2 * b.short_one);
}

bool no_end_above(const Passes& t) { return std::max(t.first, t.last) <= t.short_one; }

// Whether sends beside compute never make it pay to go round the ranks.
bool goes_nowhere(const Passes& f, const Passes& b, double s) {
  const double spare = f.short_one + b.short_one - f.last - b.last;
  return s == 0 || (2 * s <= std::min(f.short_one, b.short_one) && s <= spare);
}

// From the start to the first rank's first backward, by direction `t`: by way of the last rank's
// turn; by two rounds of its own first chunk; or by all the last rank's turns of a round and one
// send, less what stay_at_first_rank() counts already. Backward the same is the way out.
double by_way_to_first_rank(const Passes& t, const Passes& other, const Shape& n, double s) {
  const double ranks = real(n.ranks), to_last = ramp(t, n, s), turn = t.last + other.last;
  const double at_once = to_last + turn + (ranks - 2) * other.short_one + (ranks - 1) * s;
  const double alone = (2 * ranks - 1) * t.first + real(n.chunks - n.ranks) * (t.short_one + s);
  const double after_round =
      to_last + ranks * turn + t.short_one + s - t.first - 2 * other.short_one;
  return std::max({at_once, alone, after_round});
}

// From its first backward to its last forward, with all first chunks' passes but of two rounds.
double stay_at_first_rank(const Passes& f, const Passes& b, const Shape& n, Size micro_batches) {
  const double inner = f.short_one + b.short_one;
  const double steps = real(micro_batches * n.rows() - n.chunks - n.ranks + 1);
  return steps * inner + real(micro_batches - 2 * n.ranks + 1) * (f.first + b.first - inner);
}

// Sends beside compute, all inner chunks equal, no end below them. The first rank runs its ends in
// the same steps of a round as the last rank its own, so that a path is at the busier of the two in
// all rounds but the first and the last, for which it may stay at the last rank.
double by_either_end(const Passes& f, const Passes& b, const Shape& n, double s,
                     Size micro_batches) {
  const double last = by_last_rank(f, b, n, s, micro_batches);
  if (micro_batches < 2 * n.ranks) return last;
  const double first = by_way_to_first_rank(f, b, n, s) +
                       stay_at_first_rank(f, b, n, micro_batches) +
                       by_way_to_first_rank(b, f, n, s);
  return std::max(first, last);
}

// But for rounding.
bool no_end_below(const Passes& t) {
  return std::min(t.first, t.last) >= t.short_one * (1 - 1e-13);
}

// Whether no path leaves the ends for another rank: sends are short, and the way round by the
// other direction is longer. Two ranks are neighbours in both; there the last must be the busier.
bool keeps_to_ends(const Passes& f, const Passes& b, const Shape& n, double s, Size micro_batches) {
  const auto [less, more] = std::minmax(f.short_one, b.short_one);
  if (2 * s > less || more - s > real(n.ranks - 1) * (less - s)) return false;
  return n.ranks > 2 || micro_batches < 2 * n.ranks || f.first + b.first <= f.last + b.last;
}

std::optional<double> by_last_or_inner_rank(const Passes& f, const Passes& b, const Shape& n,
                                            double s, const PipelineProblem& p) {
  if (n.longs == 0 && p.stages > 2 && no_end_above(f) && no_end_above(b)) {
    if (!goes_nowhere(f, b, s)) return {};
    return std::max(by_inner_rank(f, b, n, s, p.micro_batches),
                    by_last_rank(f, b, n, s, p.micro_batches));
  }
  const bool last_is_longest = f.last >= f.most() && b.last >= b.most();
  const bool falling = f.long_one >= f.short_one && b.long_one >= b.short_one;
  if (!last_is_longest || !falling || !stays(f, b, n, s)) return {};
  if (s > 0 && !goes_straight(f, b)) return {};
  return by_last_rank(f, b, n, s, p.micro_batches);
}

// A forward or a backward of a chunk, with the send that blocks its rank.
struct Chunks {
  const std::vector<ChunkTime>& all;
  double held;
  double forward(std::size_t c) const { return all[c].forward + (c + 1 < all.size() ? held : 0); }
  double backward(std::size_t c) const { return all[c].backward() + (c > 0 ? held : 0); }
};

// Whether the last rank runs in every step what takes no less than what any other rank runs, a send
// beside compute is short, and chunks before the last p do not shrink: then a path wins nothing on
// other ranks but on its ramps.
bool last_rank_leads(const Chunks& c, std::size_t ranks, double s) {
  const std::size_t last = c.all.size() - 1, typical = last - ranks;
  const double f = c.forward(typical), b = c.backward(typical);
  if (c.forward(last) < f || c.backward(last) < b) return false;
  if (real(static_cast<Size>(ranks)) * s > std::min(f, b)) return false;
  for (std::size_t i = 0; i < typical; ++i) {
    if (c.forward(i) > c.forward(i + 1) || c.backward(i) > c.backward(i + 1)) return false;
    if (i + 1 >= ranks && !(c.all[i] == c.all[typical])) return false;
  }
  for (std::size_t i = typical + 1; i < last; ++i)
    if (c.forward(i) > f || c.backward(i) > b) return false;
  return true;
}

// As ramp() and by_last_rank(), of such chunks.
std::optional<double> by_leading_last_rank(const PipelineProblem& p, double held, double s) {
  const Chunks c{p.chunks, held};
  const auto ranks = static_cast<std::size_t>(p.stages);
  const std::size_t last = p.chunks.size() - 1, typical = last - ranks;
  if (!last_rank_leads(c, ranks, s)) return {};
  double early_f = 0, early_b = 0, late_f = 0, late_b = 0;  // up to the typical one, and after it
  for (std::size_t i = 0; i < last; ++i) {
    (i <= typical ? early_f : late_f) += c.forward(i);
    (i <= typical ? early_b : late_b) += c.backward(i);
  }
  const double others = real(p.stages - 1), round_send = real(p.stages) * s;
  const double f = c.forward(typical), b = c.backward(typical);
  const double ramps = early_f + std::max(late_f + round_send, others * f) + early_b +
                       std::max(late_b + round_send, others * b) +
                       2 * real(p.stages * (p.virtual_stages - 1) - 1) * s;
  return ramps + real((p.micro_batches - p.stages) * (p.virtual_stages - 1)) * (f + b) +
         real(p.micro_batches) * (c.forward(last) + c.backward(last));
}

std::optional<double> by_inner_or_ends(const PipelineProblem& p, double held, double s) {
  const auto longs = long_chunks(p.chunks);
  if (!longs) return {};
  const Shape n{p.stages, std::ssize(p.chunks), *longs};
  const auto [f, b] = directions(p.chunks, held);
  if (const auto seconds = by_last_or_inner_rank(f, b, n, s, p)) return seconds;
  if (n.longs > 0 || s == 0 || !no_end_below(f) || !no_end_below(b)) return {};
  if (!keeps_to_ends(f, b, n, s, p.micro_batches)) return {};
  return by_either_end(f, b, n, s, p.micro_batches);
}

}  // namespace

std::optional<double> interleaved_by_bottleneck(const PipelineProblem& p, double held, double s) {
  if (p.stages < 2) return {};
  if (const auto seconds = by_inner_or_ends(p, held, s)) return seconds;
  return by_leading_last_rank(p, held, s);
}

}  // namespace tenfold
