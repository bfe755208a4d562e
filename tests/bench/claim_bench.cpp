// Draws a second of the headline claim's readings, and how long attribution and variance shares of
// factors that act on each other take; on one thread and two.
#include <benchmark/benchmark.h>

#include "claim/attribution.h"
#include "claim/readings.h"
#include "claim/sensitivity.h"
#include "io/scenario.h"

namespace {

using namespace tenfold;

Claim headline(const char* priors) {
  const io::Library library = io::find_library("");
  return io::with_priors(library, io::load_scenario(library, "muse_spark_vs_maverick"), priors)
      .scenario.claim;
}

// Every reading under every set of priors, with all that check prints of them.
void readings(benchmark::State& state) {
  const Claim claim = headline("reference");
  const Sampling sampling{.draws = std::int64_t{1} << 20,
                          .threads = static_cast<int>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(judge(claim, sampling));
  state.counters["draws/s"] = benchmark::Counter(static_cast<double>(sampling.draws),
                                                 benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(readings)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

// Exact Shapley values of 8 factors in 2^16 draws, and Sobol indices.
void shapley_and_indices(benchmark::State& state) {
  const Claim claim = headline("by-scale");
  const Sampling sampling{.draws = 65536, .threads = static_cast<int>(state.range(0))};
  const Cube cube = sample_cube(dimension_keys(claim), sampling);
  const Posed posed =
      recipe(claim, *find_reading(claim, Estimand::recipe_as_built), priors_in_use(claim));
  for (auto _ : state) {
    benchmark::DoNotOptimize(origins_of(posed.product, cube));
    benchmark::DoNotOptimize(sensitivity(posed.product, 10, cube));
  }
}
BENCHMARK(shapley_and_indices)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
