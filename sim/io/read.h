// Fills a struct from a TOML table by its Fields table. Private to io/.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/count.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/uncertain.h"
#include "base/units.h"
#include "io/document.h"
#include "io/read_uncertain.h"
#include "io/suggest.h"
#include "io/units.h"

namespace tenfold::io {

// What a reader of one value needs to know.
struct Slot {
  const toml::table& table;
  std::string_view key;
  const Rule& rule;
  const Scope& scope;
  Document& document;
};

inline void wrong(const Slot& slot, const toml::node& node, std::string_view needs) {
  slot.document.fault(node, fmt::format("'{}' is {}: needs {}", slot.key, kind_of(node), needs));
}

// "1 to 100000000"
inline std::string range_words(const Rule& rule) {
  return fmt::format("{} to {}", rule.low, rule.high);
}

// A fault unless the number lies in the rule's range.
inline bool in_range(double value, const Slot& slot, const toml::node& node) {
  if (std::isfinite(value) && value >= slot.rule.low && value <= slot.rule.high) return true;
  slot.document.fault(node, fmt::format("'{}' is {}: needs a number from {}", slot.key, value,
                                        range_words(slot.rule)));
  return false;
}

inline void set(std::string& out, const toml::node& node, const Slot& slot) {
  if (const auto text = node.value_exact<std::string>())
    out = *text;
  else
    wrong(slot, node, "a text in quotes");
}

inline void set(bool& out, const toml::node& node, const Slot& slot) {
  if (const auto value = node.value_exact<bool>())
    out = *value;
  else
    wrong(slot, node, "true or false");
}

inline void set(std::int64_t& out, const toml::node& node, const Slot& slot) {
  const auto value = node.value_exact<std::int64_t>();
  if (!value) return wrong(slot, node, "a whole number");
  if (!in_range(real(*value), slot, node)) return;
  out = *value;
  record_provenance(slot.table, slot.key, node, slot.scope, slot.document);
}

inline void set(double& out, const toml::node& node, const Slot& slot) {
  if (!node.is_number()) return wrong(slot, node, "a number");
  const double value = *node.value<double>();
  if (!in_range(value, slot, node)) return;
  out = value;
  record_provenance(slot.table, slot.key, node, slot.scope, slot.document);
}

inline void set(Count& out, const toml::node& node, const Slot& slot) {
  std::optional<Count> value;
  if (const auto number = node.value_exact<std::int64_t>()) value = *number;
  if (const auto text = node.value_exact<std::string>()) value = parse_scaled_count(*text);
  if (!value) return wrong(slot, node, "a whole count: 384, or \"22 T tokens\"");
  if (*value < 0 || real(*value) < slot.rule.low || *value > Count{1} << 90) {
    slot.document.fault(node, fmt::format("'{}' is {}: needs a count of at least {}", slot.key,
                                          decimal(*value), slot.rule.low));
    return;
  }
  out = *value;
  record_provenance(slot.table, slot.key, node, slot.scope, slot.document);
}

template <class Enum>
requires std::is_enum_v<Enum>
void set(Enum& out, const toml::node& node, const Slot& slot) {
  const auto text = node.value_exact<std::string>();
  if (!text) return wrong(slot, node, "a text, one of " + list_names<Enum>());
  if (const auto value = named<Enum>(*text)) {
    out = *value;
    return;
  }
  std::vector<std::string> known;
  for (const std::string_view n : enum_names<Enum>) known.emplace_back(n);
  slot.document.fault(node, fmt::format("'{}' is '{}': needs one of {}{}", slot.key, *text,
                                        list_names<Enum>(), suggestion(*text, known)));
}

template <Dimension D>
void set(Quantity<D>& out, const toml::node& node, const Slot& slot) {
  const auto text = node.value_exact<std::string>();
  const auto quantity = text ? parse_quantity<D>(*text) : std::nullopt;
  if (!quantity) {
    slot.document.fault(
        node, fmt::format("'{}' needs a number with a unit, one of: {}", slot.key, list_units(D)));
    return;
  }
  if (!(quantity->base() >= smallest_quantity && quantity->base() <= largest_amount)) {
    slot.document.fault(node, fmt::format("'{}' is {}: needs a number above zero, of a size that "
                                          "can be meant",
                                          slot.key, *text));
    return;
  }
  out = *quantity;
  record_provenance(slot.table, slot.key, node, slot.scope, slot.document);
}

inline void set(Uncertain& out, const toml::node& node, const Slot& slot) {
  if (const auto value = read_uncertain(node, slot.key, slot.document)) {
    out = *value;
    record_provenance(slot.table, slot.key, node, slot.scope, slot.document);
  }
}

template <class T>
concept HasFields = requires {
  Fields<T>::table;
};

template <HasFields T>
T read(const toml::table&, const Scope& outer, std::string path, Document&,
       std::vector<std::string> also_known = {});

template <HasFields T>
void set(T& out, const toml::node& node, const Slot& slot) {
  if (const toml::table* table = node.as_table())
    out = read<T>(*table, slot.scope, slot.scope.at(slot.key), slot.document);
  else
    wrong(slot, node, "a table");
}

template <class T>
void set(std::optional<T>& out, const toml::node& node, const Slot& slot) {
  set(out.emplace(), node, slot);
}

template <class T>
void set(std::vector<T>& out, const toml::node& node, const Slot& slot) {
  const toml::array* array = node.as_array();
  if (!array) return wrong(slot, node, "an array");
  for (const toml::node& element : *array) {
    if constexpr (HasFields<T>) {  // each table has a path of its own: tiers[1]
      const std::string key = fmt::format("{}[{}]", slot.key, out.size());
      set(out.emplace_back(), element, Slot{slot.table, key, slot.rule, slot.scope, slot.document});
    } else {
      set(out.emplace_back(), element, slot);
    }
  }
}

template <HasFields T>
T read(const toml::table& table, const Scope& outer, std::string path, Document& document,
       std::vector<std::string> also_known) {
  const Scope scope = scope_of(table, std::move(path), outer, document);
  T result;
  std::vector<std::string> known = std::move(also_known);
  for_each_field<T>([&](const auto& field) {
    known.emplace_back(field.name);
    if (const toml::node* node = table.get(field.name))
      set(result.*field.member, *node, Slot{table, field.name, field.rule, scope, document});
    else if (field.rule.required)
      document.fault(table, fmt::format("'{}' is missing: {}", field.name, field.meaning));
  });
  check_keys(table, std::move(known), document);
  return result;
}

}  // namespace tenfold::io
