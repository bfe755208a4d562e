#include "search/feasible.h"

#include <fmt/format.h>

#include <exception>

#include "schedule/stage_layout.h"

namespace tenfold {
namespace {

// What the plan and the accelerators say of each other.
std::vector<std::string> count_faults(const ParallelPlan& p, const Cluster& c) {
  const Size model = p.tensor * p.context * p.pipeline;
  if (p.data < 1)
    return {fmt::format("tensor {} x context {} x pipeline {} = {} does not divide {} accelerators",
                        p.tensor, p.context, p.pipeline, model, c.accelerators)};
  if (accelerators(p) > c.accelerators)
    return {
        fmt::format("tensor {} x context {} x pipeline {} x data {} = {} accelerators: there "
                    "are {}",
                    p.tensor, p.context, p.pipeline, p.data, accelerators(p), c.accelerators)};
  return {};
}

std::vector<std::string> format_faults(const ParallelPlan& p, const Accelerator& a) {
  if (peak(a, p.format)) return {};
  return {fmt::format("{} has no rated peak for products in {}", a.name, name(p.format))};
}

// A schedule's own conditions, which pipeline.h checks.
std::vector<std::string> schedule_faults(const ParallelPlan& p) {
  if (p.pipeline == 1) return {};
  try {
    check(pipeline_problem(p));
    return {};
  } catch (const std::exception& refused) {
    return {refused.what()};
  }
}

void append(std::vector<std::string>& to, std::vector<std::string> more) {
  for (std::string& m : more) to.push_back(std::move(m));
}

}  // namespace

std::vector<std::string> faults_of(const ParallelPlan& p, const Task& t) {
  std::vector<std::string> faults = count_faults(p, t.cluster);
  append(faults, format_faults(p, t.cluster.accelerator));
  if (p.data < 1) return faults;
  append(faults, plan_faults(p, t.architecture, t.sequence_length));
  if (faults.empty()) append(faults, schedule_faults(p));
  return faults;
}

Feasibility feasibility(const ParallelPlan& p, const Task& t) {
  Feasibility f{.faults = faults_of(p, t),
                .memory = {},
                .peak = {},
                .capacity = usable_memory(t.cluster.accelerator)};
  if (!f.faults.empty()) return f;
  f.memory = footprint(t.architecture, p, t.sequence_length, t.framework);
  f.peak = f.memory->stages.at(f.memory->fullest).total() * byte;
  return f;
}

ParallelPlan with_data(ParallelPlan p, Size all) {
  const Size model = p.tensor * p.context * p.pipeline;
  p.data = model > 0 && all % model == 0 ? all / model : 0;
  return p;
}

}  // namespace tenfold
