// A value that may be a distribution: "2.5", "42 B parameters", or
// { lognormal = { median = "2.5", p05 = "1.2", p95 = "5.2" } }. Private to io/.
#pragma once

#include <optional>
#include <string_view>

#include "base/uncertain.h"
#include "io/document.h"

namespace tenfold::io {

// Nothing where the node is not one; the fault is then in the document.
std::optional<Uncertain> read_uncertain(const toml::node&, std::string_view key, Document&);

}  // namespace tenfold::io
