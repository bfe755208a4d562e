// A plan costed in less than a microsecond: what plans of one shard share is summed and priced
// once, what is left is counting layers, a pipeline's closed form and a few lines of traffic.
//
// step_cost() is the readable form and tells where the time goes; the two agree to 1e-9
// (tests/properties/compiled_test.cpp).
#pragma once

#include <array>
#include <span>
#include <vector>

#include "cost/block_cost.h"
#include "schedule/pipeline.h"
#include "schedule/state_traffic.h"

namespace tenfold {

// Seconds of one pass of a micro-batch, on the accelerator and on the host that launches it.
struct PassSeconds {
  double device = 0, host = 0;
};

// A layer of some kind, or the part of a model before or after its layers.
struct CompiledPart {
  PassSeconds forward, backward_input, backward_weight, recompute;
  std::array<double, causes> deviation{}, recompute_deviation{};  // of all passes, by cause
  double weights = 0, expert_weights = 0;  // elements that the rank holds, before ZeRO
};

struct CompiledShard {
  Cluster cluster;
  Framework framework;
  std::vector<CompiledPart> kinds;  // of layers
  CompiledPart embedding, head;
  Size layers = 0;
  std::vector<Size> before;           // [i * kinds + k]: layers of kind k among the first i
  std::vector<double> send;           // seconds of a send to the next stage, by tier
  double send_dispatch = 0;           // host seconds of it and of its receipt
  std::vector<StateTraffic> traffic;  // by data degree, then shard group
};

// How many ranks hold the same weights, and how many of them ZeRO-3 divides a copy among (0: all).
struct DataDegree {
  Size data = 1, shard_group = 0;
};

// `block` is block_cost() of a plan `like`. Then plan_seconds() holds for plans that differ from it
// in nothing but pipeline, data degree, batch, ZeRO, offload, layers recomputed and overlap of
// gradients, parameters and pipeline; it is fast for the degrees named here.
CompiledShard compile(const BlockCost& block, const ParallelPlan& like,
                      std::span<const DataDegree> degrees, const Cluster&, const Framework&);

struct PlanSeconds {
  double seconds = 0;
  double spread = 0;  // standard deviation of the logarithm of `seconds`
};

// `scratch` keeps its memory from plan to plan; what it held is not read. Throws as check() does
// where a plan has no schedule. Nothing is allocated where the schedule has a closed form and the
// shard's degrees include the plan's.
PlanSeconds plan_seconds(const CompiledShard&, const ParallelPlan&, PipelineProblem& scratch);

}  // namespace tenfold
