// The laws of the library by name, for those who ask.
#pragma once

#include <string>

#include "laws/library.h"

namespace tenfold::verbs {

// Each throws InputError that names the nearest, and all there are. An empty variant is the first.
const laws::LawEntry& law_named(const std::string& key);
const laws::Variant& variant_named(const laws::LawEntry&, const std::string& key);

}  // namespace tenfold::verbs
