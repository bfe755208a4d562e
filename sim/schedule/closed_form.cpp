// Makespans as longest paths through a schedule's operations. p ranks, m micro-batches; f, b, w
// seconds of forward, backward (of inputs, where it is split) and weight gradients.
// docs/methods.md, section "Pipeline schedules", tells where they come from and how they are
// checked.
#include <algorithm>
#include <array>

#include "schedule/makespan.h"

namespace tenfold {
namespace {

// Two flow shops of m equal jobs, one down and one up: each takes the way of one job and m - 1
// times its slowest stage. Holds for any stages.
double gpipe(const PipelineProblem& p, double send) {
  const double held = p.overlap_send ? 0 : send;
  const std::size_t last = p.chunks.size() - 1;
  double way = 2 * static_cast<double>(last) * send, slowest_down = 0, slowest_up = 0;
  for (std::size_t c = 0; c <= last; ++c) {
    const double down = p.chunks[c].forward, up = p.chunks[c].backward();
    way += down + up;
    slowest_down = std::max(slowest_down, down + (c < last ? held : 0));
    slowest_up = std::max(slowest_up, up + (c > 0 ? held : 0));
  }
  return way + static_cast<double>(p.micro_batches - 1) * (slowest_down + slowest_up);
}

// A rank of 1F1B whose passes hold it for f and b: sums and maxima over the ranks up to it.
struct Prefix {
  double f, b;                  // of this rank
  double sum_f, sum_b;          // of ranks 0 to this one
  double slowest_f, slowest_b;  // likewise
  double warm_up;               // p - 1 - rank
  double start, finish;         // the longest way in, or out, that turns here or deeper
};
using Prefixes = std::array<Prefix, most_ranks>;

void fill_prefixes(Prefixes& rank, const PipelineProblem& p, double held) {
  const std::size_t last = p.chunks.size() - 1;
  Prefix before{};
  for (std::size_t r = 0; r <= last; ++r) {
    Prefix& now = rank[r];
    now.f = p.chunks[r].forward + (r < last ? held : 0);
    now.b = p.chunks[r].backward() + (r > 0 ? held : 0);
    now.sum_f = before.sum_f + now.f;
    now.sum_b = before.sum_b + now.b;
    now.slowest_f = std::max(before.slowest_f, now.f);
    now.slowest_b = std::max(before.slowest_b, now.b);
    now.warm_up = static_cast<double>(last - r);
    before = now;
  }
  double start = 0, finish = 0;
  for (std::size_t r = last + 1; r-- > 0;) {
    Prefix& now = rank[r];
    start = std::max(start, now.sum_f + now.sum_b + now.warm_up * now.slowest_f);
    finish = std::max(finish, now.sum_f + now.sum_b + now.warm_up * now.slowest_b);
    now.start = start;
    now.finish = finish;
  }
}

// 1F1B where nothing delays a consumer but that its producer is held: any stages. A longest path
// goes in to the first backward of some rank r, by way of a rank q >= r where it turns after q's
// warm-up; stays on r, a forward and a backward in turn; and from r's last forward goes out the
// same way. Ranks with m <= p - r run all their forwards first, as in GPipe.
double one_f_one_b(const PipelineProblem& p, double held) {
  Prefixes rank;  // filled up to the last rank; zeros for the rest would take half of the time
  fill_prefixes(rank, p, held);
  const auto m = static_cast<double>(p.micro_batches);
  const auto first_turn = static_cast<std::size_t>(std::max<Size>(0, p.stages - p.micro_batches));
  double longest = 0;
  for (std::size_t r = 0; r < p.chunks.size(); ++r) {
    const Prefix& at = rank[r];
    const double turns = m - at.warm_up - 2;  // of a forward and a backward, between in and out
    if (turns >= 0) {
      const double in = at.start - (at.sum_b - at.b), out = at.finish - (at.sum_f - at.f);
      longest = std::max(longest, in + turns * (at.f + at.b) + out);
      continue;
    }
    const double all_first = at.sum_f + at.sum_b + (m - 1) * (at.slowest_f + at.slowest_b);
    longest = std::max({longest, all_first, rank[first_turn].start + (m - 1) * at.slowest_b,
                        rank[first_turn].finish + (m - 1) * at.slowest_f});
  }
  return longest;
}

bool equal_chunks(const PipelineProblem& p) {
  return std::all_of(p.chunks.begin(), p.chunks.end(),
                     [&](const ChunkTime& c) { return c == p.chunks.front(); });
}

// Equal stages whose sends are beside compute: each micro-batch after the first adds its work and a
// send there and back, but every p-th waits for neither.
double overlapped_1f1b(const PipelineProblem& p, double send) {
  const ChunkTime& t = p.chunks.front();
  const double work = t.forward + t.backward();
  const Size groups = (p.micro_batches - 1 + p.stages - 1) / p.stages;
  const auto passes = static_cast<double>(p.micro_batches + p.stages - 1);
  return passes * work + 2 * send * (passes - 1 - static_cast<double>(groups));
}

// One rank: all passes, one after the other.
double on_one_rank(const PipelineProblem& p) {
  double micro_batch = 0;
  for (const ChunkTime& c : p.chunks) micro_batch += c.forward + c.backward();
  return static_cast<double>(p.micro_batches) * micro_batch;
}

// Equal chunks, free sends: m v passes of a rank after p - 1 of others.
double equal_interleaved(const PipelineProblem& p) {
  const ChunkTime& t = p.chunks.front();
  const auto passes = static_cast<double>(p.micro_batches * p.virtual_stages + p.stages - 1);
  return passes * (t.forward + t.backward());
}

std::optional<double> closed_interleaved(const PipelineProblem& p, double send) {
  if (p.stages == 1) return on_one_rank(p);
  if (send == 0 && equal_chunks(p)) return equal_interleaved(p);
  return interleaved_by_bottleneck(p, p.overlap_send ? 0 : send, p.overlap_send ? send : 0);
}

// Equal stages, free sends, m >= p. Qi et al. 2023 have w least: a bubble of (p - 1)(f + b - w).
double equal_zero_bubble_h1(const PipelineProblem& p) {
  const ChunkTime& t = p.chunks.front();
  const double f = t.forward, b = t.backward_input, w = t.backward_weight;
  const auto ranks = static_cast<double>(p.stages), m = static_cast<double>(p.micro_batches);
  return m * (f + b + w) + (ranks - 1) * (f + b - std::min({f, b, w}));
}

bool no_more(const ChunkTime& a, const ChunkTime& b) {
  return a.forward <= b.forward && a.backward_input <= b.backward_input &&
         a.backward_weight <= b.backward_weight;
}

// Whether weight gradients hide sends beside compute: no way there and back between ranks takes
// longer than to stay; inner stages do not grow, so that one of them is worth to stay at; and no
// forward is worth a detour, unless it is the last rank's, who is the one to stay at.
bool hides_sends(const PipelineProblem& p, double send) {
  double least_weight = p.chunks[0].backward_weight, most_forward = 0;
  double least_pass = p.chunks[0].forward + p.chunks[0].backward_input;
  bool last_is_longest = true;
  for (std::size_t r = 0; r < p.chunks.size(); ++r) {
    const ChunkTime& c = p.chunks[r];
    least_weight = std::min(least_weight, c.backward_weight);
    least_pass = std::min(least_pass, c.forward + c.backward_input);
    most_forward = std::max(most_forward, c.forward);
    last_is_longest = last_is_longest && no_more(c, p.chunks.back());
    const bool inner = r > 1 && r + 1 < p.chunks.size();
    if (inner && !no_more(c, p.chunks[r - 1])) return false;
  }
  return 2 * send <= least_weight && (last_is_longest || most_forward <= least_pass);
}

std::optional<double> closed_zero_bubble_h1(const PipelineProblem& p, double send) {
  if (p.stages == 1) return on_one_rank(p);
  if (send == 0 && p.micro_batches >= p.stages && equal_chunks(p)) return equal_zero_bubble_h1(p);
  if (p.micro_batches <= p.stages || p.chunks.size() > most_ranks) return {};
  if (send == 0 || !p.overlap_send) return zero_bubble_h1(p, send, 0);
  if (!hides_sends(p, send)) return {};
  return zero_bubble_h1(p, 0, send);
}

}  // namespace

std::optional<double> closed_form(const PipelineProblem& p, double send) {
  if (p.schedule == PipelineSchedule::gpipe) return gpipe(p, send);
  const bool free_sends = send == 0 || p.stages == 1;
  switch (p.schedule) {
    case PipelineSchedule::one_f_one_b:
      if ((free_sends || !p.overlap_send) && p.chunks.size() <= most_ranks)
        return one_f_one_b(p, free_sends ? 0 : send);
      if (equal_chunks(p)) return overlapped_1f1b(p, send);
      break;
    case PipelineSchedule::interleaved:
      return closed_interleaved(p, send);
    case PipelineSchedule::zero_bubble_h1:
      return closed_zero_bubble_h1(p, send);
    default:
      break;
  }
  return {};
}

double makespan(const PipelineProblem& p, double send) {
  if (const auto seconds = closed_form(p, send)) return *seconds;
  if (const auto seconds = folded(p, send)) return *seconds;
  return recurrence(p, send);
}

}  // namespace tenfold
