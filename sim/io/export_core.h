// Settings that Megatron-LM takes as flags and Megatron-Bridge in a file. Private to io/.
#pragma once

#include <fmt/format.h>

#include "io/export_parts.h"

namespace tenfold::io {

// A value, the same for both; or one for each.
inline void set(CoreGroup& g, std::string flag, std::string path, std::string_view value) {
  g.settings.push_back({std::move(flag), std::string(value), std::move(path), std::string(value)});
}
inline void set(CoreGroup& g, std::string flag, std::string path, const char* value) {
  set(g, std::move(flag), std::move(path), std::string_view(value));
}
inline void set(CoreGroup& g, std::string flag, std::string path, Size value) {
  set(g, std::move(flag), std::move(path), std::string_view(fmt::format("{}", value)));
}
inline void set(CoreGroup& g, std::string flag, std::string path, std::string flag_value,
                std::string yaml) {
  g.settings.push_back({std::move(flag), std::move(flag_value), std::move(path), std::move(yaml)});
}

// A switch: the flag stands where the value is true, or, for off(), where it is false. A file says
// either, because a recipe may have set it.
inline void on(CoreGroup& g, std::string_view flag, std::string path, bool value) {
  g.settings.push_back(
      {value ? std::string(flag) : "", "", std::move(path), value ? "true" : "false"});
}
inline void off(CoreGroup& g, std::string_view flag, std::string path, bool value) {
  g.settings.push_back(
      {value ? "" : std::string(flag), "", std::move(path), value ? "true" : "false"});
}

// "[0, 0, 1]"
inline std::string yaml_list(const std::vector<bool>& bits) {
  std::vector<int> ones;
  for (const bool b : bits) ones.push_back(b ? 1 : 0);
  return fmt::format("[{}]", fmt::join(ones, ", "));
}

}  // namespace tenfold::io
