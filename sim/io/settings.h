// What `--set KEY=VALUE` of the command line changes. Private to io/ and cli/.
#pragma once

#include <string>
#include <vector>

namespace tenfold::io {

// Throws InputError where two of them, "KEY=VALUE", have one key: nobody means both.
void check_named_once(const std::vector<std::string>& settings);

}  // namespace tenfold::io
