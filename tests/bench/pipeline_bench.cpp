// How long a pipeline's time takes to find, by schedule: 64 micro-batches over 16 stages.
#include <benchmark/benchmark.h>

#include <string>

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

// Arguments: the schedule, and whether sends run beside compute or are free.
void schedule(benchmark::State& state) {
  const auto kind = static_cast<PipelineSchedule>(state.range(0));
  const bool sends = state.range(1) > 0;
  const PipelineProblem p = problem_of(kind, 16, sends ? 0.05 : 0);
  state.SetLabel(std::string(name(kind)) + (sends ? ", sends beside compute" : ", free sends"));
  for (auto _ : state) benchmark::DoNotOptimize(pipeline_time(p));
}
BENCHMARK(schedule)
    ->ArgsProduct({benchmark::CreateDenseRange(0, enum_names<PipelineSchedule>.size() - 1, 1),
                   {0, 1}})
    ->Unit(benchmark::kMicrosecond);

void played_out(benchmark::State& state) {
  const PipelineProblem p = problem_of(PipelineSchedule::one_f_one_b, 16, 0.05);
  for (auto _ : state) benchmark::DoNotOptimize(play(p));
}
BENCHMARK(played_out)->Unit(benchmark::kMicrosecond);

}  // namespace
