// Reading a job with all that it names.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "io/document.h"
#include "io/job.h"
#include "io/plan_text.h"
#include "io/settings.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/units.h"
#include "search/plan_settings.h"

namespace tenfold::io {
namespace {

constexpr std::array job_keys{"model",  "accelerator",  "cluster",        "framework",
                              "tokens", "accelerators", "sequence_length"};

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

// What a factor of a run's cost may be set to.
struct FactorRange {
  std::string_view key;
  double low = 0, high = 0;
};
constexpr std::array factor_ranges{FactorRange{"goodput", 1e-4, 1},
                                   FactorRange{"server_power", 1, 1e6},
                                   FactorRange{"power_share", 1e-4, 1.5},
                                   FactorRange{"pue", 1, 100}, FactorRange{"rent", 1e-4, 1e6}};

const FactorRange* range_of(std::string_view key) {
  for (const FactorRange& r : factor_ranges)
    if (r.key == key) return &r;
  return nullptr;
}

double number_of(const Setting& s) {
  const FactorRange& range = *range_of(s.key);
  const auto value = parse_number(s.value);
  if (!value || !(*value >= range.low && *value <= range.high))
    throw InputError(fmt::format("--set {} is '{}': needs a number from {} to {}", s.key, s.value,
                                 range.low, range.high));
  return *value;
}

[[noreturn]] void unknown(const std::string& key) {
  if (key.rfind("search.", 0) == 0)
    throw InputError(fmt::format("--set: '{}' is of the verbs search and explain plan alone", key));
  std::vector<std::string> known(job_keys.begin(), job_keys.end());
  for (const FactorRange& r : factor_ranges) known.emplace_back(r.key);
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
  } else {
    return false;
  }
  return true;
}

constexpr std::string_view plan_prefix = "plan.";
bool is_of_plan(const Setting& s) { return s.key.rfind(plan_prefix, 0) == 0; }

// All changes of the plan in one list, so that --set plan.KEY does as --plan KEY.
std::string plan_list(const RunSettings& settings) {
  std::string list;
  for (const std::string& text : settings.set)
    if (const Setting s = split(text); is_of_plan(s))
      list += (list.empty() ? "" : ",") + s.key.substr(plan_prefix.size()) + "=" + s.value;
  if (settings.plan == "rule" && !list.empty())
    throw InputError(fmt::format("--plan rule chooses the whole plan: leave out --set plan.{}",
                                 list.substr(0, list.find('='))));
  if (settings.plan.empty() || settings.plan == "rule") return list;
  return list.empty() ? settings.plan : list + "," + settings.plan;
}

void set_plan(Job& job, const RunSettings& settings) {
  const std::string list = plan_list(settings);
  if (settings.plan == "rule")
    job.plan.reset();
  else if (!list.empty())
    job.plan = with_settings(job.plan.value_or(ParallelPlan{}), list);
}

// The keys of "tensor=8,pipeline=16".
std::vector<std::string> keys_of(const std::string& list) {
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < list.size();) {
    keys.push_back(list.substr(at, list.find('=', at) - at));
    at = std::min(list.find(',', at), list.size() - 1) + 1;
  }
  return keys;
}

// Keys of the plan that the scenario or the command line names.
std::set<std::string> plan_keys(const std::string& path, const std::string& text,
                                const RunSettings& settings) {
  std::set<std::string> keys;
  if (settings.plan == "rule") return keys;
  const Document document(path, text);
  if (const toml::table* plan = document.root()["plan"].as_table())
    for (const auto& [key, value] : *plan) keys.emplace(key.str());
  for (const std::string& key : keys_of(plan_list(settings))) keys.insert(key);
  return keys;
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
  note("accelerator", was.accelerator != now.accelerator);
  note("cluster", was.cluster != now.cluster);
  note("framework", was.framework != now.framework);
  note("accelerators", all != in.cluster.accelerators);
  note("tokens", was.tokens != now.tokens);
  note("sequence_length", was.sequence_length != now.sequence_length);
  note_plan(in, was, settings);
  if (in.published.empty() && in.title.empty()) in.changed.clear();
  if (in.changed.empty()) return;
  in.published.clear();
  in.title.clear();
}

void set_factors(RunInput& in, const std::vector<Setting>& settings) {
  for (const Setting& s : settings) {
    const auto changed = with_factor(in.factors, s.key, number_of(s));
    if (!changed) unknown(s.key);
    in.factors = *changed;
  }
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

Job changed_job(Job job, const RunSettings& settings, std::vector<Setting>& others) {
  for (const std::string& text : settings.set) {
    const Setting s = split(text);
    if (is_of_plan(s) || set_job(job, s)) continue;
    if (!range_of(s.key)) unknown(s.key);
    others.push_back(s);
  }
  set_plan(job, settings);
  if (job.plan && job.plan->global_batch < 1) job.plan->global_batch = 1;
  return job;
}

}  // namespace

LoadedRun load_run(const Library& library, const std::string& what, const RunSettings& settings) {
  check_named_once(settings.set);
  const std::string path = scenario_file(library, what);
  LoadedRun loaded;
  loaded.text = file_bytes(path);
  if (!is_job(path, loaded.text)) {
    const Document sound(path, loaded.text);  // a fault of its TOML has its own words
    throw InputError(fmt::format("{}: has no [job]: `tenfold init MODEL ACCELERATOR` writes one",
                                 shown_path(library, path)));
  }
  std::vector<Setting> factors;
  const Job was = read_job_text(library, path, loaded.text);
  const Job job = changed_job(was, settings, factors);
  LoadedModel model = load_model(library, beside(path, job.model));
  if (!model.model.architecture)
    throw InputError(
        fmt::format("{} discloses no architecture: a run needs one", model.model.name));
  RunInput& in = loaded.input;
  in.tokens = job.tokens ? job.tokens : model.model.training.tokens;
  in.model = std::move(model.model);
  in.sequence_length = job.sequence_length;
  in.cluster = cluster_of(library, path, job);
  if (!job.cluster.empty())
    in.most_accelerators = load_cluster(library, beside(path, job.cluster)).accelerators;
  in.framework = load_framework(library, job.framework);
  in.plan = job.plan;
  in.base_plan = was.plan.value_or(ParallelPlan{});
  in.plan_keys = plan_keys(path, loaded.text, settings);
  in.factors = cost_factors(in.cluster.accelerator);
  in.published = job.published;
  in.title = job.title;
  in.provenance = job.provenance;
  loaded.files = files_of(library, path, job, model.file, in.cluster);
  note_changes(in, was, job, settings);
  set_factors(in, factors);
  return loaded;
}

}  // namespace tenfold::io
