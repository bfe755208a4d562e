// How long a pipeline takes, by the fastest way known for its schedule.
#pragma once

#include <optional>

#include "schedule/pipeline.h"

namespace tenfold {

// Of a problem that has passed check(), with its sends of `send` seconds each.
double makespan(const PipelineProblem&, double send);

// The closed forms; none where no closed form is known.
std::optional<double> closed_form(const PipelineProblem&, double send);

// Zero-bubble V and DualPipe as recurrences over rounds; none with fewer micro-batches than 2p - 1,
// or copies of the model that differ.
std::optional<double> folded(const PipelineProblem&, double send);

// The recurrences: one step an operation.
double recurrence(const PipelineProblem&, double send);

// Parts of these. `held` is a send that blocks its sender, `beside` one that runs beside compute:
// one of the two is 0.

// Zero-bubble H1 of any stages with more micro-batches than stages; `beside` as closed_form() asks.
double zero_bubble_h1(const PipelineProblem&, double held, double beside);
std::optional<double> interleaved_by_bottleneck(const PipelineProblem&, double held, double beside);
double interleaved_steps(const PipelineProblem&, double send);

inline constexpr std::size_t most_ranks = 64;  // of the ways that keep a rank's state on the stack

}  // namespace tenfold
