// What a step does beside its micro-batches. Private to schedule/.
#pragma once

#include <algorithm>
#include <array>

#include "cost/block_cost.h"

namespace tenfold {

// To the host where a profile does not tell: PCIe 3 x16, one direction, rounded. The spreads are
// assumed: hosts differ more than accelerators, and no table tells by how much.
inline constexpr Bandwidth usual_host_bandwidth = Bandwidth::base(16e9);
inline constexpr double offload_spread = 0.2, host_optimizer_spread = 0.3;

// Elements that a rank holds, before ZeRO.
struct RankWeights {
  double dense = 0, expert = 0;
  Size layers = 0;
};

// Ranks that ZeRO divides the states of a weight among, experts' weights apart.
struct StateShards {
  double dense = 1, expert = 1;
};
StateShards state_shards(const ParallelPlan&);

// What the micro-batches of a virtual stage have of a plan's offload.
struct Offloaded {
  double activations = 0;        // bytes that are kept of one micro-batch
  double dense = 0, expert = 0;  // elements of weights, before ZeRO
};

// Seconds that a pass waits for the host's link, beside which it computes.
struct HostWait {
  double forward = 0, backward = 0;
};
HostWait host_wait(const ParallelPlan&, const Offloaded&, double forward, double backward,
                   const Accelerator&);

// Whether tensor ranks send a part each of what all of them have, and how long a send to the next
// stage over a tier takes, gathering included. `boundary` in bytes of a rank.
inline bool splits_sends(const ParallelPlan& p) {
  return p.split_sends && p.pipeline > 1 && p.tensor > 1 && !p.sequence_parallel;
}
double send_seconds(const ParallelPlan&, double boundary, std::size_t tier, const Cluster&);
double send_seconds(const ParallelPlan&, double boundary, std::size_t tier, const Group& tensor,
                    const Cluster&);  // of plans whose tensor ranks are that group

// Of ranks that the host's link bounds alike the first is the busiest, however sums are rounded.
inline bool is_busier(double seconds, double most) { return seconds > most * (1 + 1e-9); }

// Collectives and sends of one pass of a virtual stage that its host launches for the pipeline: one
// in, one out, and what gathers the one in.
inline double sends_of_pass(const ParallelPlan& p) {
  return p.pipeline > 1 ? (splits_sends(p) ? 3 : 2) : 0;
}

// Seconds that compute hides of `traffic` of a rank's weights or gradients, once a step; a
// micro-batch's compute lasts `beside`. In an interleaved pipeline a chunk's last micro-batches run
// in a row, and those of the chunk after it beside the chunk's traffic; one chunk has its own
// micro-batch alone.
inline double hidden_by_chunks(const ParallelPlan& p, double traffic, double beside) {
  const Size in_a_row = std::min(micro_batches_in_a_row(p), micro_batches(p));
  if (in_a_row <= 1) return std::min(traffic, beside);
  const double alone = 1 / static_cast<double>(p.virtual_stages);
  return alone * std::min(traffic, beside) +
         (1 - alone) * std::min(traffic, static_cast<double>(in_a_row) * beside);
}

struct Around {
  std::array<double, causes> seconds{};
  double deviation = 0;
};

// Gradients' reduction, parameters' gathering, the optimizer, offload, the host. `micro_batch` is
// the compute time of one micro-batch, behind which the last reduction and the first gathering can
// hide.
Around around_step(const ParallelPlan&, const RankWeights&, double micro_batch, const Cluster&,
                   const Framework&);

// The part of sends between stages that compute hides. Plain 1F1B and GPipe wait for theirs, as
// Megatron-LM does; schedules with several chunks a rank, or with backward split, have other work.
inline double hidden_sends(const ParallelPlan& p, const Framework& f) {
  const bool waits = p.schedule == PipelineSchedule::one_f_one_b ||
                     p.schedule == PipelineSchedule::gpipe || !p.overlap_pipeline;
  return waits ? 0 : f.pipeline_overlap;
}

}  // namespace tenfold
