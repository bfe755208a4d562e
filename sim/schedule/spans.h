// Virtual stages as stretches of layers, and which of them consist of the same: what
// lane_seconds.cpp walks over. Private to schedule/.
#pragma once

#include <algorithm>

#include "schedule/compiled.h"
#include "schedule/stage_layout.h"

namespace tenfold {

// A virtual stage as it is met: layers first to first + count - 1, of which `again` are recomputed.
struct StageSpan {
  Size chunk = 0, first = 0, count = 0, again = 0;
  bool has_embedding = false, has_head = false;
};

inline Size recomputed(const ParallelPlan& p, Size count) {
  const bool some = p.recompute == Recompute::full && p.recompute_layers > 0;
  return some ? std::min(p.recompute_layers, count) : count;
}

inline StageSpan span_of(const ParallelPlan& p, const StageLayout& layout, Size chunk, Size stage) {
  const Size count = layout[stage];
  return {.chunk = chunk,
          .first = layout.before(stage),
          .count = count,
          .again = recomputed(p, count),
          .has_embedding = stage == 0,
          .has_head = stage + 1 == layout.stages};
}

// Of a pipeline of `chunks` virtual stages; DualPipe's second copy of the model starts anew.
template <class Visit>
void for_each_chunk(const ParallelPlan& p, Size layers, Size chunks, Visit visit) {
  const StageLayout layout = layout_of(p, layers);
  for (Size c = 0; c < chunks; ++c) visit(span_of(p, layout, c, c % layout.stages));
}

// Calls visit(part, times, times again) for what a virtual stage consists of.
template <class Visit>
void for_each_part(const CompiledShard& s, const StageSpan& span, Visit visit) {
  if (span.has_embedding) visit(s.embedding, 1.0, 0.0);
  const std::size_t kinds = s.kinds.size();
  const auto row = [&](Size layer) { return &s.before[static_cast<std::size_t>(layer) * kinds]; };
  const Size *first = row(span.first), *end = row(span.first + span.count),
             *again = row(span.first + span.again);
  for (std::size_t k = 0; k < kinds; ++k)
    if (end[k] > first[k])
      visit(s.kinds[k], static_cast<double>(end[k] - first[k]),
            static_cast<double>(again[k] - first[k]));
  if (span.has_head) visit(s.head, 1.0, 0.0);
}

// Whether two virtual stages have as many layers of each kind.
inline bool same_layers(const CompiledShard& s, const StageSpan& a, const StageSpan& b) {
  const std::size_t kinds = s.kinds.size();
  const auto of_kind = [&](const StageSpan& span, Size layers, std::size_t k) {
    const auto row = [&](Size layer) { return static_cast<std::size_t>(layer) * kinds + k; };
    return s.before[row(span.first + layers)] - s.before[row(span.first)];
  };
  for (std::size_t k = 0; k < kinds; ++k)
    if (of_kind(a, a.count, k) != of_kind(b, b.count, k) ||
        of_kind(a, a.again, k) != of_kind(b, b.again, k))
      return false;
  return true;
}

// Whether they consist of the same.
inline bool alike(const CompiledShard& s, const StageSpan& a, const StageSpan& b) {
  return a.count == b.count && a.again == b.again && a.has_embedding == b.has_embedding &&
         a.has_head == b.has_head && (s.kinds.size() == 1 || same_layers(s, a, b));
}

// How many stages from this one on consist of the same, told by their numbers of layers alone.
inline Size alike_from(const CompiledShard& s, const StageLayout& layout, Size stage) {
  const Size last = layout.stages - 1;
  if (s.kinds.size() > 1 || !layout.uneven.empty() || stage == 0 || stage == last) return 1;
  const Size end_of_longer = layout.first_longer + layout.longer;
  for (const Size end : {layout.first_longer, end_of_longer})
    if (stage < end) return std::min(end, last) - stage;
  return last - stage;
}

// Calls visit(span) for each virtual stage of a rank.
template <class Visit>
void for_each_chunk_of(Size rank, const ParallelPlan& p, Size layers,
                       const PipelineProblem& problem, const Visit& visit) {
  const StageLayout layout = layout_of(p, layers);
  const Size chunks = std::ssize(problem.chunks);
  const bool back = there_and_back(problem.schedule);
  const Size next = back ? chunks - 1 - 2 * rank : problem.stages;  // 1 at least
  const Size end = back ? chunks - rank : chunks;
  for (Size c = rank; c < end; c += next) {
    visit(span_of(p, layout, c, c % layout.stages));
  }
}

// Calls visit(span, times) for the virtual stages of a rank, once for those in a row that are
// alike.
template <class Visit>
void for_each_alike_of(Size rank, const CompiledShard& s, const ParallelPlan& p,
                       const PipelineProblem& problem, const Visit& visit) {
  StageSpan ones;
  double times = 0;
  for_each_chunk_of(rank, p, s.layers, problem, [&](const StageSpan& span) {
    if (times > 0 && alike(s, ones, span)) {
      times += 1;
      return;
    }
    if (times > 0) visit(ones, times);
    ones = span;
    times = 1;
  });
  visit(ones, times);
}

}  // namespace tenfold
