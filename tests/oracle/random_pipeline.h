// Random pipelines that the tests of schedules draw from.
#pragma once

#include <random>

#include "schedule/pipeline.h"

namespace tenfold::twin {

// How alike the stages of a random pipeline are. `layered`: stages of as many layers or of one
// more, these first, with an embedding before the first stage and a head after the last, as plans
// have them.
enum class Stages { equal, own_ends, layered, uneven };

// Up to 16 stages and 64 micro-batches, 8 virtual stages where the schedule has them; times from 0
// to 2 s, some of them 0 or equal; with and without sends, beside compute or not.
PipelineProblem random_pipeline(std::mt19937_64&, PipelineSchedule, Stages);

}  // namespace tenfold::twin
