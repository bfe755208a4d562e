// Scaling laws as JSON: docs/formats.md.
#pragma once

#include <string>
#include <vector>

#include "laws/library.h"

namespace tenfold::io {

// result.laws[] of {key, group, title, source, evidence}
std::string laws_json(const std::vector<laws::LawEntry>&);

// result.law, and result.query and result.answers where something was asked. An answer beyond the
// law's range has a warning "law".
std::string law_json(const laws::LawEntry&, const laws::Variant&, const laws::Query&);

}  // namespace tenfold::io
