// Finds text that nests too deep, before a parser that recurses sees it.
//
// toml++ 3.3 overflows its stack on a dotted key of 200 KB; nlohmann's reader does not recurse, but
// a tree that deep is nobody's configuration.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tenfold::io {

struct TextPosition {
  std::int64_t line = 1, column = 1;
};

// Where brackets or the dots of a key first exceed `deepest`. Quoted strings and comments that
// start with # do not count.
std::optional<TextPosition> too_deep(std::string_view text, int deepest);

}  // namespace tenfold::io
