#include "io/read_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "io/plan_text.h"
#include "io/read.h"
#include "io/read_offload.h"

namespace tenfold::io {
namespace {

constexpr std::string_view one_batch =
    "'global_batch' needs one value: steps of different batches are not compared by their time; "
    "search each";

constexpr std::size_t most_values = 256;  // of a dimension, so that a space stays enumerable
constexpr std::string_view accelerators_key = "accelerators", tiers_key = "tiers", top_key = "top";
constexpr Rule count_rule{.required = false, .low = 1, .high = 1e8};
constexpr Rule top_rule{.required = false, .low = 1, .high = 10'000};

// Calls visit(list, field, rule) for the list of that name and the plan's own field of it.
template <class Visit>
void visit_list(std::string_view key, const Visit& visit) {
  for_each_field<SearchSpace>([&](const auto& list) {
    for_each_field<ParallelPlan>([&](const auto& field) {
      using List = std::decay_t<decltype(SearchSpace{}.*list.member)>;
      using Value = std::decay_t<decltype(ParallelPlan{}.*field.member)>;
      if constexpr (std::is_same_v<List, std::vector<Value>>)
        if (list.name == key && field.name == key) {
          Rule rule = field.rule;
          rule.high = std::min(rule.high, count_rule.high);
          visit(list.member, field.member, rule);
        }
    });
  });
}

// What a search tries is nobody's fact: its numbers need no source.
bool read_value(Size& out, const toml::node& node, const Slot& slot) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value) {
    wrong(slot, node, "a whole number, or a list of them");
    return false;
  }
  if (!in_range(real(*value), slot, node)) return false;
  out = *value;
  return true;
}

bool read_value(bool& out, const toml::node& node, const Slot& slot) {
  set(out, node, slot);
  return node.is_boolean();
}

bool read_value(Offload& out, const toml::node& node, const Slot& slot) {
  set(out, node, slot);
  const auto text = node.value_exact<std::string>();
  return node.is_array() || (text && offload_named(*text));
}

template <class Enum>
requires std::is_enum_v<Enum>
bool read_value(Enum& out, const toml::node& node, const Slot& slot) {
  set(out, node, slot);
  const auto text = node.value_exact<std::string>();
  return text && named<Enum>(*text);
}

template <class Value>
void add_value(std::vector<Value>& to, const toml::node& node, const Slot& slot) {
  Value value{};
  if (!read_value(value, node, slot)) return;
  if (std::find(to.begin(), to.end(), value) != to.end())
    return slot.document.fault(node, fmt::format("'{}' names a value twice", slot.key));
  to.push_back(value);
}

template <class Value>
void read_list(std::vector<Value>& to, const toml::node& node, const Slot& slot) {
  const toml::array* array = node.as_array();
  if (!array) return add_value(to, node, slot);
  if (array->empty())
    return slot.document.fault(
        node, fmt::format("'{}' is empty: leave it out for what its rule gives", slot.key));
  if (array->size() > most_values)
    return slot.document.fault(
        node, fmt::format("'{}' has {} values: at most {}", slot.key, array->size(), most_values));
  for (const toml::node& element : *array) add_value(to, element, slot);
}

std::vector<std::string> keys() {
  std::vector<std::string> all{std::string(top_key)};
  for_each_field<SearchSpace>([&](const auto& list) { all.emplace_back(list.name); });
  return all;
}

// The parts of "4:8", or of "[4, 8]" as a file says it.
std::vector<std::string_view> parts_of(std::string_view values) {
  const bool bracketed = values.size() > 1 && values.front() == '[' && values.back() == ']';
  if (bracketed) values = values.substr(1, values.size() - 2);
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = std::min(values.find_first_of(":,"), values.size());
    const auto first = std::min(values.find_first_not_of(' '), end);
    parts.push_back(values.substr(first, end - first));
    if (end == values.size()) return parts;
    values.remove_prefix(end + 1);
  }
}

Size whole_number(std::string_view key, std::string_view text) {
  const auto count = parse_count(text);
  if (!count || *count < 1 || real(*count) > count_rule.high)
    throw InputError(fmt::format("--set search.{} is '{}': needs whole numbers from 1 to {}", key,
                                 text, count_rule.high));
  return static_cast<Size>(*count);
}

}  // namespace

std::optional<SearchJob> read_search(Document& document) {
  const toml::node* node = document.root().get("search");
  if (!node) return std::nullopt;
  const toml::table* table = node->as_table();
  if (!table) {
    document.fault(*node, "'search' needs a table");
    return std::nullopt;
  }
  SearchJob job;
  const Scope scope = scope_of(*table, "search", {}, document);
  for (const auto& [key, value] : *table) {
    const std::string_view name = key.str();
    const Slot slot{*table, name, name == top_key ? top_rule : count_rule, scope, document};
    if (name == accelerators_key) read_list(job.space.accelerators, value, slot);
    if (name == tiers_key) set(job.space.tiers, value, slot);
    if (name == top_key) read_value(job.top, value, slot);
    const toml::node& given = value;  // clang 14 captures no structured binding
    visit_list(name, [&](auto list, auto, const Rule& rule) {
      read_list(job.space.*list, given, Slot{*table, name, rule, scope, document});
    });
  }
  if (job.space.global_batch.size() > 1)
    document.fault(*table->get("global_batch"), std::string(one_batch));
  if (job.space.tiers && !job.space.placement.empty())
    document.fault(*table, "needs 'placement' or 'tiers', not both: tiers choose the placement");
  check_keys(*table, keys(), document);
  return job;
}

SearchSpace narrowed(SearchSpace space, std::string_view key, std::string_view values) {
  const std::vector<std::string> known = keys();
  if (key == top_key) throw InputError("--set: --top tells how many plans are printed");
  if (std::find(known.begin(), known.end(), key) == known.end())
    throw InputError(fmt::format("--set: a search has no '{}'{}; it has {}", key,
                                 suggestion(key, known), fmt::join(known, ", ")));
  if (key == accelerators_key) {
    space.accelerators.clear();
    for (const auto part : parts_of(values)) space.accelerators.push_back(whole_number(key, part));
    return space;
  }
  if (key == tiers_key) {
    if (values != "true" && values != "false")
      throw InputError(fmt::format("--set search.tiers is '{}': needs true or false", values));
    space.tiers = values == "true";
    return space;
  }
  visit_list(key, [&](auto list, auto field, const Rule&) {
    (space.*list).clear();
    for (const auto part : parts_of(values))
      (space.*list).push_back(with_setting({}, key, part, "--set search.").*field);
  });
  if (space.global_batch.size() > 1) throw InputError(fmt::format("--set: {}", one_batch));
  return space;
}

}  // namespace tenfold::io
