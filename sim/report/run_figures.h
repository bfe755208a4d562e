// The drawings of a run's page. Private to report/.
#pragma once

#include <string>

#include "report/run.h"

namespace tenfold::report {

// Where a step's seconds go, a bar a cause.
std::string time_figure(const StepCost&);

// Bytes by category of each stage against the capacity. Of more stages than a page holds, some,
// the fullest among them.
std::string memory_figure(const Feasibility&);

// Which rank computes what when, from the step played out; nothing of a single stage, or where the
// step has too many operations to play.
std::string timeline_figure(const PipelineProblem&);

// Exact FLOPs of a step by block, and by operator.
std::string flops_figure(const RunInput&, const ParallelPlan&);

// Rates that the forward kernels reach over their arithmetic intensity, under the accelerator's
// roof.
std::string roofline_figure(const RunInput&, const ParallelPlan&);

}  // namespace tenfold::report
