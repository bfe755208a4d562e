// Scenario files that describe a job, [job] of format "scenario/1": see docs/formats.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/library.h"
#include "scenario/job.h"
#include "scenario/run.h"

namespace tenfold::io {

// Whether a scenario describes a job; a text that is no TOML does not.
bool is_job(const std::string& path, std::string_view text);

// What a scenario names: a path is meant from the scenario's folder.
std::string beside(const std::string& scenario, const std::string& what);

// Throws InputError that names every fault, also a model or profile that is not there.
Job read_job_text(const Library&, const std::string& path, std::string_view text);

// The job's model, trained on its tokens in sequences of its length.
LoadedModel load_job_model(const Library&, const std::string& path, std::string_view text);

// A job with all that it names, and the files that it rests on.
struct LoadedRun {
  RunInput input;
  std::vector<InputFile> files;
  std::string text;  // of the scenario, as its file stands
};

// What the command line changes: --set KEY=VALUE, and --plan KEY=VALUE,… or "rule".
struct RunSettings {
  std::vector<std::string> set;
  std::string plan;
};

// As scenario_text(); where the name is a model's, the error says how a job is made of it.
ScenarioText job_scenario(const Library&, const std::string& what);

// A scenario file, or the bare name of a shipped one. Throws InputError.
LoadedRun load_run(const Library&, const std::string& what, const RunSettings&);
LoadedRun load_run(const Library&, const ScenarioText&, const RunSettings&);

// A scenario to start from, with what is known filled in and the rest marked as assumed. `plan` is
// one by rule; nothing where none fits. `cluster_key` names the cluster; empty: the usual one of
// its accelerator.
std::string new_job(const std::string& model, const Model&, const std::string& cluster_key,
                    const Cluster&, const std::optional<ParallelPlan>& plan);

}  // namespace tenfold::io
