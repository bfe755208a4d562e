// How long a pipeline's makespan takes to find, by schedule: 64 micro-batches over 16 stages.
#include <benchmark/benchmark.h>

#include <string>

#include "schedule/makespan.h"
#include "schedule/timeline.h"

namespace {

using namespace tenfold;

constexpr Size stages = 16;

PipelineProblem without_chunks(PipelineSchedule schedule) {
  const bool two = there_and_back(schedule) || schedule == PipelineSchedule::interleaved;
  return {.schedule = schedule,
          .stages = stages,
          .virtual_stages = two ? 2 : 1,
          .micro_batches = 64,
          .chunks = {}};
}

// Stages of 3 layers, `longer` of them after the first of 4; an embedding of a tenth of a layer and
// a head of 1.4 layers.
PipelineProblem problem_of(PipelineSchedule schedule, Size longer) {
  PipelineProblem p = without_chunks(schedule);
  const ChunkTime layer{1, 1.1, 0.9};
  const Size chunks = p.stages * p.virtual_stages;
  const Size end = schedule == PipelineSchedule::dualpipe ? stages : chunks;
  for (Size c = 0; c < chunks; ++c) {
    const Size stage = c % end;
    double layers = stage > 0 && stage <= longer ? 4 : 3;
    if (stage == 0) layers += 0.1;
    if (stage + 1 == end) layers += 1.4;
    p.chunks.push_back(
        {layers * layer.forward, layers * layer.backward_input, layers * layer.backward_weight});
  }
  return p;
}

constexpr double send = 0.2;  // seconds, of a layer's 1 s

void of_schedule(benchmark::State& state, Size longer, bool sends, bool overlap) {
  PipelineProblem p = problem_of(static_cast<PipelineSchedule>(state.range(0)), longer);
  p.overlap_send = overlap;
  state.SetLabel(std::string(name(p.schedule)));
  for (auto _ : state) benchmark::DoNotOptimize(makespan(p, sends ? send : 0));
}

void every_schedule(benchmark::internal::Benchmark* b) {
  b->DenseRange(0, enum_names<PipelineSchedule>.size() - 1)->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(of_schedule, even_layers_free_sends, 0, false, false)->Apply(every_schedule);
BENCHMARK_CAPTURE(of_schedule, even_layers_exposed_sends, 0, true, false)->Apply(every_schedule);
BENCHMARK_CAPTURE(of_schedule, even_layers_sends_beside, 0, true, true)->Apply(every_schedule);
BENCHMARK_CAPTURE(of_schedule, longer_stages_free_sends, 10, false, false)->Apply(every_schedule);
BENCHMARK_CAPTURE(of_schedule, longer_stages_exposed_sends, 10, true, false)->Apply(every_schedule);
BENCHMARK_CAPTURE(of_schedule, longer_stages_sends_beside, 10, true, true)->Apply(every_schedule);

void recurrence_of(benchmark::State& state) {
  PipelineProblem p = problem_of(static_cast<PipelineSchedule>(state.range(0)), 10);
  p.overlap_send = true;
  state.SetLabel(std::string(name(p.schedule)));
  for (auto _ : state) benchmark::DoNotOptimize(recurrence(p, send));
}
BENCHMARK(recurrence_of)->Apply(every_schedule);

void held(benchmark::State& state) {
  const PipelineProblem p = without_chunks(static_cast<PipelineSchedule>(state.range(0)));
  state.SetLabel(std::string(name(p.schedule)));
  for (auto _ : state)
    for (Size c = 0; c < p.stages * p.virtual_stages; ++c)
      benchmark::DoNotOptimize(in_flight(p, c));
}
BENCHMARK(held)->Apply(every_schedule);

void played_out(benchmark::State& state) {
  PipelineProblem p = problem_of(PipelineSchedule::one_f_one_b, 10);
  p.send = send;
  p.overlap_send = true;
  for (auto _ : state) benchmark::DoNotOptimize(play(p));
}
BENCHMARK(played_out)->Unit(benchmark::kMicrosecond);

}  // namespace
