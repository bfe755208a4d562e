// What a plan of DeepSeek-V3, 61 layers with experts after 3 dense ones, takes to cost.
#include <benchmark/benchmark.h>

#include "io/library.h"
#include "schedule/compiled.h"
#include "schedule/footprint.h"
#include "schedule/step_cost.h"

namespace {

using namespace tenfold;

constexpr Size sequence_length = 4096;

struct Job {
  Architecture model;
  Cluster cluster;
  Framework framework;
  ParallelPlan plan;
};

// DeepSeek-V3's own plan but for its schedule, which each benchmark names.
Job deepseek_v3() {
  const io::Library library = io::find_library("");
  Job job{*io::load_model(library, "deepseek-v3").model.architecture,
          io::load_cluster(library, "deepseek-h800-2048"),
          io::load_framework(library, "hai-llm-2024"),
          {}};
  ParallelPlan& p = job.plan;
  p.pipeline = 16;
  p.expert = 64;
  p.data = 128;
  p.global_batch = 15360;
  p.zero = 1;
  p.recompute = Recompute::selective;
  p.attention = AttentionKernel::flash_3;
  p.format = NumberFormat::fp8_block;
  return job;
}

Job with_schedule(PipelineSchedule schedule, bool overlap) {
  Job job = deepseek_v3();
  job.plan.schedule = schedule;
  job.plan.overlap_pipeline = overlap;
  if (schedule == PipelineSchedule::interleaved || schedule == PipelineSchedule::dualpipe)
    job.plan.virtual_stages = 2;
  if (schedule == PipelineSchedule::interleaved) job.plan.global_batch = 128 * 128;
  return job;
}

// Lowering, partition, kernels, their prices, the schedule.
void cold_plan(benchmark::State& state, PipelineSchedule schedule) {
  const Job job = with_schedule(schedule, true);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        step_cost(job.model, job.plan, sequence_length, job.cluster, job.framework));
}
BENCHMARK_CAPTURE(cold_plan, 1f1b, PipelineSchedule::one_f_one_b)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(cold_plan, dualpipe, PipelineSchedule::dualpipe)->Unit(benchmark::kMillisecond);

void cold_layers(benchmark::State& state) {
  const Job job = deepseek_v3();
  for (auto _ : state)
    benchmark::DoNotOptimize(
        block_cost(job.model, job.plan, sequence_length, job.cluster, job.framework));
}
BENCHMARK(cold_layers)->Unit(benchmark::kMillisecond);

void step_of_known_layers(benchmark::State& state) {
  const Job job = deepseek_v3();
  const BlockCost block =
      block_cost(job.model, job.plan, sequence_length, job.cluster, job.framework);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        step_cost(job.plan, block, job.model, sequence_length, job.cluster, job.framework));
}
BENCHMARK(step_of_known_layers)->Unit(benchmark::kMicrosecond);

CompiledShard compiled(const Job& job) {
  const DataDegree degrees[] = {{job.plan.data, 0}};
  return compile(block_cost(job.model, job.plan, sequence_length, job.cluster, job.framework),
                 job.plan, degrees, job.cluster, job.framework);
}

void compile_shard(benchmark::State& state) {
  const Job job = deepseek_v3();
  const BlockCost block =
      block_cost(job.model, job.plan, sequence_length, job.cluster, job.framework);
  const DataDegree degrees[] = {{64, 0}, {128, 0}, {256, 0}, {512, 0}};
  for (auto _ : state)
    benchmark::DoNotOptimize(compile(block, job.plan, degrees, job.cluster, job.framework));
}
BENCHMARK(compile_shard)->Unit(benchmark::kMicrosecond);

void warm(benchmark::State& state, const Job& job) {
  const CompiledShard shard = compiled(job);
  PipelineProblem scratch;
  for (auto _ : state) benchmark::DoNotOptimize(plan_seconds(shard, job.plan, scratch));
}

// Sends are waited for: a closed form. Stages of 3 and 4 layers, the ends with embedding and head.
void warm_plan(benchmark::State& state, Size stages) {
  Job job = with_schedule(PipelineSchedule::one_f_one_b, false);
  job.plan.pipeline = stages;
  warm(state, job);
}
BENCHMARK_CAPTURE(warm_plan, 1_stage, 1);
BENCHMARK_CAPTURE(warm_plan, 4_stages, 4);
BENCHMARK_CAPTURE(warm_plan, 8_stages, 8);
BENCHMARK_CAPTURE(warm_plan, 16_stages, 16);
BENCHMARK_CAPTURE(warm_plan, 32_stages, 32);

void warm_plan_zero_3(benchmark::State& state) {
  Job job = with_schedule(PipelineSchedule::one_f_one_b, false);
  job.plan.pipeline = 1;
  job.plan.zero = 3;
  warm(state, job);
}
BENCHMARK(warm_plan_zero_3);

// Sends beside compute, or chunks that a rank has several of: closed forms or rounds.
void warm_plan_recurrence(benchmark::State& state, PipelineSchedule schedule) {
  warm(state, with_schedule(schedule, true));
}
BENCHMARK_CAPTURE(warm_plan_recurrence, 1f1b, PipelineSchedule::one_f_one_b);
BENCHMARK_CAPTURE(warm_plan_recurrence, interleaved, PipelineSchedule::interleaved);
BENCHMARK_CAPTURE(warm_plan_recurrence, zero_bubble_h1, PipelineSchedule::zero_bubble_h1);
BENCHMARK_CAPTURE(warm_plan_recurrence, dualpipe, PipelineSchedule::dualpipe)
    ->Unit(benchmark::kMicrosecond);

void memory(benchmark::State& state) {
  const Job job = deepseek_v3();
  for (auto _ : state)
    benchmark::DoNotOptimize(footprint(job.model, job.plan, sequence_length, job.framework));
}
BENCHMARK(memory)->Unit(benchmark::kMillisecond);

}  // namespace
