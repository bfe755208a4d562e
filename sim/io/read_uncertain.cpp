#include "io/read_uncertain.h"

#include <fmt/format.h>

#include "io/units.h"

namespace tenfold::io {
namespace {

struct Reading {
  const toml::table& table;
  Document& document;
  bool sound = true;

  double number(std::string_view key) {
    const toml::node* node = table.get(key);
    const auto text = node ? node->value_exact<std::string>() : std::nullopt;
    const auto value = text ? parse_scaled(*text) : std::nullopt;
    if (value) return *value;
    sound = false;
    document.fault(node ? *node : static_cast<const toml::node&>(table),
                   fmt::format("'{}' needs a number in quotes, as in \"2.5\" or \"42 B\"", key));
    return 0;
  }

  std::vector<double> numbers(std::string_view key) {
    const toml::array* array = table[key].as_array();
    std::vector<double> values;
    if (array)
      for (const toml::node& node : *array) {
        const auto text = node.value_exact<std::string>();
        if (const auto value = text ? parse_scaled(*text) : std::nullopt) values.push_back(*value);
      }
    if (array && values.size() == array->size()) return values;
    sound = false;
    document.fault(table, fmt::format("'{}' needs an array of numbers in quotes", key));
    return values;
  }
};

struct Kind {
  std::string_view name;
  std::vector<std::string> keys;
  Uncertain (*make)(Reading&);
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"lognormal",
       {"median", "p05", "p95"},
       [](Reading& r) -> Uncertain {
         return LogNormal{r.number("median"), r.number("p05"), r.number("p95")};
       }},
      {"normal",
       {"mean", "sd"},
       [](Reading& r) -> Uncertain {
         return Normal{r.number("mean"), r.number("sd")};
       }},
      {"uniform",
       {"low", "high"},
       [](Reading& r) -> Uncertain {
         return Uniform{r.number("low"), r.number("high")};
       }},
      {"loguniform",
       {"low", "high"},
       [](Reading& r) -> Uncertain {
         return LogUniform{r.number("low"), r.number("high")};
       }},
      {"beta",
       {"a", "b"},
       [](Reading& r) -> Uncertain {
         return Beta{r.number("a"), r.number("b")};
       }},
      {"choice",
       {"values", "weights"},
       [](Reading& r) -> Uncertain {
         return Choice{r.numbers("values"), r.numbers("weights")};
       }},
  };
  return all;
}

std::optional<Uncertain> read_kind(const Kind& kind, const toml::node& node, Document& document) {
  const toml::table* table = node.as_table();
  if (!table) {
    document.fault(node, fmt::format("'{}' needs a table of its parameters", kind.name));
    return std::nullopt;
  }
  check_keys(*table, kind.keys, document);
  Reading reading{*table, document};
  const Uncertain value = kind.make(reading);
  if (!reading.sound) return std::nullopt;
  if (const std::string what = flaw(value); !what.empty()) {
    document.fault(node, fmt::format("{}: {}", kind.name, what));
    return std::nullopt;
  }
  return value;
}

std::string list_kinds() {
  std::string list;
  for (const Kind& kind : kinds()) list += (list.empty() ? "" : ", ") + std::string(kind.name);
  return list;
}

}  // namespace

std::optional<Uncertain> read_uncertain(const toml::node& node, std::string_view key,
                                        Document& document) {
  if (const auto text = node.value_exact<std::string>())
    if (const auto value = parse_scaled(*text); value && *value >= 0) {
      const std::string what = flaw(Certain{*value});
      if (what.empty()) return Certain{*value};
      document.fault(node, fmt::format("'{}' {}", key, what));
      return std::nullopt;
    }
  if (const toml::table* table = node.as_table(); table && table->size() == 1)
    for (const Kind& kind : kinds())
      if (const toml::node* inner = table->get(kind.name)) return read_kind(kind, *inner, document);
  document.fault(node, fmt::format("'{}' is {}: needs a number in quotes, as in \"42 B\", or one "
                                   "distribution of {}",
                                   key, kind_of(node), list_kinds()));
  return std::nullopt;
}

}  // namespace tenfold::io
