#include "io/serve.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/document.h"
#include "io/job.h"
#include "io/read.h"
#include "io/settings.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

constexpr std::string_view clusters = "hardware_profiles/clusters";

// A fault at the table that names what the library does not have.
void check_found(const Library& library, std::string_view folder, const std::string& what,
                 const toml::node* named, Document& document) {
  if (what.empty() || !named) return;
  try {
    find_file(library, folder, what);
  } catch (const InputError& missing) {
    document.fault(*named, missing.what());
  }
}

const toml::node* element(const toml::table& table, std::string_view key, std::size_t i,
                          std::string_view name) {
  const toml::array* array = table[key].as_array();
  if (!array || i >= array->size()) return nullptr;
  const toml::table* one = (*array)[i].as_table();
  return one ? one->get(name) : nullptr;
}

void check_names(const Library& library, const std::string& path, const ServeJob& job,
                 const toml::table& table, Document& document) {
  check_found(library, "models", beside(path, job.model), table.get("model"), document);
  check_found(library, "hardware_profiles", job.accelerator, table.get("accelerator"), document);
  check_found(library, clusters, beside(path, job.cluster), table.get("cluster"), document);
  if (job.accelerator.empty() == job.cluster.empty())
    document.fault(table, "needs 'accelerator' or 'cluster', not both: a cluster names its own");
  for (std::size_t i = 0; i < job.listed.size(); ++i)
    check_found(library, "models", job.listed[i].model, element(table, "listed", i, "model"),
                document);
  for (std::size_t i = 0; i < job.devices.size(); ++i) {
    check_found(library, "models", job.devices[i].model, element(table, "devices", i, "model"),
                document);
    check_found(library, "hardware_profiles", job.devices[i].accelerator,
                element(table, "devices", i, "accelerator"), document);
  }
}

void check_unit(const ServingUnit& unit, const toml::table& table, std::string_view key,
                Document& document) {
  const std::string what = flaw(unit);
  if (what.empty()) return;
  const toml::node* at = table.get(key);
  document.fault(at ? *at : static_cast<const toml::node&>(table),
                 fmt::format("'{}': {}", key, what));
}

const toml::node& at_listed(const toml::table& table) {
  const toml::node* node = table.get("listed");
  return node ? *node : static_cast<const toml::node&>(table);
}

void check_units(const ServeJob& job, const toml::table& table, Document& document) {
  check_unit(job.unit, table, "unit", document);
  if (job.prefill) check_unit(*job.prefill, table, "prefill", document);
  for (const auto& listed : job.listed) {
    if (listed.unit) check_unit(*listed.unit, table, "listed", document);
    if (listed.input <= 0 && listed.output <= 0)
      document.fault(at_listed(table), fmt::format("the price list of {} is all zero: a price has "
                                                   "to cover something",
                                                   listed.name));
  }
  const auto within = [&](const Uncertain& u, std::string_view key, double high) {
    const Support s = support(u);
    if (!(s.low >= 0 && s.high <= high && median(u) > 0))
      document.fault(table, fmt::format("'{}' needs a number or a distribution above 0{}", key,
                                        high <= 1 ? ", at most 1" : ""));
  };
  within(job.usd_per_hour, "usd_per_hour", INFINITY);
  within(job.utilisation, "utilisation", 1);
  if (job.throughput) within(*job.throughput, "throughput", INFINITY);
}

// The model's architecture, or what is said of one that discloses none.
Architecture architecture_of(const LoadedModel& loaded, const std::string& path) {
  if (loaded.model.architecture) return *loaded.model.architecture;
  throw InputError(
      fmt::format("{}: {} discloses no architecture, so that it cannot be served "
                  "here; list it under [[serve.listed]]",
                  path, loaded.model.name));
}

std::optional<Uncertain> active_of(const Model& m) {
  if (m.architecture) return Certain{real(model_parameters(*m.architecture).text.active)};
  if (m.undisclosed && m.undisclosed->active_parameters) return m.undisclosed->active_parameters;
  return m.published.active;
}

Cluster cluster_of(const Library& library, const std::string& path, const ServeJob& job) {
  if (!job.cluster.empty()) return load_cluster(library, beside(path, job.cluster));
  const Size prefill = job.prefill ? job.prefill->accelerators : 0;
  return usual_cluster(load_accelerator(library, job.accelerator), job.unit.accelerators + prefill);
}

// What a unit asks of the model or the cluster that they do not have.
std::vector<std::string> unit_faults(const ServingUnit& u, const std::string& key,
                                     const Architecture& a, const Cluster& c) {
  std::vector<std::string> faults;
  Size experts = 0;
  for (const Block& b : a.layers)
    if (const auto* m = std::get_if<MixtureOfExperts>(&b.feed_forward))
      experts = std::max(experts, m->experts);
  const auto fault = [&](const std::string& words) { faults.push_back(key + words); };
  if (u.accelerators > c.accelerators)
    fault(fmt::format(".accelerators is {}: the cluster has {}", u.accelerators, c.accelerators));
  if (u.drafted > 0 && !a.multi_token_prediction)
    fault(fmt::format(".drafted is {}: the model has no module that predicts tokens ahead",
                      u.drafted));
  if (experts == 0 && (u.redundant > 0 || u.expert > 1))
    fault(": the model has no routed experts to copy or spread");
  if (experts > 0 && u.expert_ranks() > experts + u.redundant)
    fault(
        fmt::format(".expert is {}: {} experts with {} copies are on fewer ranks; 'redundant' "
                    "makes more",
                    u.expert_ranks(), experts, u.redundant));
  return faults;
}

void check_service(const ServeInput& in, const std::string& path) {
  std::vector<std::string> faults =
      unit_faults(in.job.unit, "serve.unit", in.architecture, in.cluster);
  if (in.job.prefill)
    for (std::string& f :
         unit_faults(*in.job.prefill, "serve.prefill", in.architecture, in.cluster))
      faults.push_back(std::move(f));
  if (faults.empty()) return;
  for (std::string& f : faults) f.insert(0, path + ": ");
  throw InputError(fmt::format("{}", fmt::join(faults, "\n")));
}

void load_alternatives(const Library& library, LoadedServe& to) {
  for (const ListedPrice& l : to.input.job.listed) {
    ServedAlternative a{l, {}, {}};
    if (!l.model.empty()) {
      const LoadedModel m = load_model(library, l.model);
      a.architecture = m.model.architecture, a.active = active_of(m.model);
      to.files.push_back(m.file);
    }
    to.input.alternatives.push_back(std::move(a));
  }
}

void load_devices(const Library& library, const std::string& path, LoadedServe& to) {
  for (const ServingDevice& d : to.input.job.devices) {
    const LoadedModel m = load_model(library, d.model);
    to.input.devices.push_back(
        {d, architecture_of(m, path), load_accelerator(library, d.accelerator)});
    to.files.push_back(m.file);
    to.files.push_back(input_file(library, find_file(library, "hardware_profiles", d.accelerator)));
  }
}

std::pair<std::string, std::string> split(const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(fmt::format("--set is '{}': needs KEY=VALUE, as in unit.tensor=8", setting));
  std::string key = setting.substr(0, equals), value = setting.substr(equals + 1);
  // A distribution's file form of a plain number is a text.
  const bool drawn = key == "usd_per_hour" || key == "utilisation" || key == "throughput";
  if (drawn && parse_number(value)) value = "\"" + value + "\"";
  return {key, value};
}

void drop_doubles(std::vector<InputFile>& files) {
  std::vector<InputFile> once;
  for (InputFile& f : files)
    if (std::none_of(once.begin(), once.end(),
                     [&](const InputFile& o) { return o.path == f.path; }))
      once.push_back(std::move(f));
  files = std::move(once);
}

}  // namespace

bool is_serve(const std::string& path, std::string_view text) {
  if (text.find("serve") == std::string_view::npos) return false;  // spares others a second parse
  try {
    return Document(path, text).root().contains("serve");
  } catch (const InputError&) {
    return false;
  }
}

ServeJob read_serve_text(const Library& library, const std::string& path, std::string_view text,
                         const std::vector<std::string>& set) {
  Document document(path, text);
  for (const std::string& setting : set) {
    const auto [key, value] = split(setting);
    document.put("serve." + key, value);
  }
  check_format(document, "scenario/1");
  read_sources(document);
  const Scope scope = scope_of(document.root(), "", {}, document);
  check_keys(document.root(), {"format", "sources", "serve", "title"}, document);
  ServeJob job;
  if (const toml::table* table = document.root()["serve"].as_table()) {
    job = read<ServeJob>(*table, scope, "serve", document);
    check_names(library, path, job, *table, document);
    check_units(job, *table, document);
  } else {
    document.fault(document.root(), "[serve] is missing");
  }
  job.title = document.root()["title"].value_or(std::string());
  document.throw_if_faulty();
  job.provenance = document.provenance;
  return job;
}

LoadedServe load_serve(const Library& library, const std::string& what,
                       const std::vector<std::string>& set) {
  return load_serve(library, scenario_text(library, what), set);
}

LoadedServe load_serve(const Library& library, const ScenarioText& scenario,
                       const std::vector<std::string>& set) {
  check_named_once(set);
  const std::string& path = scenario.path;
  const std::string shown = shown_path(library, path);
  LoadedServe loaded;
  loaded.set = set;
  loaded.files = {input_file(library, scenario)};
  ServeInput& in = loaded.input;
  in.job = read_serve_text(library, shown, scenario.text, set);
  const LoadedModel model = load_model(library, beside(path, in.job.model));
  in.architecture = architecture_of(model, shown);
  in.active = median(*active_of(model.model));
  if (model.model.training.tokens) in.tokens = real(*model.model.training.tokens);
  loaded.files.push_back(model.file);
  in.cluster = cluster_of(library, path, in.job);
  loaded.files.push_back(
      input_file(library, find_file(library, "hardware_profiles", in.cluster.accelerator.key)));
  check_service(in, shown);
  load_alternatives(library, loaded);
  load_devices(library, shown, loaded);
  drop_doubles(loaded.files);
  return loaded;
}

}  // namespace tenfold::io
