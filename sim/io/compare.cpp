#include "io/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/document.h"
#include "io/job.h"
#include "io/read_offers.h"
#include "io/settings.h"
#include "io/sha256.h"

namespace tenfold::io {
namespace {

// A file that is named, or the fault that it is not there, told at the key.
template <class Load>
auto found(const toml::table& table, std::string_view key, Document& document, const Load& load)
    -> std::optional<decltype(load())> {
  try {
    return load();
  } catch (const InputError& missing) {
    const toml::node* node = table.get(key);
    document.fault(node ? *node : static_cast<const toml::node&>(table),
                   fmt::format("'{}': {}", key, missing.what()));
    return std::nullopt;
  }
}

// The kind of cluster that a file describes, in the size of the offer.
std::optional<Cluster> cluster_of(const Library& library, const std::string& path, const Offer& o,
                                  const toml::table& table, Document& document) {
  std::optional<Cluster> c;
  if (o.cluster.empty()) {
    const auto a = found(table, "accelerator", document,
                         [&] { return load_accelerator(library, o.accelerator); });
    if (a) c = usual_cluster(*a, o.accelerators);
  } else {
    c = found(table, "cluster", document,
              [&] { return load_cluster(library, beside(path, o.cluster)); });
  }
  if (!c) return c;
  c->accelerators = o.accelerators;
  if (!c->tiers.empty() && c->tiers.back().reach != 0 && c->tiers.back().reach < o.accelerators)
    document.fault(table, fmt::format("'accelerators' is {}: '{}' of {} joins {}", o.accelerators,
                                      c->tiers.back().name, c->name, c->tiers.back().reach));
  if (o.facility) c->facility = o.facility;
  if (o.node_failures) c->node_failures = o.node_failures;
  if (o.storage) c->storage = o.storage;
  return c;
}

// What the document records of "offers[2].price", by "price".
std::map<std::string, Provenance> provenance_of(const Document& document, std::size_t offer) {
  const std::string prefix = fmt::format("offers[{}].", offer);
  std::map<std::string, Provenance> mine;
  for (const auto& [path, p] : document.provenance)
    if (path.rfind(prefix, 0) == 0) mine[path.substr(prefix.size())] = p;
  return mine;
}

struct Loading {
  const Library& library;
  const std::string& path;
  Document& document;
  LoadedCompare& out;

  void add_file(std::string_view folder, const std::string& what) const {
    const InputFile file = input_file(library, find_file(library, folder, what));
    const bool known = std::any_of(out.files.begin(), out.files.end(),
                                   [&](const InputFile& f) { return f.path == file.path; });
    if (!known) out.files.push_back(file);
  }

  void add_offer(const ReadCompare& c, std::size_t i, const Model& model) const {
    const toml::table& table = *c.tables[i];
    const Offer& o = c.offers[i];
    const auto cluster = cluster_of(library, path, o, table, document);
    const auto framework =
        found(table, "framework", document, [&] { return load_framework(library, o.framework); });
    if (!cluster || !framework) return;
    OfferInput in;
    in.offer = o;
    in.run.model = model;
    in.run.sequence_length = c.job.sequence_length;
    in.run.cluster = *cluster;
    in.run.framework = *framework;
    in.run.most_accelerators = o.accelerators;
    in.provenance = provenance_of(document, i);
    if (!o.cluster.empty()) add_file("hardware_profiles/clusters", beside(path, o.cluster));
    add_file("hardware_profiles", cluster->accelerator.key);
    add_file("hardware_profiles/frameworks", o.framework);
    out.input.offers.push_back(std::move(in));
  }

  void add_all(const ReadCompare& c) const {
    const toml::table& job = *document.root()["job"].as_table();
    const auto model = found(job, "model", document,
                             [&] { return load_model(library, beside(path, c.job.model)); });
    if (!model) return;
    if (!model->model.architecture)
      return document.fault(
          job,
          fmt::format("'model': {} discloses no architecture: a run needs one", model->model.name));
    const auto tokens = c.job.tokens ? c.job.tokens : model->model.training.tokens;
    if (!tokens) return document.fault(job, "'tokens' is missing: the model's file has none");
    if (c.job.sequence_length < 1) return;
    out.input.tokens = *tokens;
    out.files.push_back(model->file);
    for (std::size_t i = 0; i < c.offers.size(); ++i) add_offer(c, i, model->model);
  }
};

LoadedCompare load_text(const Library& library, const std::string& path, std::string_view text,
                        const std::vector<std::string>& set, const std::string& today) {
  Document document(path, text);
  document.change([&](toml::table& root) {
    toml::table* job = root["job"].as_table();
    if (job && !job->contains("as_of") && !today.empty()) job->insert("as_of", today);
  });
  for (const std::string& s : set) document.change([&](toml::table& root) { set_value(root, s); });
  LoadedCompare out;
  const ReadCompare c = read_offers(document);
  const Loading loading{library, path, document, out};
  if (document.root()["job"].is_table()) loading.add_all(c);
  document.throw_if_faulty();
  out.input.job = c.job;
  out.input.title = c.title;
  out.input.provenance = document.provenance;
  out.sources = document.sources;
  return out;
}

}  // namespace

bool has_offers(const std::string& path, std::string_view text) {
  if (text.find("offers") == std::string_view::npos) return false;
  try {
    const Document document(path, text);
    return document.root().contains("offers");
  } catch (const InputError&) {
    return false;
  }
}

LoadedCompare load_compare(const Library& library, const std::string& what,
                           const std::vector<std::string>& set, const std::string& today) {
  return load_compare(library, scenario_text(library, what), set, today);
}

LoadedCompare load_compare(const Library& library, const ScenarioText& scenario,
                           const std::vector<std::string>& set, const std::string& today) {
  check_named_once(set);
  const auto& [path, text] = scenario;
  if (!has_offers(path, text)) {
    const Document sound(path, text);  // a fault of its TOML has its own words
    throw InputError(fmt::format("{}: has no [[offers]]: docs/compare.md shows such a file",
                                 shown_path(library, path)));
  }
  LoadedCompare out = load_text(library, path, text, set, today);
  out.text = text;
  out.files.insert(out.files.begin(), input_file(library, scenario));
  return out;
}

void read_compare_text(const Library& library, const std::string& path, std::string_view text) {
  load_text(library, path, text, {}, "");
}

}  // namespace tenfold::io
