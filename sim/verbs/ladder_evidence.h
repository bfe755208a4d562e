// The ladders that a scenario brings as evidence, fitted.
#pragma once

#include "io/scenario.h"

namespace tenfold::verbs {

// The scenario with the gain of each ladder that names two tables. Tables are looked for from the
// scenario's folder first, and join its files. Throws InputError for a table that is at fault.
io::LoadedScenario with_fitted_ladders(io::LoadedScenario);

}  // namespace tenfold::verbs
