// How long the table of well-known runs takes to score, on one thread.
#include <benchmark/benchmark.h>

#include "io/measured.h"
#include "scenario/score.h"

namespace {

using namespace tenfold;

void well_known_runs(benchmark::State& state) {
  const io::Library library = io::find_library("");
  const io::LoadedRuns table = io::load_runs(library, library.home + "/docs/well_known_runs.csv");
  const Catalogue catalogue = io::load_catalogue(library, table.runs);
  for (auto _ : state) benchmark::DoNotOptimize(score(table.runs, catalogue, 1));
  state.counters["rows"] = static_cast<double>(table.runs.size());
}
BENCHMARK(well_known_runs)->Unit(benchmark::kMillisecond);

}  // namespace
