#include "io/read_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>

#include "io/plan_text.h"
#include "io/read.h"
#include "io/read_offload.h"

namespace tenfold::io {
namespace {

constexpr std::size_t most_values = 256;  // of a dimension, so that a space stays enumerable
constexpr std::string_view accelerators_key = "accelerators", tiers_key = "tiers", top_key = "top",
                           splits_key = "stage_layers";
constexpr Rule layers_rule{.required = false, .high = 1e5};
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

// A list of its own, without a name.
bool read_layers(std::vector<Size>& out, const toml::array& array, const Slot& slot) {
  for (const toml::node& element : array) {
    const auto layers = element.value_exact<std::int64_t>();
    if (!layers) {
      wrong(slot, element, "the layers of a stage, a whole number");
      return false;
    }
    if (!in_range(real(*layers), slot, element)) return false;
    out.push_back(*layers);
  }
  return !out.empty();
}

bool read_value(StageSplit& out, const toml::node& node, const Slot& slot) {
  if (const toml::array* array = node.as_array()) return read_layers(out.layers, *array, slot);
  const auto text = node.value_exact<std::string>();
  const auto split = text ? stage_split_named(*text) : std::nullopt;
  if (!text) wrong(slot, node, stage_split_needs);
  if (text && !split)
    slot.document.fault(node,
                        fmt::format("'{}' is '{}': needs {}", slot.key, *text, stage_split_needs));
  out = split.value_or(StageSplit{});
  return split.has_value();
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

// [7, 8, 8, 7] is one value.
void read_splits(std::vector<StageSplit>& to, const toml::node& node, const Slot& slot) {
  const toml::array* array = node.as_array();
  const bool is_one = array && !array->empty() && array->front().is_integer();
  if (is_one)
    add_value(to, node, slot);
  else
    read_list(to, node, slot);
}

// Numbers in a row are one list: "even:7:8x2:7".
std::vector<StageSplit> splits_named(std::string_view values) {
  std::vector<StageSplit> splits;
  std::string numbers;
  const auto add = [&](const std::string& text) {
    const auto split = stage_split_named(text);
    if (!split)
      throw InputError(
          fmt::format("--set search.{} has '{}': needs {}", splits_key, text, stage_split_needs));
    splits.push_back(*split);
  };
  for (const std::string_view part : parts_of(values)) {
    const bool is_number = !part.empty() && part.front() >= '0' && part.front() <= '9';
    if (is_number) {
      numbers += (numbers.empty() ? "" : ":") + std::string(part);
      continue;
    }
    if (!numbers.empty()) add(std::exchange(numbers, ""));
    add(std::string(part));
  }
  if (!numbers.empty()) add(numbers);
  return splits;
}

// What is tried is no fact: nothing would be recorded of it.
void refuse_provenance(const toml::table& table, Document& document) {
  for (const char* key : {"provenance", "source", "grade", "reasoning"})
    if (const toml::node* node = table.get(key))
      document.fault(*node, fmt::format("'{}' in [search]: what is tried is no fact and needs no "
                                        "source; say why in a comment",
                                        key));
}

std::vector<std::string> keys() {
  std::vector<std::string> all{std::string(top_key)};
  for_each_field<SearchSpace>([&](const auto& list) { all.emplace_back(list.name); });
  return all;
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
  const Scope scope;
  for (const auto& [key, value] : *table) {
    const std::string_view name = key.str();
    const Slot slot{*table, name, name == top_key ? top_rule : count_rule, scope, document};
    if (name == accelerators_key) read_list(job.space.accelerators, value, slot);
    if (name == tiers_key) set(job.space.tiers, value, slot);
    if (name == splits_key)
      read_splits(job.space.stage_layers, value, {*table, name, layers_rule, scope, document});
    if (name == top_key) read_value(job.top, value, slot);
    const toml::node& given = value;  // clang 14 captures no structured binding
    visit_list(name, [&](auto list, auto, const Rule& rule) {
      read_list(job.space.*list, given, Slot{*table, name, rule, scope, document});
    });
  }
  refuse_provenance(*table, document);
  if (job.space.tiers && !job.space.placement.empty())
    document.fault(*table, "needs 'placement' or 'tiers', not both: tiers choose the placement");
  std::vector<std::string> known = keys();
  known.emplace_back("ladder");
  check_keys(*table, std::move(known), document);
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
  if (key == splits_key) {
    space.stage_layers = splits_named(values);
    return space;
  }
  visit_list(key, [&](auto list, auto field, const Rule&) {
    (space.*list).clear();
    for (const auto part : parts_of(values))
      (space.*list).push_back(with_setting({}, key, part, "--set search.").*field);
  });
  return space;
}

}  // namespace tenfold::io
