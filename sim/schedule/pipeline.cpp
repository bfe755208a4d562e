#include "schedule/pipeline.h"

#include <fmt/format.h>

#include <stdexcept>

#include "schedule/makespan.h"

namespace tenfold {
namespace {

[[noreturn]] void refuse(const PipelineProblem& p, std::string_view why) {
  throw std::invalid_argument(fmt::format("{}: {}", name(p.schedule), why));
}

void check_virtual_stages(const PipelineProblem& p) {
  if (there_and_back(p.schedule)) {
    if (p.virtual_stages != 2)
      refuse(p, fmt::format("needs 2 virtual stages a rank, not {}", p.virtual_stages));
  } else if (p.schedule == PipelineSchedule::interleaved) {
    if (p.virtual_stages < 2) refuse(p, "needs 2 or more virtual stages a rank; with 1 it is 1f1b");
  } else if (p.virtual_stages != 1) {
    refuse(p, fmt::format("has 1 virtual stage a rank, not {}", p.virtual_stages));
  }
}

void check_micro_batches(const PipelineProblem& p) {
  const Size m = p.micro_batches;
  if (p.schedule == PipelineSchedule::interleaved && m % p.stages != 0)
    refuse(p,
           fmt::format("needs a multiple of its {} stages as micro-batches, not {}", p.stages, m));
  if (p.schedule != PipelineSchedule::dualpipe) return;
  if (p.stages % 2 != 0) refuse(p, fmt::format("needs an even number of stages, not {}", p.stages));
  if (m % 2 != 0 || m < 2 * p.stages)
    refuse(p, fmt::format("needs an even number of micro-batches, at least {}, not {}",
                          2 * p.stages, m));
}

bool is_time(double t) { return t >= 0 && t <= 1e100; }  // false of a NaN

void check_times(const PipelineProblem& p) {
  if (std::ssize(p.chunks) != p.stages * p.virtual_stages)
    refuse(p, fmt::format("{} stages of {} virtual stages need as many times, not {}", p.stages,
                          p.virtual_stages, p.chunks.size()));
  bool good = is_time(p.send);
  for (const ChunkTime& c : p.chunks)
    good = good && is_time(c.forward) && is_time(c.backward_input) && is_time(c.backward_weight);
  if (!good) refuse(p, "a time is negative or no number");
}

}  // namespace

Size rank_of(const PipelineProblem& p, Size chunk) {
  if (there_and_back(p.schedule))
    return chunk < p.stages ? chunk : p.stages * p.virtual_stages - 1 - chunk;
  return chunk % p.stages;
}

bool feeds_next(const PipelineProblem& p, Size chunk) {
  const bool copy_ends = p.schedule == PipelineSchedule::dualpipe && chunk + 1 == p.stages;
  return chunk + 1 < p.stages * p.virtual_stages && !copy_ends;
}

bool sends_next(const PipelineProblem& p, Size chunk) {
  return feeds_next(p, chunk) && rank_of(p, chunk) != rank_of(p, chunk + 1);
}

void check(const PipelineProblem& p) {
  if (p.stages < 1 || p.virtual_stages < 1 || p.micro_batches < 1)
    refuse(p, "stages, virtual stages and micro-batches are 1 or more");
  check_virtual_stages(p);
  check_micro_batches(p);
  check_times(p);
}

PipelineTime pipeline_time(const PipelineProblem& p) {
  check(p);
  const auto ranks = static_cast<std::size_t>(p.stages);
  PipelineTime time;
  time.makespan = makespan(p, p.send);
  time.busy.assign(ranks, 0);
  // Each copy of a model sees half of the micro-batches.
  const double passes =
      static_cast<double>(p.micro_batches) / (p.schedule == PipelineSchedule::dualpipe ? 2 : 1);
  for (Size c = 0; c < std::ssize(p.chunks); ++c) {
    const ChunkTime& t = p.chunks[static_cast<std::size_t>(c)];
    time.busy[static_cast<std::size_t>(rank_of(p, c))] += passes * (t.forward + t.backward());
  }
  time.exposed_send.assign(ranks, p.send > 0 ? time.makespan - makespan(p, 0) : 0);
  return time;
}

}  // namespace tenfold
