// Reading a job with all that it names.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "io/document.h"
#include "io/job.h"
#include "io/job_model.h"
#include "io/job_settings.h"
#include "io/settings.h"
#include "io/sha256.h"
#include "model/parameters.h"
#include "search/plan_settings.h"

namespace tenfold::io {
namespace {

Cluster cluster_of(const Library& library, const std::string& path, const Job& job) {
  if (job.cluster.empty())
    return usual_cluster(load_accelerator(library, job.accelerator), job.accelerators);
  Cluster cluster = load_cluster(library, beside(path, job.cluster));
  if (job.accelerators > cluster.accelerators)
    throw InputError(fmt::format("{}: 'accelerators' is {}: {} has {}", path, job.accelerators,
                                 cluster.name, cluster.accelerators));
  if (job.accelerators > 0) cluster.accelerators = job.accelerators;
  return cluster;
}

std::vector<InputFile> files_of(const Library& library, const ScenarioText& scenario,
                                const Job& job, const InputFile& model, const Cluster& cluster) {
  const auto file = [&](std::string_view folder, const std::string& what) {
    return input_file(library, find_file(library, folder, what));
  };
  std::vector<InputFile> files{input_file(library, scenario), model};
  if (!job.cluster.empty())
    files.push_back(file("hardware_profiles/clusters", beside(scenario.path, job.cluster)));
  files.push_back(file("hardware_profiles", cluster.accelerator.key));
  files.push_back(file("hardware_profiles/frameworks", job.framework));
  return files;
}

// What the command line set the scenario's numbers to has no source but whoever typed it.
void note_set(RunInput& in, const std::string& path) {
  in.provenance[path] = {.grade = Grade::assumed,
                         .source = {},
                         .reasoning = "Set on the command line.",
                         .file = {},
                         .line = 0};
}

// How the plan differs from the scenario's, on its accelerators.
void note_plan(RunInput& in, const Job& was, const RunSettings& settings) {
  const auto on_these = [&](const ParallelPlan& p) { return resolved(p, in.cluster); };
  if (settings.plan == "rule") {
    for (auto i = in.provenance.begin(); i != in.provenance.end();)
      i = i->first.rfind(plan_prefix, 0) == 0 ? in.provenance.erase(i) : std::next(i);
    if (was.plan) in.changed.emplace_back("plan");
    return;
  }
  if (!in.plan) return;
  const std::string other =
      plan_settings(on_these(*in.plan), {on_these(was.plan.value_or(ParallelPlan{}))});
  for (const std::string& key : keys_of(other))
    if (key != "data") note_set(in, std::string(plan_prefix) + key);
  // Other accelerators move the data degree by themselves.
  const bool data_alone = other.rfind("data=", 0) == 0 && other.find(',') == std::string::npos;
  if (data_alone && !in.changed.empty()) return;
  if (!other.empty() || !was.plan) in.changed.emplace_back("plan");
}

// Published figures and the title are of the run that the scenario describes, and of no other.
void note_changes(RunInput& in, const Job& was, const Job& now, const RunSettings& settings) {
  const auto note = [&](const char* key, bool differs) {
    if (!differs) return;
    in.changed.emplace_back(key);
    note_set(in, fmt::format("job.{}", key));
  };
  const Size all = was.accelerators > 0 ? was.accelerators : in.most_accelerators;
  note("model", was.model != now.model);
  note("layers", was.layers != now.layers);
  note("width", was.width != now.width);
  note("accelerator", was.accelerator != now.accelerator);
  note("cluster", was.cluster != now.cluster);
  note("framework", was.framework != now.framework);
  note("accelerators", all != in.cluster.accelerators);
  note("tokens", was.tokens != now.tokens);
  note("compute", was.compute != now.compute);
  note("tokens_per_parameter", was.tokens_per_parameter != now.tokens_per_parameter);
  note("sequence_length", was.sequence_length != now.sequence_length);
  note_plan(in, was, settings);
  if (in.published.empty() && in.title.empty()) in.changed.clear();
  if (in.changed.empty()) return;
  in.published.clear();
  in.title.clear();
}

// What its lost time, energy and dollars rest on.
void set_costs(RunInput& in) {
  in.operation = operation(in.cluster, model_parameters(*in.model.architecture).text.total, "");
  in.factors = cost_factors(in.cluster.accelerator, goodput_factor(*in.operation));
  in.factors.facility = in.operation->factors.facility;
}

void change_costs(RunInput& in, const RunSettings& settings) {
  const double modelled = median(in.factors.goodput.value);
  in.factors = with_settings(in.factors, settings);
  // A goodput that was typed is not what the failures of the model make.
  if (median(in.factors.goodput.value) != modelled) in.operation.reset();
}

// The phases with their teachers, whose files it returns.
std::vector<InputFile> add_phases(RunInput& in, const Library& library, const std::string& path,
                                  const Job& job) {
  std::vector<InputFile> files;
  for (const PhaseJob& p : job.phases) {
    in.phases.push_back({p, {}});
    if (p.teacher.empty()) continue;
    LoadedModel teacher = load_model(library, beside(path, p.teacher));
    in.phases.back().teacher = std::move(teacher.model.architecture);
    files.push_back(teacher.file);
  }
  return files;
}

// A model's name is no scenario's, though a run of it is what is meant.
std::string scenario_file(const Library& library, const std::string& what) {
  const std::vector<std::string> models = names(library, "models"),
                                 scenarios = names(library, "scenarios");
  const auto is_of = [&](const std::vector<std::string>& all) {
    return std::find(all.begin(), all.end(), what) != all.end();
  };
  std::error_code ignored;
  if (is_of(models) && !is_of(scenarios) && !std::filesystem::exists(what, ignored))
    throw InputError(
        fmt::format("{0} is a model, not a scenario: `tenfold init {0} CLUSTER --out job.toml` "
                    "writes a scenario, job.toml, and `tenfold list clusters` names clusters",
                    what));
  return find_file(library, "scenarios", what);
}

}  // namespace

ScenarioText job_scenario(const Library& library, const std::string& what) {
  const std::string path = scenario_file(library, what);
  return {path, file_bytes(path)};
}

LoadedRun load_run(const Library& library, const std::string& what, const RunSettings& typed) {
  return load_run(library, job_scenario(library, what), typed);
}

LoadedRun load_run(const Library& library, const ScenarioText& scenario, const RunSettings& typed) {
  check_named_once(typed.set);
  const RunSettings settings = parted(typed);
  const std::string& path = scenario.path;
  LoadedRun loaded;
  loaded.text = scenario.text;
  if (!is_job(path, loaded.text)) {
    const Document sound(path, loaded.text);  // a fault of its TOML has its own words
    throw InputError(fmt::format("{}: has no [job]: `tenfold init MODEL ACCELERATOR` writes one",
                                 shown_path(library, path)));
  }
  const Job was = read_job_text(library, path, loaded.text);
  const Job job = with_settings(was, settings);
  LoadedModel model = model_of(library, path, job);
  if (!model.model.architecture)
    throw InputError(
        fmt::format("{} discloses no architecture: a run needs one", model.model.name));
  RunInput& in = loaded.input;
  in.tokens = tokens_of(job, model.model);
  in.model = std::move(model.model);
  in.sequence_length = job.sequence_length;
  in.cluster = cluster_of(library, path, job);
  if (!job.cluster.empty())
    in.most_accelerators = load_cluster(library, beside(path, job.cluster)).accelerators;
  in.framework = load_framework(library, job.framework);
  in.plan = job.plan;
  in.base_plan = was.plan.value_or(ParallelPlan{});
  in.plan_keys = plan_keys(path, loaded.text, settings);
  set_costs(in);
  in.published = job.published;
  in.ramp = job.ramp;
  const std::vector<InputFile> teachers = add_phases(in, library, path, job);
  in.title = job.title;
  in.provenance = job.provenance;
  loaded.files = files_of(library, scenario, job, model.file, in.cluster);
  loaded.files.insert(loaded.files.end(), teachers.begin(), teachers.end());
  note_changes(in, was, job, settings);
  change_costs(in, settings);
  return loaded;
}

}  // namespace tenfold::io
