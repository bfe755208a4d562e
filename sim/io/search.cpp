#include "io/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "io/document.h"
#include "io/job_settings.h"
#include "io/read_search.h"
#include "io/settings.h"

namespace tenfold::io {
namespace {

constexpr std::string_view search_prefix = "search.";

bool is_of_search(const std::string& setting) { return setting.rfind(search_prefix, 0) == 0; }

SearchSpace with_setting_of(SearchSpace space, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos)
    throw InputError("--set is '" + setting + "': needs KEY=VALUE, as in search.tensor=4:8");
  const std::size_t from = search_prefix.size();
  return narrowed(std::move(space), setting.substr(from, equals - from),
                  setting.substr(equals + 1));
}

constexpr std::string_view no_ladder = "search.ladder=none";

// What --set, or --plan, takes to get a rung's model.
std::vector<std::string> settings_of(const RungJob& r) {
  std::vector<std::string> all;
  if (!r.model.empty()) all.push_back("model=" + r.model);
  if (r.shape.layers > 0) all.push_back(fmt::format("layers={}", r.shape.layers));
  if (r.shape.hidden > 0) all.push_back(fmt::format("width={}", r.shape.hidden));
  return all;
}

std::string key_of(const std::string& setting) { return setting.substr(0, setting.find('=')); }

void check_not_set(const RunSettings& typed, const std::vector<std::string>& rung) {
  for (const std::string& mine : rung)
    for (const std::string& set : parted(typed).set)
      if (key_of(set) == key_of(mine))
        throw InputError(
            fmt::format("--set {}: the scenario's ladder names it; --set {} searches "
                        "one model",
                        key_of(set), no_ladder));
}

void add_file(std::vector<InputFile>& files, const InputFile& file) {
  const bool known = std::any_of(files.begin(), files.end(),
                                 [&](const InputFile& f) { return f.path == file.path; });
  if (!known) files.push_back(file);
}

// The job with each model of the ladder.
void add_ladder(LoadedSearch& loaded, const Library& library, const ScenarioText& scenario,
                const RunSettings& typed, const std::vector<RungJob>& ladder) {
  for (const RungJob& r : ladder) {
    const std::vector<std::string> rung = settings_of(r);
    check_not_set(typed, rung);
    RunSettings mine = typed;
    mine.set.insert(mine.set.end(), rung.begin(), rung.end());
    LoadedRun run = load_run(library, scenario, mine);
    run.input.title = loaded.input.run.title;
    run.input.rung = fmt::format("{}", fmt::join(rung, ","));
    loaded.input.ladder.push_back(std::move(run.input));
    for (const InputFile& file : run.files) add_file(loaded.files, file);
  }
}

// Clusters that are not the job's own size must be there to be had.
void check_sizes(const SearchInput& in) {
  for (const Size n : in.space.accelerators)
    if (in.run.most_accelerators > 0 && n > in.run.most_accelerators)
      throw InputError("search: 'accelerators' has " + std::to_string(n) + ": " +
                       in.run.cluster.name + " has " + std::to_string(in.run.most_accelerators));
}

// What a space names beyond what the model has, told where it stands in the file.
void check_layers(const LoadedSearch& loaded, const RunInput& run, const std::string& path) {
  const Size layers = std::ssize(run.model.architecture->layers);
  Document document(path, loaded.text);
  const toml::table* table = document.root()["search"].as_table();
  const auto refuse = [&](const std::string& key, const std::string& has) {
    const toml::node* node = table ? table->get(key) : nullptr;
    const std::string what = fmt::format("'{}' has {}: the model has {}", key, has, layers);
    if (!node) throw InputError("search: " + what);
    document.fault(*node, what);
  };
  for (const Size n : loaded.input.space.recompute_layers)
    if (n > layers) refuse("recompute_layers", fmt::format("{} layers", n));
  for (const StageSplit& s : loaded.input.space.stage_layers)
    if (const Size sum = std::accumulate(s.layers.begin(), s.layers.end(), Size{0});
        !s.layers.empty() && sum != layers)
      refuse("stage_layers", fmt::format("{} layers in {} stages", sum, s.layers.size()));
  document.throw_if_faulty();
}

}  // namespace

LoadedSearch load_search(const Library& library, const std::string& what,
                         const RunSettings& settings) {
  return load_search(library, job_scenario(library, what), settings);
}

LoadedSearch load_search(const Library& library, const ScenarioText& scenario,
                         const RunSettings& settings) {
  check_named_once(settings.set);
  RunSettings of_run{.set = {}, .plan = settings.plan};
  for (const std::string& s : settings.set)
    if (!is_of_search(s)) of_run.set.push_back(s);
  LoadedRun run = load_run(library, scenario, of_run);
  LoadedSearch loaded;
  loaded.files = std::move(run.files);
  loaded.input.run = std::move(run.input);
  const std::string& path = scenario.path;
  const Job job = read_job_text(library, path, run.text);
  loaded.text = std::move(run.text);
  const bool alone =
      std::find(settings.set.begin(), settings.set.end(), no_ladder) != settings.set.end();
  if (job.search) {
    loaded.input.space = job.search->space;
    loaded.input.top = static_cast<std::size_t>(job.search->top);
    if (!alone) add_ladder(loaded, library, scenario, of_run, job.search->ladder);
  }
  for (const std::string& s : settings.set)
    if (is_of_search(s) && s != no_ladder)
      loaded.input.space = with_setting_of(std::move(loaded.input.space), s);
  check_sizes(loaded.input);
  if (loaded.input.ladder.empty()) check_layers(loaded, loaded.input.run, path);
  for (const RunInput& rung : loaded.input.ladder) check_layers(loaded, rung, path);
  return loaded;
}

}  // namespace tenfold::io
