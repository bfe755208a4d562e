// Plans a second of a search, on one thread and on two: Calculon's spaces for GPT-3 175B, and all
// dimensions of ours for Llama 3.1 405B and DeepSeek-V3.
#include <benchmark/benchmark.h>

#include "../published/calculon_space.h"
#include "io/library.h"
#include "search/sweep.h"

namespace {

using namespace tenfold;

struct Job {
  Architecture model;
  Cluster cluster;
  Framework framework;
  Size sequence_length = 0;
  SearchSpace space;
  Task task() const { return {model, sequence_length, cluster, framework}; }
};

Job job(const char* model, const char* cluster, const char* framework, Size length,
        SearchSpace space) {
  const io::Library library = io::find_library("");
  return {*io::load_model(library, model).model.architecture, io::load_cluster(library, cluster),
          io::load_framework(library, framework), length, std::move(space)};
}

// From nothing compiled: space, prices, all plans. `costed_per_second` is the rate.
void sweep_all(benchmark::State& state, const Job& j) {
  SweepResult result;
  for (auto _ : state)
    result = Sweep(j.task(), j.space)({.threads = static_cast<int>(state.range(0))});
  const auto rate = [&](Size plans) {
    return benchmark::Counter(real(plans), benchmark::Counter::kIsIterationInvariantRate);
  };
  state.counters["plans_total"] = real(result.plans_total);
  state.counters["plans_costed"] = real(result.plans_costed);
  state.counters["total_per_second"] = rate(result.plans_total);
  state.counters["costed_per_second"] = rate(result.plans_costed);
}

void gpt3(benchmark::State& state, Size accelerators) {
  sweep_all(state, job("gpt-3-175b", "selene-a100", "megatron-lm-2021", 2048,
                       published::calculon_space(accelerators, accelerators)));
}
void on_one_and_two_threads(benchmark::internal::Benchmark* b) {
  b->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
}
BENCHMARK_CAPTURE(gpt3, 512_a100, 512)->Apply(on_one_and_two_threads);
BENCHMARK_CAPTURE(gpt3, 4096_a100, 4096)->Apply(on_one_and_two_threads);

void all_dimensions(benchmark::State& state, const char* model, const char* cluster,
                    const char* framework, Size length, Size accelerators, Size batch) {
  SearchSpace space;
  space.accelerators = {accelerators};
  space.global_batch = {batch};
  space.zero = {0, 1, 2, 3};  // whatever the framework offers
  for (std::size_t i = 0; i < enum_names<PipelineSchedule>.size(); ++i)
    space.schedule.push_back(static_cast<PipelineSchedule>(i));
  sweep_all(state, job(model, cluster, framework, length, std::move(space)));
}
BENCHMARK_CAPTURE(all_dimensions, llama_405b, "llama-3.1-405b", "meta-16k-h100-roce",
                  "megatron-core-2024", 8192, 16384, 2048)
    ->Apply(on_one_and_two_threads);
BENCHMARK_CAPTURE(all_dimensions, deepseek_v3, "deepseek-v3", "deepseek-h800-2048", "hai-llm-2024",
                  4096, 2048, 15360)
    ->Apply(on_one_and_two_threads);

// What a plan costs once all that it shares is compiled.
void warm_sweep(benchmark::State& state) {
  const Job j = job("gpt-3-175b", "selene-a100", "megatron-lm-2021", 2048,
                    published::calculon_space(512, 512));
  Sweep sweep(j.task(), j.space);
  SweepResult result = sweep({.threads = 1});
  for (auto _ : state) result = sweep({.threads = 1});
  state.counters["costed_per_second"] =
      benchmark::Counter(real(result.plans_costed), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(warm_sweep)->Unit(benchmark::kMillisecond);

// How cost grows: with accelerators (a sequence each), with layers, and with the dimensions that
// are searched, in this order: degrees, micro-batch, recompute and schedule; those of
// tensor-parallel traffic; those of data-parallel traffic; offload; networks.
void accelerators(benchmark::State& state) { gpt3(state, state.range(1)); }
BENCHMARK(accelerators)->ArgsProduct({{1}, {128, 512, 2048, 8192}})->Unit(benchmark::kMillisecond);

void layers(benchmark::State& state) {
  Job j = job("gpt-3-175b", "selene-a100", "megatron-lm-2021", 2048,
              published::calculon_space(512, 512));
  const auto count = static_cast<std::size_t>(state.range(1));
  j.model.layers.resize(count, j.model.layers.front());
  sweep_all(state, j);
}
BENCHMARK(layers)->ArgsProduct({{1}, {24, 48, 96, 192}})->Unit(benchmark::kMillisecond);

void dimensions(benchmark::State& state) {
  SearchSpace s = published::calculon_space(512, 512);
  if (state.range(1) < 1) {
    s.sequence_parallel = {true};
    s.split_sends = {false};
    s.gather_again = {true};
    s.tensor_overlap = {TensorOverlap::none};
  }
  if (state.range(1) < 2) {
    s.zero = {1};
    s.overlap_gradients = {true};
  }
  if (state.range(1) < 3) s.offload = {Offload::none};
  if (state.range(1) < 4) s.tiers = false;
  sweep_all(state, job("gpt-3-175b", "selene-a100", "megatron-lm-2021", 2048, std::move(s)));
}
BENCHMARK(dimensions)->ArgsProduct({{1}, {0, 1, 2, 3, 4}})->Unit(benchmark::kMillisecond);

}  // namespace
