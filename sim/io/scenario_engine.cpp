#include "io/scenario_engine.h"

#include <fmt/format.h>

namespace tenfold::io {

EngineOfClaim engine_of_claim(const Library& library, const std::string& job,
                              std::optional<Count> tokens) {
  LoadedRun loaded = load_run(library, job, {});
  if (tokens) loaded.input.tokens = tokens;
  const RunReport r = run_report(loaded.input);
  if (r.outcome != RunOutcome::runs || !r.cost) return {{}, loaded.files};
  EngineRun run{.job = job,
                .model = loaded.input.model.name,
                .on = fmt::format("{} {}", grouped(Count{accelerators(r.plan)}),
                                  loaded.input.cluster.accelerator.name),
                .tokens = r.cost->tokens,
                .accelerator_time = r.cost->accelerator_time,
                .dollars = r.cost->dollars};
  return {std::move(run), loaded.files};
}

}  // namespace tenfold::io
