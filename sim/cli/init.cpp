#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "io/job.h"
#include "io/suggest.h"
#include "search/default_plan.h"

namespace tenfold::cli {
namespace {

constexpr Size accelerators = 1024;  // to start from

struct Options {
  std::string model, on, out;
};

// A cluster, whole, or `accelerators` of a kind in their usual one: `key` is empty.
struct Place {
  std::string key;
  Cluster cluster;
};

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool is_cluster_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    if (line.rfind("format", 0) == 0) return line.find("\"cluster/1\"") != std::string::npos;
  return false;
}

Place place_of(const io::Library& library, const std::string& on) {
  constexpr const char* folder = "hardware_profiles/clusters";
  const std::vector<std::string> clusters = io::names(library, folder);
  if (contains(clusters, on) || is_cluster_file(on)) return {on, io::load_cluster(library, on)};
  std::vector<std::string> known = io::names(library, "hardware_profiles");
  const bool file = on.find_first_of("/.") != std::string::npos;
  if (!file && !contains(known, on) && io::find_alias(library, on).empty()) {
    known.insert(known.end(), clusters.begin(), clusters.end());
    throw InputError(
        fmt::format("there is no accelerator and no cluster '{}'{}: `tenfold list` names all", on,
                    io::suggestion(on, known)));
  }
  return {"", usual_cluster(io::load_accelerator(library, on), accelerators)};
}

int init(const Program& program, const Options& o) {
  check_outputs(o.model, {o.out});
  const io::LoadedModel loaded = io::load_model(program.library, o.model);
  if (!loaded.model.architecture)
    throw InputError(
        fmt::format("{} discloses no architecture: a job needs one", loaded.model.name));
  const Place place = place_of(program.library, o.on);
  const Framework framework = io::load_framework(program.library, Job{}.framework);
  const auto plan = default_plan({*loaded.model.architecture,
                                  loaded.model.training.sequence_length.value_or(4096),
                                  place.cluster, framework});
  write_result(io::new_job(o.model, loaded.model, place.key, place.cluster, plan), o.out);
  return done;
}

}  // namespace

void add_init(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("init", "a scenario file to start from");
  const auto o = std::make_shared<Options>();
  verb->add_option("CONFIG", o->model, "config.json, model file or bare model name")->required();
  verb->add_option("CLUSTER", o->on,
                   "a cluster, or a profile in hardware_profiles/ in its usual cluster")
      ->required();
  verb->add_option("--out", o->out, "write to FILE instead of standard output");
  verb->callback([&program, o] { program.action = [&program, o] { return init(program, *o); }; });
}

}  // namespace tenfold::cli
