#include "io/hardware.h"

#include <filesystem>

#include "io/hardware_checks.h"
#include "io/read.h"

namespace tenfold::io {
namespace {

// The one table of a file of ours that describes one thing, with what its numbers rest on.
template <class T>
T read_thing(std::string_view format, std::string_view section, Document& document) {
  check_format(document, format);
  read_sources(document);
  const Scope scope = scope_of(document.root(), "", {}, document);
  check_keys(document.root(), {"format", "sources", std::string(section)}, document);
  T thing;
  if (const toml::table* table = document.root()[section].as_table())
    thing = read<T>(*table, scope, std::string(section), document);
  else
    document.fault(document.root(), fmt::format("[{}] is missing", section));
  thing.key = std::filesystem::path(document.path()).stem().string();
  return thing;
}

template <class T>
T with_sources(T thing, const Document& document) {
  document.throw_if_faulty();
  thing.sources = document.sources;
  thing.provenance = document.provenance;
  return thing;
}

void check_offers(const Offers& offers, const toml::table& framework, Document& document) {
  const auto check = [&](std::string_view key, const auto& list) {
    if (list && list->empty())
      document.fault(*framework["offers"][key].node(),
                     fmt::format("'{}' is empty: leave it out for all", key));
  };
  check("recompute", offers.recompute);
  check("attention", offers.attention);
  check("zero", offers.zero);
}

// Gives the cluster its accelerator's profile, or the fault that there is none.
void complete(Cluster& cluster, const Library& library, const toml::node& named,
              Document& document) {
  try {
    const Accelerator accelerator = load_accelerator(library, cluster.accelerator_key);
    cluster = completed(std::move(cluster), accelerator);
  } catch (const InputError& faulty) {
    const Fault& first = faulty.faults().front();
    document.fault(named,
                   first.line == 0 ? first.message : "its profile is not sound: " + text(first));
  }
}

}  // namespace

Accelerator read_accelerator_text(const std::string& path, std::string_view text) {
  Document document(path, text);
  auto accelerator = read_thing<Accelerator>("hardware/1", "accelerator", document);
  if (const toml::table* table = document.root()["accelerator"].as_table())
    check_accelerator(accelerator, *table, document);
  return with_sources(std::move(accelerator), document);
}

Framework read_framework_text(const std::string& path, std::string_view text) {
  Document document(path, text);
  auto framework = read_thing<Framework>("framework/1", "framework", document);
  if (const toml::table* table = document.root()["framework"].as_table())
    check_offers(framework.offers, *table, document);
  return with_sources(std::move(framework), document);
}

Cluster read_cluster_text(const Library& library, const std::string& path, std::string_view text) {
  Document document(path, text);
  auto cluster = read_thing<Cluster>("cluster/1", "cluster", document);
  if (const toml::table* table = document.root()["cluster"].as_table()) {
    check_cluster(cluster, *table, document);
    if (const toml::node* named = table->get("accelerator"); named && named->is_string())
      complete(cluster, library, *named, document);
  }
  return with_sources(std::move(cluster), document);
}

}  // namespace tenfold::io
