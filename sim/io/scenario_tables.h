// Parts of a scenario that are arrays of tables, or name files of their own. Private to io/.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "base/error.h"
#include "io/document.h"

namespace tenfold::io {

// The tables of an array [[key]], each with its place in it; a fault where it is not one.
template <class Each>
void for_each_element(Document& document, std::string_view key, Each each) {
  const toml::node* node = document.root().get(key);
  if (!node) return;
  const toml::array* array = node->as_array();
  if (!array || !array->is_array_of_tables())
    return document.fault(*node, fmt::format("'{}' needs tables: [[{}]]", key, key));
  std::size_t place = 0;
  for (const toml::node& element : *array)
    each(*element.as_table(), fmt::format("{}.{}", key, place++));
}

// Adds the faults of what was named at `where`: those without a position get this one.
template <class Load>
void load_at(const toml::node& where, Document& document, Load load) {
  try {
    load();
  } catch (const InputError& e) {
    for (const Fault& fault : e.faults())
      if (!fault.file.empty()) throw;
    document.fault(where, e.what());
  }
}

}  // namespace tenfold::io
