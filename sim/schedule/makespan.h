// How long a pipeline takes, by the fastest way known for its schedule.
#pragma once

#include <optional>

#include "schedule/pipeline.h"

namespace tenfold {

// Of a problem that has passed check(), with its sends of `send` seconds each.
double makespan(const PipelineProblem&, double send);

// The closed forms; none where no closed form is known.
std::optional<double> closed_form(const PipelineProblem&, double send);

// The recurrences: one step an operation.
double recurrence(const PipelineProblem&, double send);

}  // namespace tenfold
