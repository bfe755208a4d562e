// The model that a job trains, and for how many tokens. Private to io/.
#pragma once

#include <optional>
#include <string>

#include "io/library.h"
#include "scenario/job.h"

namespace tenfold::io {

// The job's model at its depth and width, of which nothing is published then. Throws InputError.
LoadedModel model_of(const Library&, const std::string& scenario, const Job&);

// Whole sequences that the job's compute pays for, its tokens a parameter, its tokens, or those of
// the model's own training. Throws InputError where the compute is less than a sequence's.
std::optional<Count> tokens_of(const Job&, const Model&);

}  // namespace tenfold::io
