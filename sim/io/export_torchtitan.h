// torchtitan's job configuration, as it grows. Private to io/.
#pragma once

#include <fmt/format.h>

#include "io/export_parts.h"

namespace tenfold::io {

struct Titan {
  std::string text;
  Gaps not_expressed;
};

inline void key(Titan& t, std::string_view name, Size value) {
  t.text += fmt::format("{} = {}\n", name, value);
}
inline void key(Titan& t, std::string_view name, std::string_view value) {
  t.text += fmt::format("{} = \"{}\"\n", name, value);
}
inline void flag(Titan& t, std::string_view name, bool value) {
  t.text += fmt::format("{} = {}\n", name, value);
}
inline void yes(Titan& t, std::string_view name) { t.text += fmt::format("{} = true\n", name); }
inline void section(Titan& t, std::string_view name) { t.text += fmt::format("\n[{}]\n", name); }

// [model], and the tables of [quantize].
void add_titan_model(Titan&, const ExportInput&);
void add_titan_format(Titan&, const ExportInput&);

}  // namespace tenfold::io
