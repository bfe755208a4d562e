#include "schedule/step_cost.h"

#include <algorithm>
#include <cmath>

#include "schedule/stage_layout.h"
#include "schedule/step_parts.h"

namespace tenfold {
namespace {

using CauseSums = std::array<double, causes>;

// The virtual stage's device and host time of one pass.
struct ChunkPass {
  PassCost cost;
  double seconds = 0;  // the longer of device and host, and what waits for the host's link
  double waits = 0;
};

ChunkPass timed(const PassCost& cost, double sends, const Framework& f, const Accelerator& a) {
  const double host = cost.launches * f.launches * f.dispatch.base() +
                      (cost.collectives + sends) * f.collective_dispatch.base();
  return {cost, std::max(cost.total(), host * a.dispatch_scale), 0};
}

struct ChunkCost {
  Size rank = 0;
  ChunkPass forward, backward_input, backward_weight;
  double weights = 0, expert_weights = 0;
  Size layers = 0;
};

// Whether full recompute covers a layer of a stage.
bool recomputes(const ParallelPlan& p, Size layer_in_stage) {
  return p.recompute != Recompute::full || p.recompute_layers == 0 ||
         layer_in_stage < p.recompute_layers;
}

// Of backward's two parts the first waits: both need what comes back.
void wait_for_host(ChunkCost& c, const ParallelPlan& p, double kept, const Accelerator& a) {
  const HostWait wait = host_wait(p, {kept, c.weights, c.expert_weights}, c.forward.seconds,
                                  c.backward_input.seconds + c.backward_weight.seconds, a);
  c.forward.seconds += c.forward.waits = wait.forward;
  c.backward_input.seconds += c.backward_input.waits = wait.backward;
}

ChunkCost sum_chunk(const ParallelPlan& p, const BlockCost& b, const Chunk& chunk,
                    const Framework& f, const Accelerator& a) {
  PassCost forward, input, weight;
  ChunkCost sum;
  sum.rank = chunk.rank;
  sum.layers = chunk.count;
  double kept = 0;  // bytes of activations
  const auto add = [&](const LayerCost& l, bool again) {
    kept += again && p.recompute == Recompute::full ? l.input : l.saved;
    forward += l.forward;
    input += l.backward_input;
    weight += l.backward_weight;
    if (again) input += l.recompute;
    sum.weights += real(l.weights);
    sum.expert_weights += real(l.expert_weights);
  };
  if (chunk.has_embedding) add(b.embedding, false);
  for (Size i = 0; i < chunk.count; ++i)
    add(b.layers[b.kind[static_cast<std::size_t>(chunk.first + i)]], recomputes(p, i));
  if (chunk.has_head) add(b.head, false);
  const double sends = sends_of_pass(p);
  sum.forward = timed(forward, sends, f, a);
  sum.backward_input = timed(input, sends, f, a);
  sum.backward_weight = timed(weight, 0, f, a);
  wait_for_host(sum, p, kept, a);
  return sum;
}

std::vector<ChunkCost> chunk_costs(const ParallelPlan& p, const BlockCost& b, const Framework& f,
                                   const Accelerator& a) {
  std::vector<ChunkCost> costs;
  for (const Chunk& chunk : chunks_of(p, static_cast<Size>(b.kind.size())))
    costs.push_back(sum_chunk(p, b, chunk, f, a));
  return costs;
}

PipelineProblem problem_of(const ParallelPlan& p, const BlockCost& b,
                           const std::vector<ChunkCost>& chunks, const Cluster& cluster,
                           const Framework& f) {
  PipelineProblem problem = pipeline_problem(p);
  problem.chunks.clear();
  for (const ChunkCost& c : chunks)
    problem.chunks.push_back(
        {c.forward.seconds, c.backward_input.seconds, c.backward_weight.seconds});
  if (p.pipeline > 1) {
    const double send = send_seconds(p, real(b.boundary_bytes), pipeline_tier(p, cluster), cluster);
    const double hidden = hidden_sends(p, f);
    problem.send = send * (1 - hidden);
    problem.overlap_send = hidden > 0;
  }
  return problem;
}

// Micro-batches that a chunk runs: each copy of dualpipe's model sees half of them.
double passes_of(const PipelineProblem& p) {
  return real(p.micro_batches) / (p.schedule == PipelineSchedule::dualpipe ? 2 : 1);
}

// What the rank that is busiest spends its time on.
CauseSums rank_causes(const std::vector<ChunkCost>& chunks, const PipelineProblem& problem,
                      Size rank) {
  CauseSums sums{};
  const double m = passes_of(problem);
  for (const ChunkCost& c : chunks) {
    if (c.rank != rank) continue;
    for (const ChunkPass* pass : {&c.forward, &c.backward_input, &c.backward_weight}) {
      for (std::size_t i = 0; i < causes; ++i) sums[i] += m * pass->cost.seconds[i];
      sums[index(Cause::host)] += m * (pass->seconds - pass->waits - pass->cost.total());
      sums[index(Cause::offload_traffic)] += m * pass->waits;
    }
  }
  return sums;
}

double rank_deviation(const std::vector<ChunkCost>& chunks, const PipelineProblem& problem,
                      Size rank) {
  CauseSums sums{};
  for (const ChunkCost& c : chunks) {
    if (c.rank != rank) continue;
    for (const ChunkPass* pass : {&c.forward, &c.backward_input, &c.backward_weight}) {
      for (std::size_t i = 0; i < causes; ++i)
        sums[i] += passes_of(problem) * pass->cost.deviation[i];
      sums[index(Cause::offload_traffic)] += passes_of(problem) * pass->waits * offload_spread;
    }
  }
  double squares = 0;
  for (const double s : sums) squares += s * s;
  return std::sqrt(squares);
}

Size busiest_rank(const PipelineTime& time) {
  std::size_t most = 0;
  for (std::size_t r = 1; r < time.busy.size(); ++r)
    if (is_busier(time.busy[r], time.busy[most])) most = r;
  return static_cast<Size>(most);
}

// One rank's share of a model, in elements.
RankWeights rank_weights(const std::vector<ChunkCost>& chunks, Size rank) {
  RankWeights w;
  for (const ChunkCost& c : chunks) {
    if (c.rank != rank) continue;
    w.dense += c.weights;
    w.expert += c.expert_weights;
    w.layers += c.layers;
  }
  return w;
}

// Layers of each kind that recompute covers, of one copy of the model.
std::vector<Count> recomputed_layers(const BlockCost& b, const ParallelPlan& p) {
  std::vector<Count> layers(b.layers.size(), 0);
  const Size copies = p.schedule == PipelineSchedule::dualpipe ? 2 : 1;
  for (const Chunk& chunk : chunks_of(p, static_cast<Size>(b.kind.size())))
    for (Size i = 0; i < chunk.count; ++i)
      if (recomputes(p, i)) ++layers[b.kind[static_cast<std::size_t>(chunk.first + i)]];
  for (Count& count : layers) count /= copies;
  return layers;
}

void count_flops(StepCost& step, const BlockCost& b, const ParallelPlan& p) {
  const Count times = Count{micro_batches(p)} * p.data;
  const std::vector<Count> again = recomputed_layers(b, p);
  const auto add = [&](const LayerCost& l, Count layers, Count recomputed) {
    step.model_flops += times * layers * l.exact_flops;
    step.full_flops += times * layers * l.full_flops;
    step.executed_flops += times * (layers * l.executed_flops + recomputed * l.recomputed_flops);
  };
  for (std::size_t i = 0; i < b.layers.size(); ++i) add(b.layers[i], b.count[i], again[i]);
  add(b.embedding, 1, 0);
  add(b.head, 1, 0);
}

// The rate that utilisation is stated against: of the 16-bit format, whatever the products' own
// (as papers have it), or of the format itself below 16 bits where nothing else is rated.
double rated(const Accelerator& a) { return peak_16bit(a).value_or(FlopRate::base(0)).base(); }

void rate(StepCost& step, const ParallelPlan& p, Size sequence_length, const Accelerator& a) {
  const double seconds = step.seconds * real(accelerators(p));
  step.peak_rate = rated(a);
  if (step.peak_rate > 0 && seconds > 0) {
    step.mfu = real(step.model_flops) / (seconds * step.peak_rate);
    step.hfu = real(step.executed_flops) / (seconds * step.peak_rate);
  }
  step.tokens_per_second_per_accelerator = real(p.global_batch) * real(sequence_length) / seconds;
}

}  // namespace

double send_seconds(const ParallelPlan& p, double boundary, std::size_t tier, const Cluster& c) {
  return send_seconds(p, boundary, tier, group_of(Axis::tensor, p, c), c);
}

double send_seconds(const ParallelPlan& p, double boundary, std::size_t tier, const Group& tensor,
                    const Cluster& c) {
  if (!splits_sends(p)) return point_to_point_time(boundary * byte, tier, c).time.base();
  const Seconds part = point_to_point_time(boundary / real(p.tensor) * byte, tier, c).time;
  const Priced gathered = collective_time(CollectiveKind::all_gather, boundary * byte, tensor, c);
  return (part + gathered.time).base();
}

StepCost step_cost(const ParallelPlan& p, const BlockCost& b, const Architecture&,
                   Size sequence_length, const Cluster& cluster, const Framework& f) {
  const Accelerator& a = cluster.accelerator;
  const std::vector<ChunkCost> chunks = chunk_costs(p, b, f, a);
  StepCost step;
  step.pipeline = problem_of(p, b, chunks, cluster, f);
  const PipelineTime time = pipeline_time(step.pipeline);
  const Size rank = busiest_rank(time);
  const auto at = static_cast<std::size_t>(rank);
  step.by_cause = rank_causes(chunks, step.pipeline, rank);
  step.by_cause[index(Cause::pipeline_traffic)] += time.exposed_send[at];
  step.by_cause[index(Cause::bubble)] = time.makespan - time.busy[at] - time.exposed_send[at];
  const double micro = time.busy[at] / real(step.pipeline.micro_batches);
  const Around around = around_step(p, rank_weights(chunks, rank), micro, cluster, f);
  for (std::size_t i = 0; i < causes; ++i) step.by_cause[i] += around.seconds[i];

  double sum = 0;
  for (const double s : step.by_cause) sum += s;
  const double nodes = real(accelerators(p)) / real(std::max<Size>(1, cluster.node_size));
  const double waiting = sum * f.straggler * std::max(0.0, std::log2(nodes));
  step.by_cause[index(Cause::overhead)] += waiting;
  step.seconds = sum + waiting;
  const double kernels = (rank_deviation(chunks, step.pipeline, rank) + around.deviation) / sum;
  step.spread = std::hypot(kernels, f.spread);
  count_flops(step, b, p);
  rate(step, p, sequence_length, a);
  return step;
}

StepCost step_cost(const Architecture& a, const ParallelPlan& p, Size sequence_length,
                   const Cluster& cluster, const Framework& f) {
  return step_cost(p, block_cost(a, p, sequence_length, cluster, f), a, sequence_length, cluster,
                   f);
}

}  // namespace tenfold
