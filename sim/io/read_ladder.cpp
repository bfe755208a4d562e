#include "io/read_ladder.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "io/job.h"
#include "io/layer_pattern.h"
#include "io/read.h"

namespace tenfold::io {
namespace {

constexpr std::size_t most_rungs = 256;
constexpr std::string_view models_key = "models", model_key = "model", layers_key = "layers",
                           width_key = "width", rungs_key = "rungs";
constexpr Rule layers_rule{.required = false, .low = 1, .high = static_cast<double>(most_layers)};

// A value of a list, with its place; the default where the list is left out.
template <class Value>
struct Placed {
  Value value{};
  const toml::node* node = nullptr;
};
template <class Value>
using PlacedList = std::vector<Placed<Value>>;

// What a search tries is nobody's fact: its numbers need no source.
bool read_one(Size& out, const toml::node& node, const Slot& slot) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value) {
    wrong(slot, node, "a whole number");
    return false;
  }
  if (!in_range(real(*value), slot, node)) return false;
  out = *value;
  return true;
}

// Commas part what --plan takes.
bool read_one(std::string& out, const toml::node& node, const Slot& slot) {
  const auto text = node.value_exact<std::string>();
  if (!text || text->empty() || text->find_first_of(",\"") != std::string::npos) {
    slot.document.fault(
        node, fmt::format("'{}' needs a model's name or file, without comma or quote", slot.key));
    return false;
  }
  out = *text;
  return true;
}

template <class Value>
PlacedList<Value> read_values(const toml::table& table, std::string_view key, const Rule& rule,
                              Document& document) {
  PlacedList<Value> all;
  const toml::node* node = table.get(key);
  if (!node) return PlacedList<Value>(1);
  const Slot slot{table, key, rule, {}, document};
  const auto add = [&](const toml::node& one) {
    Placed<Value> placed{{}, &one};
    if (!read_one(placed.value, one, slot)) return;
    if (std::any_of(all.begin(), all.end(), [&](const auto& p) { return p.value == placed.value; }))
      return document.fault(one, fmt::format("'{}' names a value twice", key));
    all.push_back(placed);
  };
  if (const toml::array* array = node->as_array()) {
    if (array->empty()) document.fault(*node, fmt::format("'{}' is empty: leave it out", key));
    for (const toml::node& one : *array) add(one);
  } else {
    add(*node);
  }
  return all;
}

std::vector<PlacedRung> every_pair(const toml::table& table, Document& document) {
  const auto models = read_values<std::string>(table, models_key, optional, document);
  const auto layers = read_values<Size>(table, layers_key, layers_rule, document);
  const auto widths = read_values<Size>(table, width_key, optional_positive, document);
  std::vector<PlacedRung> all;
  for (const auto& m : models)
    for (const auto& l : layers)
      for (const auto& w : widths)
        all.push_back({{m.value, {l.value, w.value}}, m.node, l.node, w.node});
  return all;
}

template <class Value>
void read_key(Value& out, const toml::node*& place, const toml::table& table, std::string_view key,
              const Rule& rule, Document& document) {
  place = table.get(key);
  if (place) read_one(out, *place, Slot{table, key, rule, {}, document});
}

std::optional<PlacedRung> read_rung(const toml::node& node, Document& document) {
  const toml::table* table = node.as_table();
  if (!table || table->empty()) {
    document.fault(node, "'rungs' needs tables: { layers = 24, width = 2048 }");
    return std::nullopt;
  }
  PlacedRung r;
  read_key(r.rung.model, r.model, *table, model_key, optional, document);
  read_key(r.rung.shape.layers, r.layers, *table, layers_key, layers_rule, document);
  read_key(r.rung.shape.hidden, r.width, *table, width_key, optional_positive, document);
  check_keys(*table, {std::string(model_key), std::string(layers_key), std::string(width_key)},
             document);
  return r;
}

std::vector<PlacedRung> named_rungs(const toml::table& table, Document& document) {
  std::vector<PlacedRung> all;
  const toml::node& node = *table.get(rungs_key);
  const toml::array* array = node.as_array();
  if (table.size() > 1)
    document.fault(table, "needs 'rungs', or lists of 'models', 'layers' and 'width', not both");
  if (!array || array->empty()) {
    document.fault(node, "'rungs' needs an array of tables: [{ layers = 24, width = 2048 }]");
    return all;
  }
  for (const toml::node& one : *array) {
    const auto rung = read_rung(one, document);
    if (!rung) continue;
    if (std::any_of(all.begin(), all.end(), [&](const auto& r) { return r.rung == rung->rung; }))
      document.fault(one, "'rungs' has a rung twice");
    all.push_back(*rung);
  }
  return all;
}

// Models by name, each read once.
class Models {
 public:
  Models(const Library& library, std::string scenario)
      : library_(library), scenario_(std::move(scenario)) {}

  struct Found {
    std::optional<Architecture> architecture;
    std::string reason;
  };
  const Found& operator()(const std::string& model) {
    const auto [known, is_new] = known_.try_emplace(model);
    if (is_new) known->second = look(model);
    return known->second;
  }

 private:
  Found look(const std::string& model) const try {
    Model m = load_model(library_, beside(scenario_, model)).model;
    if (m.architecture) return {std::move(m.architecture), ""};
    return {std::nullopt, m.name + " discloses no architecture: a run needs one"};
  } catch (const InputError& fault) {
    return {std::nullopt, fault.what()};
  }

  const Library& library_;
  std::string scenario_;
  std::map<std::string, Found> known_;
};

// Faults of rungs, each told once.
class RungChecks {
 public:
  RungChecks(const Library& library, const std::string& scenario, Document& document)
      : models_(library, scenario), document_(document) {}

  void check(const PlacedRung& r, const std::string& model) {
    const Models::Found& found = models_(model);
    if (!found.architecture) {
      if (r.model) tell(*r.model, model_key, found.reason);
      return;
    }
    const Shape& s = r.rung.shape;
    if (r.width) tell(*r.width, width_key, scaled(*found.architecture, {0, s.hidden}).reason);
    if (r.layers) tell(*r.layers, layers_key, scaled(*found.architecture, {s.layers, 0}).reason);
  }

 private:
  void tell(const toml::node& node, std::string_view key, const std::string& reason) {
    if (reason.empty() || !told_.insert({&node, reason}).second) return;
    document_.fault(node, fmt::format("'{}': {}", key, reason));
  }

  Models models_;
  Document& document_;
  std::set<std::pair<const toml::node*, std::string>> told_;
};

}  // namespace

std::vector<PlacedRung> read_ladder(const toml::table& search, Document& document) {
  const toml::node* node = search.get("ladder");
  if (!node) return {};
  const toml::table* table = node->as_table();
  if (!table || table->empty()) {
    document.fault(*node, "'ladder' needs a table with 'models', 'layers', 'width' or 'rungs'");
    return {};
  }
  check_keys(*table,
             {std::string(models_key), std::string(layers_key), std::string(width_key),
              std::string(rungs_key)},
             document);
  std::vector<PlacedRung> all =
      table->contains(rungs_key) ? named_rungs(*table, document) : every_pair(*table, document);
  if (all.size() > most_rungs)
    document.fault(*node, fmt::format("'ladder' has {} rungs: at most {}", all.size(), most_rungs));
  return all;
}

void check_ladder(const Library& library, const std::string& scenario, const std::string& own,
                  const std::vector<PlacedRung>& rungs, Document& document) {
  RungChecks checks(library, scenario, document);
  for (const PlacedRung& r : rungs) checks.check(r, r.rung.model.empty() ? own : r.rung.model);
}

void check_shape(const Library& library, const std::string& scenario, const Job& job,
                 const toml::table& table, Document& document) {
  const PlacedRung own{
      {"", {job.layers, job.width}}, nullptr, table.get(layers_key), table.get(width_key)};
  if (own.layers || own.width) check_ladder(library, scenario, job.model, {own}, document);
}

}  // namespace tenfold::io
