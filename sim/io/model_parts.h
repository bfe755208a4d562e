// The named tables of a model file, [mixers.NAME] and their like. Private to io/.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/document.h"
#include "model/layer.h"

namespace tenfold::io {

// One named part of a [section], with its place for later faults.
template <class T>
struct Named {
  T value;
  const toml::table* table;
};
template <class T>
using Parts = std::map<std::string, Named<T>, std::less<>>;

using EachTable = std::function<void(const std::string&, const toml::table&, const Scope&)>;

// Calls each(name, table, scope of the section) for every table of a [section].
void for_each_table(Document&, std::string_view section, const Scope& outer, const EachTable&);

// By the tables' `kind`.
Parts<Mixer> read_mixers(Document&, const Scope& outer);
Parts<FeedForward> read_feed_forwards(Document&, const Scope& outer);

// "there is no [blocks.layr], did you mean 'layer'?"
std::string no_such_part(std::string_view section, const std::string& wanted,
                         const std::vector<std::string>& known);

// The part called `wanted`, or a fault with the nearest name.
template <class T>
const T* find_part(const Parts<T>& parts, const std::string& wanted, std::string_view section,
                   const toml::node& where, Document& document) {
  if (const auto found = parts.find(wanted); found != parts.end()) return &found->second.value;
  std::vector<std::string> known;
  for (const auto& [name, part] : parts) known.push_back(name);
  document.fault(where, no_such_part(section, wanted, known));
  return nullptr;
}

}  // namespace tenfold::io
