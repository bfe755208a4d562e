// A struct as the lines of a TOML table, by its Fields table: what read<T>() reads. Keys that have
// their default are left out. Private to io/.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "model/architecture.h"

namespace tenfold::io {

// A TOML text in quotes.
std::string toml_text(std::string_view text);

template <class T>
concept HasFieldTable = requires {
  Fields<T>::table;
};

inline std::string value_text(bool value) { return value ? "true" : "false"; }
inline std::string value_text(Size value) { return fmt::format("{}", value); }
inline std::string value_text(double value) { return fmt::format("{}", value); }
inline std::string value_text(const std::string& value) { return toml_text(value); }

template <class Enum>
requires std::is_enum_v<Enum> std::string value_text(Enum value) { return toml_text(name(value)); }

// "key = value" for each field that is required or not its default.
template <HasFieldTable T>
std::vector<std::string> field_lines(const T&);

template <HasFieldTable T>
std::string value_text(const T& value) {  // an inline table
  std::string text;
  for (const std::string& line : field_lines(value)) text += (text.empty() ? "{ " : ", ") + line;
  return text + " }";
}

template <class T>
std::string value_text(const std::optional<T>& value) {
  return value ? value_text(*value) : "";
}

template <class T>
std::string value_text(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) text += (text.empty() ? "" : ", ") + value_text(value);
  return "[" + text + "]";
}

template <HasFieldTable T>
std::vector<std::string> field_lines(const T& value) {
  const T defaults{};
  std::vector<std::string> lines;
  for_each_field<T>([&](const auto& field) {
    const std::string text = value_text(value.*field.member);
    if (field.rule.required || text != value_text(defaults.*field.member))
      lines.push_back(fmt::format("{} = {}", field.name, text));
  });
  return lines;
}

// The table's lines, each ended.
template <HasFieldTable T>
std::string fields_text(const T& value) {
  std::string text;
  for (const std::string& line : field_lines(value)) text += line + "\n";
  return text;
}

// With `kind` first; "" for no part.
std::string fields_text(const Mixer&);
std::string fields_text(const FeedForward&);

// A block's norms and flags, without its parts.
std::string fields_text(const Block&);

}  // namespace tenfold::io
