#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "io/job.h"
#include "search/default_plan.h"

namespace tenfold::cli {
namespace {

constexpr Size accelerators = 1024;  // to start from

struct Options {
  std::string model, accelerator, out;
};

int init(const Program& program, const Options& o) {
  check_outputs(o.model, {o.out});
  const io::LoadedModel loaded = io::load_model(program.library, o.model);
  if (!loaded.model.architecture)
    throw InputError(
        fmt::format("{} discloses no architecture: a job needs one", loaded.model.name));
  const Accelerator accelerator = io::load_accelerator(program.library, o.accelerator);
  const Cluster cluster = usual_cluster(accelerator, accelerators);
  const Framework framework = io::load_framework(program.library, Job{}.framework);
  const auto plan =
      default_plan({*loaded.model.architecture,
                    loaded.model.training.sequence_length.value_or(4096), cluster, framework});
  write_result(io::new_job(o.model, loaded.model, accelerator, accelerators, plan), o.out);
  return done;
}

}  // namespace

void add_init(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("init", "a scenario file to start from");
  const auto o = std::make_shared<Options>();
  verb->add_option("CONFIG", o->model, "config.json, model file or bare model name")->required();
  verb->add_option("CLUSTER", o->accelerator, "profile in hardware_profiles/")->required();
  verb->add_option("--out", o->out, "write to FILE instead of standard output");
  verb->callback([&program, o] { program.action = [&program, o] { return init(program, *o); }; });
}

}  // namespace tenfold::cli
