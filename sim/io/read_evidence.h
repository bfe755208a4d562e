// [evidence] of a scenario. Private to io/.
#pragma once

#include "claim/evidence.h"
#include "io/document.h"
#include "io/library.h"

namespace tenfold::io {

// Paths of tables are as the file has them; profiles of accelerators that hours are of join
// `files`.
Evidence read_evidence(Document&, const Scope& root, const Library&, std::vector<InputFile>& files);

}  // namespace tenfold::io
