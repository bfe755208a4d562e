// The tables of docs/models.md: what is published beside what we count.
#pragma once

#include <string>
#include <vector>

#include "ledger/agreement.h"

namespace tenfold::report {

// Markdown of all models, in the order given.
std::string agreement_markdown(const std::vector<Model>&);

}  // namespace tenfold::report
