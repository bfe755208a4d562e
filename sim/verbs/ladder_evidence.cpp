#include "verbs/ladder_evidence.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "base/parallel.h"
#include "fit/ladder_fit.h"
#include "fit/ladder_gain.h"
#include "io/ladder_table.h"

namespace tenfold::verbs {
namespace {

constexpr int resamples = 300;  // a standard error of the interval's ends of about a tenth

std::string found_from(const std::string& scenario, const std::string& table) {
  const auto beside = std::filesystem::path(scenario).parent_path() / table;
  return std::filesystem::exists(beside) ? beside.string() : table;
}

Ladder only_ladder(const std::string& path, const LadderEvidence& e,
                   const std::vector<std::string>& where, std::vector<io::InputFile>& files) {
  const io::LadderSelection selection{
      {e.parameters, e.tokens, e.flops, e.loss, e.budget, {}},
      io::matches_of(fmt::format("where of the ladder '{}'", e.label), where),
      {},
      0};
  io::LadderTable table = io::load_ladders(path, selection);
  files.push_back(table.file);
  constexpr std::size_t fewest = 8;
  const std::size_t runs = distinct_runs(table.ladders.front());
  if (runs < fewest)
    throw InputError(
        fmt::format("{}: the ladder '{}' has {} distinct runs there: a law of six "
                    "parameters needs at least {}",
                    path, e.label, runs, fewest));
  return std::move(table.ladders.front());
}

}  // namespace

io::LoadedScenario with_fitted_ladders(io::LoadedScenario loaded) {
  Claim& claim = loaded.scenario.claim;
  for (LadderEvidence& e : claim.evidence.ladders) {
    if (e.gain) continue;
    const auto table = [&](const std::string& name, const std::vector<std::string>& where) {
      return only_ladder(found_from(loaded.scenario.path, name), e, where, loaded.files);
    };
    const Ladder baseline = table(e.baseline, e.where_baseline);
    const Ladder challenger = table(e.challenger, e.where_challenger);
    GainOptions how;
    how.bootstrap.replicates = resamples;
    how.bootstrap.threads = thread_count(loaded.scenario.sampling.threads);
    const double at = e.at ? e.at->base() : own_pretraining(claim.baseline).value_or(0);
    e.gain = ladder_gain(recipe_gain(baseline, challenger, at, how));
  }
  return loaded;
}

}  // namespace tenfold::verbs
