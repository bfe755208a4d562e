// The lines on a training run that stand under a count.
#pragma once

#include <string>

#include "claim/run_facts.h"

namespace tenfold::report {

// Empty where nothing is known.
std::string text(const RunFacts&);

}  // namespace tenfold::report
