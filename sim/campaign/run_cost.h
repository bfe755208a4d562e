// Steps as a whole training run: days, accelerator-hours, dollars, energy.
//
//   steps              tokens / tokens of a step, rounded up
//   time               steps x step time / goodput
//   accelerator-hours  time x accelerators
//   dollars            accelerator-hours x rent of an accelerator for an hour
//   energy             accelerator-hours x rated server power x share drawn x PUE
//
// Intervals: the logarithms of the factors are taken as normal and independent, so their variances
// add up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/count.h"
#include "base/estimate.h"
#include "base/provenance.h"
#include "base/uncertain.h"
#include "base/units.h"
#include "hardware/accelerator.h"

namespace tenfold {

// A number that a run's cost rests on beside the engine's own.
struct CostFactor {
  std::string name;   // as --set takes it: "goodput"
  std::string label;  // "part of the time that trains"
  Uncertain value = Certain{1};
  std::string unit;
  Provenance provenance;
  std::string date{};  // of a quoted price: "2026-05"; empty where it is none
};

struct CostFactors {
  CostFactor goodput;              // training time over wall-clock time, beyond what a step says
  CostFactor server_power;         // W, rated, an accelerator's share of a server
  CostFactor power_share;          // drawn over rated
  CostFactor facility;             // PUE: energy of the site over that of its servers
  std::optional<CostFactor> rent;  // USD for an hour of an accelerator; nothing where none is known
};

// Our priors, and the profile's own power and prices; the goodput is what its operation makes of it
// (operation.h).
CostFactors cost_factors(const Accelerator&, CostFactor goodput);

// All of them, for listing.
std::vector<CostFactor> factor_list(const CostFactors&);

// The same with another median, the spread kept in proportion. Nothing where there is no such
// factor.
std::optional<CostFactors> with_factor(CostFactors, const std::string& name, double median);

struct RunCost {
  Count tokens = 0, steps = 0;
  Seconds steps_time;  // of the steps alone
  Estimate<Seconds> time;
  Estimate<Seconds> accelerator_time;
  std::optional<Estimate<Dollars>> dollars;
  Estimate<Joules> energy;
};

// `step`: a step of `tokens_of_step` tokens on `accelerators`.
RunCost run_cost(const Estimate<Seconds>& step, Count tokens_of_step, Count tokens,
                 std::int64_t accelerators, const CostFactors&);

// The same of steps that differ: all of them take `steps_time`.
RunCost run_cost_of_steps(const Estimate<Seconds>& steps_time, Count steps, Count tokens,
                          std::int64_t accelerators, const CostFactors&);

}  // namespace tenfold
