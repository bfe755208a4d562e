// How a run is operated: what interrupts it, how it recovers, what else slows it, what it draws.
//
//   wall-clock time  time of its steps x slow-down / goodput
//
// Goodput is that of goodput.h, for failures of its nodes alone; the slow-down holds what failures
// do not: planned stops, ranks that lag, human decisions. Each number is a distribution with its
// reason. Facts behind the defaults: docs/campaign.md.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/count.h"
#include "campaign/carbon.h"
#include "campaign/goodput.h"
#include "campaign/run_cost.h"
#include "hardware/cluster.h"

namespace tenfold {

struct OperationFactors {
  CostFactor failures;      // of a node of eight accelerators, per second
  CostFactor recovery;      // s: detect, restart, warm up; reading the state is apart
  CostFactor slow_down;     // time over that of steps and failures
  CostFactor server_power;  // W, rated, an accelerator's share of a server
  CostFactor power_share;   // drawn over rated
  CostFactor facility;      // PUE
};
// In the struct's order.
std::vector<CostFactor> factor_list(const OperationFactors&);

// A run's accelerators and its state on them.
struct Operation {
  std::int64_t accelerators = 0, nodes = 0, spares = 0;
  double accelerators_of_node = 8;
  Checkpoint checkpoint;
  OperationFactors factors;
};

// `today`: "2026-11-23". A part released less than two years before it fails twice as often.
// `parameters` of the model: its state is 14 bytes each (weights in 2, master copy and moments in
// 4 each). Without storage in the cluster's file: 1 GB/s a node.
Operation operation(const Cluster&, Count parameters, std::string_view today);

// A draw of what an operation rests on; the medians where it is made by medians().
struct OperationDraw {
  double failures = 0, recovery = 0, slow_down = 1;
  double server_power = 0, power_share = 1, facility = 1;
};
OperationDraw medians(const OperationFactors&);

// What a draw makes of an operation.
struct Operated {
  Goodput goodput;
  Frequency interruptions;  // of the whole job
  Saving saving;
  double time_factor = 1;  // wall-clock time over that of the steps
  Watts site_power;        // an accelerator's share of what the site draws
};
Operated operated(const Operation&, const OperationDraw&);

// The part of wall-clock time that an operation's steps take, as a factor of a run's cost.
CostFactor goodput_factor(const Operation&);

}  // namespace tenfold
