#include "io/settings.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"

namespace tenfold::io {

void check_named_once(const std::vector<std::string>& settings) {
  std::set<std::string> keys;
  for (const std::string& setting : settings) {
    const std::string key = setting.substr(0, setting.find('='));
    if (!keys.insert(key).second)
      throw InputError(fmt::format("--set names '{}' twice: give it once", key));
  }
}

}  // namespace tenfold::io
