#include "io/job.h"

#include <fmt/format.h>

#include <filesystem>

#include "io/fields_text.h"
#include "io/job_model.h"
#include "io/plan_text.h"
#include "io/read.h"
#include "io/read_ladder.h"
#include "io/read_offload.h"
#include "io/read_phases.h"
#include "io/read_search.h"
#include "io/sha256.h"

namespace tenfold::io {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view clusters = "hardware_profiles/clusters";

// The fault, if any, that finding a file gives, told at the key that names it.
void check_found(const Library& library, std::string_view folder, const std::string& what,
                 const toml::table& table, std::string_view key, Document& document) {
  const toml::node* node = table.get(key);
  if (!node || what.empty()) return;
  try {
    find_file(library, folder, what);
  } catch (const InputError& missing) {
    document.fault(*node, fmt::format("'{}': {}", key, missing.what()));
  }
}

void check_names(const Library& library, const std::string& path, const Job& job,
                 const toml::table& table, Document& document) {
  check_found(library, "models", beside(path, job.model), table, "model", document);
  check_found(library, "hardware_profiles", job.accelerator, table, "accelerator", document);
  check_found(library, clusters, beside(path, job.cluster), table, "cluster", document);
  check_found(library, "hardware_profiles/frameworks", job.framework, table, "framework", document);
  if (job.accelerator.empty() == job.cluster.empty())
    document.fault(table, "needs 'accelerator' or 'cluster', not both: a cluster names its own");
  if (job.cluster.empty() && job.accelerators == 0)
    document.fault(table, "'accelerators' is missing: how many");
  if (job.tokens.has_value() + job.compute.has_value() + job.tokens_per_parameter.has_value() > 1)
    document.fault(table, "needs one of 'tokens', 'compute' and 'tokens_per_parameter'");
}

// What needs the model itself. Where its file is not there, that has been told.
void check_models(const Library& library, const std::string& path, Job& job, Document& document) {
  if (const toml::table* table = document.root()["job"].as_table())
    check_shape(library, path, job, *table, document);
  const toml::table* search = document.root()["search"].as_table();
  if (!search || !job.search) return;
  const std::vector<PlacedRung> rungs = read_ladder(*search, document);
  check_ladder(library, path, job.model, rungs, document);
  for (const PlacedRung& r : rungs) job.search->ladder.push_back(r.rung);
}

// Nothing without [plan]. A data degree that is left out is 0: the accelerators tell it.
std::optional<ParallelPlan> read_plan(const Scope& scope, Document& document) {
  const toml::node* node = document.root().get("plan");
  if (!node) return std::nullopt;
  const toml::table* table = node->as_table();
  if (!table) {
    document.fault(*node, "'plan' needs a table");
    return std::nullopt;
  }
  auto plan = read<ParallelPlan>(*table, scope, "plan", document);
  if (!table->contains("data")) plan.data = 0;
  return plan;
}

void read_published(Job& job, const Scope& scope, Document& document) {
  const toml::node* node = document.root().get("published");
  if (!node) return;
  const toml::array* array = node->as_array();
  if (!array) return document.fault(*node, "'published' needs tables: [[published]]");
  for (const toml::node& element : *array) {
    const std::string path = fmt::format("published[{}]", job.published.size());
    if (const toml::table* table = element.as_table())
      job.published.push_back(read<PublishedFigure>(*table, scope, path, document));
    else
      document.fault(element, "'published' needs tables: [[published]]");
  }
}

}  // namespace

std::string beside(const std::string& scenario, const std::string& what) {
  const fs::path path = fs::path(scenario).parent_path() / what;
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) ? path.string() : what;
}

bool is_job(const std::string& path, std::string_view text) {
  if (text.find("job") == std::string_view::npos) return false;  // spares models a second parse
  try {
    return Document(path, text).root().contains("job");
  } catch (const InputError&) {
    return false;
  }
}

Job read_job_text(const Library& library, const std::string& path, std::string_view text) {
  Document document(path, text);
  check_format(document, "scenario/1");
  read_sources(document);
  const Scope scope = scope_of(document.root(), "", {}, document);
  check_keys(document.root(),
             {"format", "sources", "job", "plan", "search", "published", "ramp", "phases", "title"},
             document);
  Job job;
  if (const toml::table* table = document.root()["job"].as_table()) {
    job = read<Job>(*table, scope, "job", document);
    check_names(library, path, job, *table, document);
  } else {
    document.fault(document.root(), "[job] is missing");
  }
  job.plan = read_plan(scope, document);
  job.search = read_search(document);
  check_models(library, path, job, document);
  read_published(job, scope, document);
  read_ramp(job, scope, document);
  read_phases(library, path, job, scope, document);
  job.title = document.root()["title"].value_or(std::string());
  document.throw_if_faulty();
  job.provenance = document.provenance;
  return job;
}

LoadedModel load_job_model(const Library& library, const std::string& path, std::string_view text) {
  const Job job = read_job_text(library, path, text);
  LoadedModel loaded = model_of(library, path, job);
  Training& training = loaded.model.training;
  training.sequence_length = job.sequence_length;
  training.tokens = tokens_of(job, loaded.model);
  training.accelerator_time.reset();  // published hours are of another run
  training.accelerator = job.accelerator.empty()
                             ? load_cluster(library, beside(path, job.cluster)).accelerator_key
                             : job.accelerator;
  loaded.model.published_flops.clear();
  loaded.model.provenance.erase("training.sequence_length");  // the length is now the job's
  return loaded;
}

std::string new_job(const std::string& model, const Model& m, const std::string& cluster_key,
                    const Cluster& c, const std::optional<ParallelPlan>& plan) {
  const Size length = m.training.sequence_length.value_or(4096);
  const Count tokens = m.training.tokens.value_or(
      20 * model_parameters(*m.architecture).text.active);  // Chinchilla's rule of thumb
  const std::string place = cluster_key.empty()
                                ? fmt::format("accelerator = {}\naccelerators = {}\n",
                                              toml_text(c.accelerator.key), c.accelerators)
                                : fmt::format("cluster = {}\n", toml_text(cluster_key));
  std::string text = fmt::format(
      "# A job to start from: {} on {}. Set what is assumed, then\n"
      "#   tenfold run THIS_FILE      its step, memory, days and dollars\n"
      "#   tenfold count THIS_FILE    its FLOPs\n"
      "#   tenfold lint THIS_FILE     whether it is sound\n"
      "format = \"scenario/1\"\n\n[job]\ngrade = \"assumed\"\n"
      "reasoning = \"To be set by whoever runs the job; {}.\"\n"
      "model = {}\n{}tokens = \"{} tokens\"\n"
      "sequence_length = {}\n",
      m.name, cluster_key.empty() ? c.accelerator.name : c.name,
      m.training.tokens ? "tokens are those of the model's own run"
                        : "tokens are 20 an active parameter (Hoffmann et al. 2022)",
      toml_text(model), place, decimal(tokens), length);
  if (!plan)
    return text + "# No plan by rule fits on so many accelerators: give more, or a [plan].\n";
  return text + "\n[plan]\ngrade = \"assumed\"\nreasoning = \"By rule, to start from.\"\n" +
         plan_toml(*plan);
}

}  // namespace tenfold::io
