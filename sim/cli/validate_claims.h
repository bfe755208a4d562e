// `tenfold validate claims`, a verb of `validate`.
#pragma once

#include "cli/verb.h"

namespace tenfold::cli {

void add_validate_claims(CLI::App& validate, Program&);

}  // namespace tenfold::cli
