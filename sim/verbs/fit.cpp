#include "verbs/fit.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/parallel.h"
#include "fit/ladder_fit.h"

namespace tenfold::verbs {
namespace {

void load(const std::string& path, const io::LadderSelection& selection, LoadedLadders& all) {
  const io::LadderTable table = io::load_ladders(path, selection);
  for (Ladder ladder : table.ladders) {
    if (ladder.recipe.empty() && selection.columns.recipe.empty()) ladder.recipe = path;
    all.ladders.push_back(ladder);
  }
  for (const std::string& note : table.notes)
    all.notes.push_back(fmt::format("{}: {}", path, note));
  all.files.push_back(table.file);
}

}  // namespace

void check_sizes(const std::vector<Ladder>& ladders, const std::string& path) {
  constexpr std::size_t fewest = 8;
  for (const Ladder& ladder : ladders) {
    const std::size_t distinct = distinct_runs(ladder);
    if (distinct < fewest)
      throw InputError(fmt::format(
          "{}: has {} runs{}{}: a law of six parameters needs at least {} of different size or "
          "tokens",
          path, ladder.size(), ladder.recipe.empty() ? "" : " of " + ladder.recipe,
          distinct < ladder.size() ? fmt::format(", {} of them different", distinct) : "", fewest));
  }
}

LoadedLadders load_ladders(const std::vector<std::string>& tables,
                           const io::LadderSelection& selection) {
  LoadedLadders all;
  for (const std::string& table : tables) load(table, selection, all);
  if (all.ladders.size() == 1) all.ladders.front().recipe.clear();
  check_sizes(all.ladders, all.files.front().path);
  return all;
}

FitReport fitted(const LoadedLadders& all, const FitQuestion& q) {
  FitReportOptions how;
  how.gain.fit = {{q.delta, false}, q.starts, thread_count(q.threads)};
  how.gain.bootstrap = {q.by_budget ? Resampling::budgets : Resampling::runs,
                        q.replicates,
                        q.seed,
                        thread_count(q.threads),
                        q.progress,
                        q.seed_noise};
  how.at = q.at;
  how.tied = q.tied;
  FitReport report = fit_report(all.ladders, how);
  report.notes = all.notes;
  return report;
}

}  // namespace tenfold::verbs
