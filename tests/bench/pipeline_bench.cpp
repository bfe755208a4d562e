// How long a pipeline's time takes to find, by schedule: 64 micro-batches over 16 stages.
#include <benchmark/benchmark.h>

#include "schedule/pipeline.h"
#include "schedule/timeline.h"

namespace {

using namespace tenfold;

// Inner stages equal, the first and last with an embedding and a head beside their layers.
PipelineProblem problem_of(PipelineSchedule schedule, Size stages, double send) {
  PipelineProblem p{.schedule = schedule, .stages = stages, .micro_batches = 64};
  const bool two = there_and_back(schedule) || schedule == PipelineSchedule::interleaved;
  p.virtual_stages = two ? 2 : 1;
  p.chunks.assign(static_cast<std::size_t>(stages * p.virtual_stages), {1, 1.1, 0.9});
  p.chunks.front().forward = 1.2;
  p.chunks.back() = {1.3, 1.4, 1.2};
  p.send = send;
  p.overlap_send = send > 0;
  return p;
}

void time(benchmark::State& state, PipelineSchedule schedule, double send) {
  const PipelineProblem p = problem_of(schedule, 16, send);
  for (auto _ : state) benchmark::DoNotOptimize(pipeline_time(p));
}

#define SCHEDULE(schedule)                                                                         \
  BENCHMARK_CAPTURE(time, schedule, PipelineSchedule::schedule, 0)->Unit(benchmark::kMicrosecond); \
  BENCHMARK_CAPTURE(time, schedule##_sends_beside, PipelineSchedule::schedule, 0.05)               \
      ->Unit(benchmark::kMicrosecond)
SCHEDULE(gpipe);
SCHEDULE(one_f_one_b);
SCHEDULE(interleaved);
SCHEDULE(zero_bubble_h1);
SCHEDULE(zero_bubble_v);
SCHEDULE(dualpipe);

void played_out(benchmark::State& state) {
  const PipelineProblem p = problem_of(PipelineSchedule::one_f_one_b, 16, 0.05);
  for (auto _ : state) benchmark::DoNotOptimize(play(p));
}
BENCHMARK(played_out)->Unit(benchmark::kMicrosecond);

}  // namespace
