// A training run of a job: what `tenfold run` tells.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "campaign/operation.h"
#include "hardware/cluster.h"
#include "hardware/framework.h"
#include "model/model.h"
#include "scenario/job.h"
#include "schedule/step_cost.h"
#include "search/nearest_plan.h"
#include "serving/rollout.h"

namespace tenfold {

// A phase with the model that it names.
struct PhaseInput {
  PhaseJob job;
  std::optional<Architecture> teacher;
};

// A job with all that it names.
struct RunInput {
  Model model;  // with an architecture
  Size sequence_length = 0;
  std::optional<Count> tokens;  // of the whole run
  Cluster cluster;
  Framework framework;
  std::optional<ParallelPlan> plan;  // nothing: default_plan(); data 0: what the accelerators leave
  ParallelPlan base_plan;  // that --plan changes: the scenario's own; its data degree may be 0
  std::set<std::string> plan_keys;  // that the scenario or the command line names
  Size most_accelerators = 0;       // that the cluster has; 0: as many as one likes
  std::string rung;                 // what --plan takes to get this model: "layers=24,width=2048"
  CostFactors factors;
  std::optional<Operation> operation;  // what interrupts it and how it recovers
  std::vector<PublishedFigure> published;
  std::vector<RampJob> ramp;
  std::vector<PhaseInput> phases;  // beside the job's own pretraining
  std::string as_of;               // "2026-11-24", to tell a stale price; empty: nobody asks
  std::string title;
  // What the command line changed of the run that was published: then no figures and no title.
  std::vector<std::string> changed;
  std::map<std::string, Provenance> provenance;  // of the job's own numbers
};

enum class RunOutcome : std::uint8_t { runs, out_of_memory, cannot_run };
template <>
inline constexpr std::array enum_names<RunOutcome>{
    std::string_view("runs"), std::string_view("out of memory"), std::string_view("cannot run")};

// A stretch of a run whose batches and sequences grow; the last one is the plan's own.
struct RampReport {
  Count until = 0, steps = 0;  // tokens seen by its end
  Size global_batch = 0, sequence_length = 0;
  Seconds step_time;
  double mfu = 0;
  std::string why_not;  // the plan cannot run it; empty where it can
};

// What a phase consists of beside its updates: "rollouts", "reference", "teacher".
struct PhasePart {
  std::string name;
  Estimate<Seconds> accelerator_time;
};

// A phase as it comes out. A stated one has no step.
struct PhaseReport {
  Phase phase;
  Estimate<Seconds> accelerator_time;  // of all of it
  std::vector<PhasePart> parts;        // of it; empty where it is updates alone
  std::optional<RolloutTime> rollout;  // of one drawing of outputs
  std::optional<ServingUnit> unit;     // that serves, and whether by rule
  bool unit_by_rule = false;
  Size accelerators = 0;
  Size sequence_length = 0;
  std::optional<StepCost> step;
  ParallelPlan plan;
  bool plan_by_rule = false;
  std::string why_not;  // it cannot be costed; empty where it can
};

// A published figure beside ours.
struct PublishedComparison {
  PublishedFigure published;
  double ours = 0;
  double spread = 0;  // standard deviation of the logarithm of ours
};

struct RunReport {
  RunOutcome outcome = RunOutcome::runs;
  std::vector<std::string> reasons;  // why it does not run; empty where it does
  ParallelPlan plan;
  bool plan_by_rule = false;
  Feasibility feasibility;
  std::optional<StepCost> step;  // nothing where the plan cannot run
  Estimate<Seconds> step_time;
  Count tokens_of_step = 0;
  std::optional<RunCost> cost;             // nothing without tokens
  bool stale_price = false;                // its dollars rest on a price over a year old
  std::optional<Operated> operated;        // at the medians; nothing without tokens
  std::optional<Estimate<Carbon>> carbon;  // nothing without tokens, or a region of the cluster
  std::string grid;                        // that the carbon is of
  std::vector<RampReport> ramp;            // nothing where batches do not grow
  std::vector<PhaseReport> phases;         // the job's own first, where there are others; else none
  std::vector<PublishedComparison> comparisons;
  std::vector<std::string> without_effect;  // settings of the plan that move nothing
  std::optional<NearestPlan> nearest;       // of a plan that does not run
  std::string nearest_settings;             // that plan, whole, as --plan takes it
  std::optional<Size> enough_accelerators;  // where none is near: on so many a plan by rule fits
  Size tried_accelerators = 0;              // and where that is not known: the most that were tried
};

RunReport run_report(const RunInput&);

// Whether every number of a report can be printed.
bool is_finite(const RunReport&);

// The unit that memory is told in: GiB, from 10,000 of them TiB, then PiB.
struct MemoryUnit {
  double bytes = 0;
  std::string_view name;
};
MemoryUnit memory_unit(Bytes largest);
std::string memory_text(Bytes);  // "76.1 GiB"

// Probability that the peak stays within the capacity, for the footprint's own spread.
double chance_to_fit(const Feasibility&);

}  // namespace tenfold
