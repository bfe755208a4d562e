#include "io/lint_hardware.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "io/document.h"
#include "io/hardware.h"
#include "io/hardware_traps.h"

namespace tenfold::io {
namespace {

constexpr auto shelf = "hardware_profiles";

std::vector<Accelerator> shipped(const Library& library) {
  std::vector<Accelerator> all;
  for (const std::string& key : names(library, shelf))
    all.push_back(load_accelerator(library, key));
  return all;
}

bool ships(const Library& library, const std::string& path) {
  std::error_code ignored;
  const auto own =
      std::filesystem::path(library.home) / shelf / std::filesystem::path(path).filename();
  return std::filesystem::equivalent(path, own, ignored);
}

// How many words of the profile's key or one of its aliases the name has; 0 where it lacks one.
std::size_t words_in(const std::vector<std::string>& name, const Accelerator& a) {
  std::vector<std::string> keys = a.aliases;
  keys.push_back(a.key);
  std::size_t most = 0;
  for (const std::string& key : keys) {
    const auto words = words_of(key);
    const bool all = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
      return std::find(name.begin(), name.end(), word) != name.end();
    });
    if (all) most = std::max(most, words.size());
  }
  return most;
}

// The profile that the name tells most of; among equals that of the nearest memory.
std::optional<Accelerator> same_part(const Accelerator& a, const std::vector<Accelerator>& all) {
  const auto name = words_of(a.name);
  const auto distance = [&](const Accelerator& other) {
    return std::abs(std::log(a.memory / other.memory));
  };
  std::optional<Accelerator> best;
  for (const Accelerator& other : all) {
    const std::size_t words = words_in(name, other);
    const std::size_t most = best ? words_in(name, *best) : 1;
    if (words > most || (words == most && (!best || distance(other) < distance(*best))))
      best = other;
  }
  return best;
}

// The chip of a key: its words up to the first with a digit, as a100 or tpu-v4.
std::vector<std::string> chip_of(const std::string& key) {
  std::vector<std::string> chip;
  for (const std::string& word : words_of(key)) {
    chip.push_back(word);
    if (word.find_first_of("0123456789") != std::string::npos) break;
  }
  return chip;
}

std::vector<Accelerator> family_of(const Accelerator& same, const std::vector<Accelerator>& all) {
  std::vector<Accelerator> family;
  for (const Accelerator& other : all)
    if (chip_of(other.key) == chip_of(same.key)) family.push_back(other);
  return family;
}

const toml::node& place_of(const Trap& trap, const toml::table& table) {
  const toml::table* inside = &table;
  if (const toml::array* list = table[trap.list].as_array(); list && !trap.list.empty())
    if (const toml::node* element = list->get(trap.place); element && element->is_table())
      inside = element->as_table();
  const toml::node* node = inside->get(trap.key);
  return node ? *node : static_cast<const toml::node&>(*inside);
}

Findings placed(const Traps& traps, const std::string& path, std::string_view text,
                std::string_view section) {
  const Document document(path, text);
  Findings findings;
  const toml::table* table = document.root()[section].as_table();
  for (const Trap& trap : traps) {
    const auto where = place_of(trap, *table).source().begin;
    auto& list = trap.contradiction ? findings.faults : findings.warnings;
    list.push_back(
        {path, where.line, where.column, fmt::format("'{}': {}", trap.key, trap.message)});
  }
  for (auto* list : {&findings.faults, &findings.warnings})
    std::stable_sort(list->begin(), list->end(), [](const Fault& a, const Fault& b) {
      return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
  return findings;
}

}  // namespace

Findings lint_accelerator(const Library& library, const std::string& path, std::string_view text) {
  const Accelerator a = read_accelerator_text(path, text);
  Traps found = traps(a);
  if (!ships(library, path)) {
    const auto all = shipped(library);
    const auto same = same_part(a, all);
    const Traps more = same ? traps_beside(a, *same, family_of(*same, all)) : traps_unknown(a);
    for (const Trap& trap : more)  // one finding a number: that of the file by itself
      if (std::none_of(found.begin(), found.end(), [&](const Trap& other) {
            return other.key == trap.key && other.list == trap.list && other.place == trap.place;
          }))
        found.push_back(trap);
  }
  return placed(found, path, text, "accelerator");
}

Findings lint_cluster(const Library& library, const std::string& path, std::string_view text) {
  return placed(traps(read_cluster_text(library, path, text)), path, text, "cluster");
}

}  // namespace tenfold::io
