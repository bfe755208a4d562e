#include "io/job.h"

#include <fmt/format.h>

#include <filesystem>

#include "io/fields_text.h"
#include "io/read.h"
#include "io/sha256.h"

namespace tenfold::io {
namespace {

namespace fs = std::filesystem;

// A path in a scenario is meant from the scenario's folder.
std::string beside(const std::string& scenario, const std::string& what) {
  const fs::path path = fs::path(scenario).parent_path() / what;
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) ? path.string() : what;
}

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

}  // namespace

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
  check_keys(document.root(), {"format", "sources", "job", "title"}, document);
  Job job;
  if (const toml::table* table = document.root()["job"].as_table()) {
    job = read<Job>(*table, scope, "job", document);
    check_found(library, "models", beside(path, job.model), *table, "model", document);
    check_found(library, "hardware_profiles", job.accelerator, *table, "accelerator", document);
  } else {
    document.fault(document.root(), "[job] is missing");
  }
  document.throw_if_faulty();
  return job;
}

LoadedModel load_job_model(const Library& library, const std::string& path, std::string_view text) {
  const Job job = read_job_text(library, path, text);
  LoadedModel loaded = load_model(library, beside(path, job.model));
  Training& training = loaded.model.training;
  training.sequence_length = job.sequence_length;
  if (job.tokens) training.tokens = job.tokens;
  training.accelerator_time.reset();  // published hours are of another run
  training.accelerator = job.accelerator;
  loaded.model.published_flops.clear();
  loaded.model.provenance.erase("training.sequence_length");  // the length is now the job's
  return loaded;
}

std::string new_job(const std::string& model, const Model& m, const Accelerator& a) {
  const Size length = m.training.sequence_length.value_or(4096);
  const Count tokens = m.training.tokens.value_or(
      20 * model_parameters(*m.architecture).text.active);  // Chinchilla's rule of thumb
  return fmt::format(
      "# A job to start from: {} on {}. Set what is assumed, then\n"
      "#   tenfold count THIS_FILE    its FLOPs\n"
      "#   tenfold lint THIS_FILE     whether it is sound\n"
      "format = \"scenario/1\"\n\n[job]\ngrade = \"assumed\"\n"
      "reasoning = \"To be set by whoever runs the job; {}.\"\n"
      "model = {}\naccelerator = {}\naccelerators = 1024\ntokens = \"{} tokens\"\n"
      "sequence_length = {}\n",
      m.name, a.name,
      m.training.tokens ? "tokens are those of the model's own run"
                        : "tokens are 20 an active parameter (Hoffmann et al. 2022)",
      toml_text(model), toml_text(a.key), decimal(tokens), length);
}

}  // namespace tenfold::io
