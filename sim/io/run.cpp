// Reading a job with all that it names.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "io/document.h"
#include "io/job.h"
#include "io/plan_text.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

constexpr std::array job_keys{"model",  "accelerator",  "cluster",        "framework",
                              "tokens", "accelerators", "sequence_length"};
constexpr std::array factor_keys{"goodput", "server_power", "power_share", "pue", "rent"};

struct Setting {
  std::string key, value;
};

Setting split(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(fmt::format("--set is '{}': needs KEY=VALUE, as in accelerators=1024", text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Count count_of(const Setting& s, Count most) {
  const auto count = parse_scaled_count(s.value);
  if (!count || *count < 1 || *count > most)
    throw InputError(fmt::format("--set {} is '{}': needs a whole count from 1 to {}", s.key,
                                 s.value, decimal(most)));
  return *count;
}

double number_of(const Setting& s) {
  std::size_t read = 0;
  double value = 0;
  try {
    value = std::stod(s.value, &read);
  } catch (const std::exception&) {
    read = 0;
  }
  if (read != s.value.size() || !(value > 0 && value < 1e9))
    throw InputError(fmt::format("--set {} is '{}': needs a number above zero", s.key, s.value));
  return value;
}

[[noreturn]] void unknown(const std::string& key) {
  std::vector<std::string> known(job_keys.begin(), job_keys.end());
  known.insert(known.end(), factor_keys.begin(), factor_keys.end());
  known.emplace_back("plan.tensor");
  throw InputError(fmt::format("--set: there is no '{}'{}; keys are {}, plan.KEY", key,
                               suggestion(key, known),
                               fmt::join(known.begin(), known.end() - 1, ", ")));
}

// A change of how many accelerators there are moves the data degree.
void free_data(Job& job) {
  if (job.plan) job.plan->data = 0;
}

void set_hardware(Job& job, const Setting& s) {
  if (s.key == "framework") {
    job.framework = s.value;
    return;
  }
  job.accelerator = s.key == "accelerator" ? s.value : "";
  job.cluster = s.key == "cluster" ? s.value : "";
  if (s.key == "cluster") job.accelerators = 0;
  free_data(job);
}

// False where the key is not the job's.
bool set_job(Job& job, const Setting& s) {
  if (s.key == "model") {
    job.model = s.value;
  } else if (s.key == "accelerator" || s.key == "cluster" || s.key == "framework") {
    set_hardware(job, s);
  } else if (s.key == "tokens") {
    job.tokens = count_of(s, Count{1'000'000'000'000} * 1'000'000);
  } else if (s.key == "sequence_length") {
    job.sequence_length = static_cast<Size>(count_of(s, 100'000'000));
  } else if (s.key == "accelerators") {
    job.accelerators = static_cast<Size>(count_of(s, 100'000'000));
    free_data(job);
  } else if (s.key.rfind("plan.", 0) == 0) {
    job.plan = with_setting(job.plan.value_or(ParallelPlan{}), s.key.substr(5), s.value);
  } else {
    return false;
  }
  return true;
}

void set_plan(Job& job, const std::string& plan) {
  if (plan.empty()) return;
  if (plan == "rule")
    job.plan.reset();
  else
    job.plan = with_settings(job.plan.value_or(ParallelPlan{}), plan);
}

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

std::vector<InputFile> files_of(const Library& library, const std::string& path, const Job& job,
                                const InputFile& model, const Cluster& cluster) {
  const auto file = [&](std::string_view folder, const std::string& what) {
    return input_file(library, find_file(library, folder, what));
  };
  std::vector<InputFile> files{input_file(library, path), model};
  if (!job.cluster.empty())
    files.push_back(file("hardware_profiles/clusters", beside(path, job.cluster)));
  files.push_back(file("hardware_profiles", cluster.accelerator.key));
  files.push_back(file("hardware_profiles/frameworks", job.framework));
  return files;
}

void set_factors(RunInput& in, const std::vector<Setting>& settings) {
  for (const Setting& s : settings) {
    const auto changed = with_factor(in.factors, s.key, number_of(s));
    if (!changed) unknown(s.key);
    in.factors = *changed;
  }
}

Job changed_job(Job job, const RunSettings& settings, std::vector<Setting>& others) {
  for (const std::string& text : settings.set) {
    const Setting s = split(text);
    if (set_job(job, s)) continue;
    if (std::find(factor_keys.begin(), factor_keys.end(), s.key) == factor_keys.end())
      unknown(s.key);
    others.push_back(s);
  }
  set_plan(job, settings.plan);
  if (job.plan && job.plan->global_batch < 1) job.plan->global_batch = 1;
  return job;
}

}  // namespace

LoadedRun load_run(const Library& library, const std::string& what, const RunSettings& settings) {
  const std::string path = find_file(library, "scenarios", what);
  LoadedRun loaded;
  loaded.text = file_bytes(path);
  if (!is_job(path, loaded.text))
    throw InputError(fmt::format("{}: has no [job]: `tenfold init MODEL ACCELERATOR` writes one",
                                 shown_path(library, path)));
  std::vector<Setting> factors;
  const Job job = changed_job(read_job_text(library, path, loaded.text), settings, factors);
  LoadedModel model = load_model(library, beside(path, job.model));
  if (!model.model.architecture)
    throw InputError(
        fmt::format("{} discloses no architecture: a run needs one", model.model.name));
  RunInput& in = loaded.input;
  in.tokens = job.tokens ? job.tokens : model.model.training.tokens;
  in.model = std::move(model.model);
  in.sequence_length = job.sequence_length;
  in.cluster = cluster_of(library, path, job);
  in.framework = load_framework(library, job.framework);
  in.plan = job.plan;
  in.factors = cost_factors(in.cluster.accelerator);
  in.published = job.published;
  in.title = job.title;
  in.provenance = job.provenance;
  loaded.files = files_of(library, path, job, model.file, in.cluster);
  set_factors(in, factors);
  return loaded;
}

}  // namespace tenfold::io
