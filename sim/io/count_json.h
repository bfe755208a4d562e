// The result of `tenfold count` as JSON and CSV. Stable paths: see docs/formats.md.
#pragma once

#include <string>

#include "claim/run_facts.h"
#include "io/library.h"
#include "ledger/tally.h"

namespace tenfold::io {

std::string count_json(const LoadedModel&, const Tally&, const RunFacts&);
std::string count_json(const LoadedModel&, const UndisclosedTally&, const RunFacts&);

// One line an operator: block, operator, layers and exact FLOPs of one sequence by pass.
std::string count_csv(const Tally&);

// Which remarks a count carries.
std::vector<Warning> count_warnings(const LoadedModel&, const Tally&);

}  // namespace tenfold::io
