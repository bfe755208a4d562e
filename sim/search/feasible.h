// Whether a plan can run a model on a cluster, and why not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hardware/cluster.h"
#include "schedule/footprint.h"

namespace tenfold {

// What plans are tried on.
struct Task {
  const Architecture& architecture;
  Size sequence_length = 0;
  const Cluster& cluster;
  const Framework& framework;
};

struct Feasibility {
  std::vector<std::string> faults;  // why the plan cannot run, memory apart; a sentence each
  std::optional<Footprint> memory;  // nothing where there are faults
  Bytes peak, capacity;             // of the fullest stage; what programs can allocate
  bool fits() const { return memory && peak <= capacity; }
};

Feasibility feasibility(const ParallelPlan&, const Task&);

// What of a plan an accelerator cannot run, or we do not model, whatever the model and the degrees.
std::vector<std::string> part_faults(const ParallelPlan&, const Accelerator&);

// The plan with as many data-parallel ranks as the accelerators leave; 0 where they do not divide.
ParallelPlan with_data(ParallelPlan, Size accelerators);

// The plan with the data degree that the accelerators leave, where it names none.
ParallelPlan resolved(ParallelPlan, const Cluster&);

}  // namespace tenfold
