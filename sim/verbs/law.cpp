#include "verbs/law.h"

#include <fmt/format.h>

#include "base/error.h"
#include "io/suggest.h"

namespace tenfold::verbs {
namespace {

// The keys of laws or variants, and their list in words.
struct Known {
  std::vector<std::string> keys;
  std::string list;
};
template <class Entry>
Known known(const std::vector<Entry>& entries) {
  Known all;
  for (const Entry& e : entries) {
    all.keys.push_back(e.key);
    all.list += (all.list.empty() ? "" : ", ") + e.key;
  }
  return all;
}

}  // namespace

const laws::LawEntry& law_named(const std::string& key) {
  if (const laws::LawEntry* law = laws::find_law(key)) return *law;
  const Known all = known(laws::laws());
  throw InputError(fmt::format("explain law: there is no law '{}'{}; one of {}", key,
                               io::suggestion(key, all.keys), all.list));
}

const laws::Variant& variant_named(const laws::LawEntry& law, const std::string& key) {
  if (const laws::Variant* variant = laws::find_variant(law, key)) return *variant;
  const Known all = known(law.variants);
  throw InputError(fmt::format("law {} has no variant '{}'{}; one of {}", law.key, key,
                               io::suggestion(key, all.keys), all.list));
}

}  // namespace tenfold::verbs
