// When the stages of a pipeline run what: closed forms where inner stages are equal, else the
// recurrence over stages and micro-batches. timeline.h plays the same problem event by event.
//
// Schedules and their sources are in order.h; the rule of sends is here. A chunk's output goes to
// the rank of the next chunk, its input's gradient to the rank of the one before; between two
// chunks of one rank nothing is sent. A send starts when the operation ends that makes the data
// (a gradient: after backward_input where the schedule splits backward, else after backward) and
// takes `send` seconds; the consumer starts no earlier than the send ends. Unless overlap_send,
// the sender computes nothing meanwhile; the receiver, whose receive Megatron-LM fuses with its
// own send, waits only where it has nothing else to do. Sends do not slow each other down.
#pragma once

#include <vector>

#include "plan/plan.h"

namespace tenfold {

// Seconds that one virtual stage takes for one micro-batch.
struct ChunkTime {
  double forward = 0, backward_input = 0, backward_weight = 0;
  double backward() const { return backward_input + backward_weight; }
  bool operator==(const ChunkTime&) const = default;
};

struct PipelineProblem {
  PipelineSchedule schedule = PipelineSchedule::one_f_one_b;
  Size stages = 1, virtual_stages = 1, micro_batches = 1;
  // stages x virtual_stages, in the order that a token meets them. dualpipe: virtual_stages is 2
  // for the two copies of the model: chunks[stages + i] is the copy of chunks[i], met by those
  // micro-batches that enter at the last rank.
  std::vector<ChunkTime> chunks = {};
  double send = 0;            // of activations, or of their gradient, to the next stage
  bool overlap_send = false;  // the sender and receiver compute meanwhile
};

// Which rank holds a chunk: round robin, or there and back (zero-bubble-v, dualpipe).
Size rank_of(const PipelineProblem&, Size chunk);

// Whether a chunk's output is the next one's input, and whether it is sent to another rank.
bool feeds_next(const PipelineProblem&, Size chunk);
bool sends_next(const PipelineProblem&, Size chunk);

// Throws std::invalid_argument with the reason where a problem has no schedule: a virtual_stages
// or a number of micro-batches that the schedule cannot run, chunks that are not stages x
// virtual_stages, a negative time.
void check(const PipelineProblem&);

struct PipelineTime {
  double makespan = 0;       // from the first forward's start to the last backward's end
  std::vector<double> busy;  // of each rank, compute
  // Of each rank, what nothing hides of sends: the makespan beyond that with free sends, so equal
  // on all. The bubble is makespan - busy - exposed_send: idle time that free sends would not cure.
  std::vector<double> exposed_send;
};

// Throws as check() does.
PipelineTime pipeline_time(const PipelineProblem&);

// Micro-batches whose activations of each chunk are held at the moment when the chunk's rank holds
// most, its chunks counted alike (the first such moment). Held from forward's start to backward's
// end; where backward is split, weight_gradient_share from backward_input's end to that of
// backward_weight.
std::vector<double> in_flight(const PipelineProblem&);

// The same of one chunk, of a problem that would pass check(); its chunks' times are not read, nor
// need there be any.
double in_flight(const PipelineProblem&, Size chunk);

// What a weight gradient needs of a layer's activations: 32 of 34 bytes a token and width with
// attention's scores not kept. Source: Qi et al. 2023, arXiv:2401.10241, table 1.
inline constexpr double weight_gradient_share = 32.0 / 34.0;

}  // namespace tenfold
