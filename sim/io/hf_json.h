// JSON text with the place of every key. Private to io/.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "io/nesting.h"

namespace tenfold::io {

struct JsonText {
  nlohmann::json root;
  // "text_config.hidden_size" -> where that key begins. Keys inside arrays have no entry.
  std::map<std::string, TextPosition> positions;
};

// Throws InputError for what is no JSON object, over 1 MiB, too deep, not UTF-8, or has a key
// twice. Python's bare NaN and Infinity are read as texts.
JsonText parse_json(const std::string& path, std::string_view text);

}  // namespace tenfold::io
