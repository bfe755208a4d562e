// The text of `tenfold count`.
#pragma once

#include <string>

#include "ledger/tally.h"

namespace tenfold::report {

std::string text(const Model&, const Tally&);
std::string text(const Model&, const UndisclosedTally&);

}  // namespace tenfold::report
