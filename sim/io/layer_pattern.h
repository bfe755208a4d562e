// The order of a model's layers, written as "3*dense 58*moe" or "12*(local local global)".
//
//   pattern = item { " " item }      item = [ number "*" ] ( name | "(" pattern ")" )
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenfold::io {

inline constexpr std::size_t most_layers = 10'000;

struct LayerNames {
  std::vector<std::string> names;  // first layer to last
  std::string fault;               // what is wrong with the pattern; empty where nothing is
};
LayerNames layer_names(std::string_view pattern);

// The shortest such pattern that we find for a list of names.
std::string layer_pattern(const std::vector<std::string>& names);

}  // namespace tenfold::io
