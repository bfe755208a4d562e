#include "io/search.h"

#include <fmt/format.h>

#include <numeric>

#include "base/error.h"
#include "io/document.h"
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

// Clusters that are not the job's own size must be there to be had.
void check_sizes(const SearchInput& in) {
  for (const Size n : in.space.accelerators)
    if (in.run.most_accelerators > 0 && n > in.run.most_accelerators)
      throw InputError("search: 'accelerators' has " + std::to_string(n) + ": " +
                       in.run.cluster.name + " has " + std::to_string(in.run.most_accelerators));
}

// What a space names beyond what the model has, told where it stands in the file.
void check_layers(const LoadedSearch& loaded, const std::string& path) {
  const Size layers = std::ssize(loaded.input.run.model.architecture->layers);
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
  check_named_once(settings.set);
  RunSettings of_run{.set = {}, .plan = settings.plan};
  for (const std::string& s : settings.set)
    if (!is_of_search(s)) of_run.set.push_back(s);
  LoadedRun run = load_run(library, what, of_run);
  LoadedSearch loaded;
  loaded.files = std::move(run.files);
  loaded.input.run = std::move(run.input);
  const std::string path = find_file(library, "scenarios", what);
  const Job job = read_job_text(library, path, run.text);
  loaded.text = std::move(run.text);
  if (job.search) {
    loaded.input.space = job.search->space;
    loaded.input.top = static_cast<std::size_t>(job.search->top);
  }
  for (const std::string& s : settings.set)
    if (is_of_search(s)) loaded.input.space = with_setting_of(std::move(loaded.input.space), s);
  check_sizes(loaded.input);
  check_layers(loaded, path);
  return loaded;
}

}  // namespace tenfold::io
