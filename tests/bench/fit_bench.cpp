// How long resampled fits of a ladder of 240 runs take: each in two forms, from the optimum of all
// the runs and three starts more.
#include <benchmark/benchmark.h>

#include <cmath>

#include "base/sobol.h"
#include "fit/ladder_bootstrap.h"

namespace {

using namespace tenfold;

// Nine budgets as Hoffmann et al. 2022 have them, by the law that Besiroglu et al. 2024 fitted,
// with the scatter of those runs, 0.6 %.
Ladder ladder() {
  const LadderLaw law{LadderForm::additive, 1.8172, 477.83, 2143.4, 0.3473, 0.3672, 1};
  constexpr std::size_t runs = 240;
  const std::vector<double> u = sobol_points(0, 1, runs, 1);
  Ladder l;
  for (std::size_t i = 0; i < runs; ++i) {
    const double budget = 6e18 * std::pow(3, static_cast<double>(i % 9));
    const double step = static_cast<double>(i / 9) - 13;
    const double n = optimum(law, budget).parameters * std::pow(2, step / 4);
    l.parameters.push_back(n);
    l.tokens.push_back(budget / (6 * n));
    l.flops.push_back(budget);
    l.budget.push_back(budget);
    l.loss.push_back(loss(law, n, budget / (6 * n)) * std::exp(0.006 * standard_normal(u[i])));
  }
  return l;
}

void resampled_fits(benchmark::State& state) {
  const std::vector<Ladder> ladders{ladder()};
  std::vector<std::vector<LadderFit>> fits(1);
  for (const LadderForm form : {LadderForm::additive, LadderForm::coupled})
    fits[0].push_back(fitted_law(ladders[0], form, {}));
  BootstrapOptions o;
  o.replicates = static_cast<int>(state.range(0));
  o.threads = static_cast<int>(state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(bootstrap(ladders, fits, {}, o));
  state.counters["fits"] =
      benchmark::Counter(2.0 * o.replicates, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(resampled_fits)
    ->ArgNames({"resamples", "threads"})
    ->Args({4000, 1})
    ->Args({4000, 2})
    ->Unit(benchmark::kSecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Iterations(1);

void all_starts(benchmark::State& state) {
  const Ladder l = ladder();
  for (auto _ : state) benchmark::DoNotOptimize(fitted_law(l, LadderForm::coupled, {}));
}
BENCHMARK(all_starts)->Unit(benchmark::kMillisecond);

}  // namespace
