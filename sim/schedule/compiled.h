// A plan costed in less than a microsecond: what plans of one shard share is summed and priced
// once, what is left is counting layers, a pipeline's closed form and a few lines of traffic.
//
// step_cost() is the readable form and tells where the time goes; the two agree to 1e-9
// (tests/properties/compiled_test.cpp).
#pragma once

#include <array>
#include <optional>
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
  // Of a micro-batch, all ranks of the shard; convention exact, hardware, what recompute adds to
  // it.
  double model_flops = 0, executed_flops = 0, recomputed_flops = 0;
  double saved = 0, input = 0;  // bytes of activations: all that is kept, input alone
};

struct CompiledShard {
  const Cluster* cluster = nullptr;  // as compile() was given them: they live as long
  const Framework* framework = nullptr;
  std::vector<CompiledPart> kinds;  // of layers
  CompiledPart embedding, head;
  Size layers = 0;
  std::vector<Size> before;              // [i * kinds + k]: layers of kind k among the first i
  Group tensor;                          // the tensor ranks' group, of split_send
  std::vector<double> send, split_send;  // seconds of a send to the next stage, by tier
  double boundary_bytes = 0;             // of a send
  double send_dispatch = 0;              // host seconds of a send, of a receipt
  double model_flops = 0,
         executed_flops = 0;          // of a micro-batch, where recompute covers all layers
  std::vector<StateTraffic> traffic;  // by data degree, then shard group
};

// How many ranks hold the same weights, and how many of them ZeRO-3 divides a copy among (0: all).
struct DataDegree {
  Size data = 1, shard_group = 0;
};

// `block` is block_cost() of a plan `like`. Then plan_seconds() holds for plans that differ from it
// in nothing but pipeline, data degree, batch, ZeRO, offload, layers recomputed, split sends and
// overlap of gradients, parameters and pipeline; it is fast for the degrees named here. Of another
// placement than the first it holds where the degrees leave the groups of the layers' traffic as
// they are, and it is slow.
CompiledShard compile(const BlockCost& block, const ParallelPlan& like,
                      std::span<const DataDegree> degrees, const Cluster&, const Framework&);

// What plans share that differ in ZeRO, in overlap of gradients and parameters and in offload of
// optimizer states, and in shard groups where no weights are offloaded.
struct LaneSeconds {
  double makespan = 0;     // of the micro-batches
  double micro_batch = 0;  // that the busiest rank computes for one
  RankWeights weights;     // that it holds
  double deviation = 0;    // a standard deviation of its kernels' time in a step
};
LaneSeconds lane_seconds(const CompiledShard&, const ParallelPlan&, PipelineProblem& scratch);

// The same of a plan whose offload makes some pass wait for the host; nothing where it makes none:
// then the lane is as without it.
std::optional<LaneSeconds> waiting_lane(const CompiledShard&, const ParallelPlan&,
                                        PipelineProblem& scratch);

// FLOPs of a step of all accelerators.
struct LaneFlops {
  double model = 0, executed = 0;
};
LaneFlops lane_flops(const CompiledShard&, const ParallelPlan&);

struct PlanSeconds {
  double seconds = 0;
  double spread = 0;  // standard deviation of the logarithm of `seconds`
};

// `scratch` keeps its memory from plan to plan; what it held is not read. Throws as check() does
// where a plan has no schedule. Nothing is allocated where the schedule has a closed form and the
// shard's degrees include the plan's.
PlanSeconds plan_seconds(const CompiledShard&, const ParallelPlan&, PipelineProblem& scratch);

// Of a lane with what happens around its micro-batches. `waiting`: the part that ranks wait for
// the slowest, of straggling().
PlanSeconds plan_seconds(const LaneSeconds&, const Beside&, double waiting, double spread);
double straggling(const ParallelPlan&, const Cluster&, const Framework&);

}  // namespace tenfold
