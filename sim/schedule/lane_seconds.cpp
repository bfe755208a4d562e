#include <algorithm>
#include <cmath>
#include <tuple>

#include "schedule/compiled.h"
#include "schedule/makespan.h"
#include "schedule/spans.h"

namespace tenfold {
namespace {

void add(PassSeconds& sum, double times, const PassSeconds& pass) {
  sum.device += times * pass.device;
  sum.host += times * pass.host;
}

// The longer of device and host.
double slower(const PassSeconds& pass, double sends = 0) {
  return std::max(pass.device, pass.host + sends);
}

Offloaded offloaded(const CompiledShard& s, const ParallelPlan& p, const StageSpan& span) {
  Offloaded sum;
  const bool full = p.recompute == Recompute::full;
  for_each_part(s, span, [&](const CompiledPart& part, double times, double again) {
    const double inputs = full ? again : 0;
    sum.activations += (times - inputs) * part.saved + inputs * part.input;
    sum.dense += times * part.weights;
    sum.expert += times * part.expert_weights;
  });
  return sum;
}

bool moves_layers(const ParallelPlan& p) {
  return holds(p.offload, Offload::activations) || holds(p.offload, Offload::weights);
}

ChunkTime pass_time(const CompiledShard& s, const StageSpan& span, double sends) {
  PassSeconds forward, input, weight;
  for_each_part(s, span, [&](const CompiledPart& part, double times, double again) {
    add(forward, times, part.forward);
    add(input, times, part.backward_input);
    add(input, again, part.recompute);
    add(weight, times, part.backward_weight);
  });
  return {.forward = slower(forward, sends),
          .backward_input = slower(input, sends),
          .backward_weight = slower(weight)};
}

struct TimedChunk {
  ChunkTime time;  // waiting included
  HostWait wait;
};

TimedChunk timed_chunk(const CompiledShard& s, const ParallelPlan& p, const StageSpan& span) {
  TimedChunk chunk{pass_time(s, span, s.send_dispatch * sends_of_pass(p)), {}};
  if (!moves_layers(p)) return chunk;
  // Passes that the link bounds take exactly as long: closed forms know equal ones.
  const HostWait link = host_wait(p, offloaded(s, p, span), 0, 0, s.cluster->accelerator);
  ChunkTime& t = chunk.time;
  chunk.wait = {std::max(0.0, link.forward - t.forward),
                std::max(0.0, link.backward - t.backward())};
  t.forward = std::max(t.forward, link.forward);
  if (chunk.wait.backward > 0) t.backward_input = link.backward - t.backward_weight;
  return chunk;
}

// In the usual placement no other degree moves the ranks that gather.
bool is_usual(const ParallelPlan& p) { return p.placement == Placement::tensor_data_pipeline; }

double send_of(const CompiledShard& s, const ParallelPlan& p) {
  const std::size_t tier = pipeline_tier(p, *s.cluster);
  if (!splits_sends(p)) return s.send[tier];
  if (is_usual(p)) return s.split_send[tier];
  const Group tensor = group_of(Axis::tensor, p, *s.cluster);
  if (tensor.per_tier == s.tensor.per_tier) return s.split_send[tier];
  return send_seconds(p, s.boundary_bytes, tier, tensor, *s.cluster);
}

// Returns whether a pass waits for the host. Virtual stages in a row that are alike are timed once.
bool fill(std::vector<ChunkTime>& chunks, const CompiledShard& s, const ParallelPlan& p) {
  const StageLayout layout = layout_of(p, s.layers);
  bool waits = false;
  StageSpan before;
  Size run = 0;
  for (Size stage = 0; stage < layout.stages; stage += run) {
    const StageSpan span = span_of(p, layout, stage, stage);
    const auto at = chunks.begin() + stage;
    run = alike_from(s, layout, stage);
    if (stage > 0 && alike(s, before, span)) {
      std::fill_n(at, run, *(at - 1));
    } else {
      const TimedChunk chunk = timed_chunk(s, p, span);
      std::fill_n(at, run, chunk.time);
      waits |= chunk.wait.forward > 0 || chunk.wait.backward > 0;
    }
    before = span;
  }
  // DualPipe's second copy of the model.
  std::copy(chunks.begin(), chunks.end() - layout.stages, chunks.begin() + layout.stages);
  return waits;
}

bool fill(PipelineProblem& problem, const CompiledShard& s, const ParallelPlan& p) {
  std::vector<ChunkTime> chunks = std::move(problem.chunks);
  problem = scheduled(p);
  chunks.resize(static_cast<std::size_t>(problem.stages * problem.virtual_stages));
  problem.chunks = std::move(chunks);
  const bool waits = fill(problem.chunks, s, p);
  if (p.pipeline == 1 || s.send.empty()) return waits;
  const double hidden = hidden_sends(p, *s.framework);
  problem.send = send_of(s, p) * (1 - hidden);
  problem.overlap_send = hidden > 0;
  return waits;
}

// The rank that computes longest, and for how long a micro-batch.
struct Busiest {
  Size rank = 0;
  double seconds = 0;
};

Busiest busiest_rank(const PipelineProblem& p) {
  const Size chunks = std::ssize(p.chunks);
  const auto seconds = [&](Size c) {
    const ChunkTime& t = p.chunks[static_cast<std::size_t>(c)];
    return t.forward + t.backward();
  };
  Busiest most;
  for (Size r = 0; r < p.stages; ++r) {
    double busy = 0;
    if (there_and_back(p.schedule))
      busy = seconds(r) + seconds(chunks - 1 - r);
    else
      for (Size c = r; c < chunks; c += p.stages) busy += seconds(c);
    if (r == 0 || is_busier(busy, most.seconds)) most = {.rank = r, .seconds = busy};
  }
  return most;
}

// What the busiest rank holds, and how far its kernels' times may be off.
struct RankLoad {
  RankWeights weights;
  double deviation = 0;
};

RankLoad rank_load(const CompiledShard& s, const ParallelPlan& p, const PipelineProblem& problem,
                   Size rank) {
  RankLoad load;
  std::array<double, causes> sums{};
  for_each_alike_of(rank, s, p, problem, [&](const StageSpan& ones, double times) {
    load.weights.layers += static_cast<Size>(times) * ones.count;
    for_each_part(s, ones, [&](const CompiledPart& part, double layers, double again) {
      load.weights.dense += times * layers * part.weights;
      load.weights.expert += times * layers * part.expert_weights;
      for (std::size_t i = 0; i < causes; ++i)
        sums[i] += times * (layers * part.deviation[i] + again * part.recompute_deviation[i]);
    });
    if (!moves_layers(p)) return;
    const HostWait wait = timed_chunk(s, p, ones).wait;
    sums[index(Cause::offload_traffic)] += times * offload_spread * (wait.forward + wait.backward);
  });
  double squares = 0;
  for (const double d : sums) squares += d * d;
  load.deviation = std::sqrt(squares);
  return load;
}

Beside beside(const ParallelPlan& p, const LaneSeconds& lane, const StateTraffic& t,
              const CompiledShard& s) {
  return state_traffic_beside(p, lane.weights, lane.micro_batch, t, *s.framework) +
         optimizer_beside(p, lane.weights, t, s.cluster->accelerator, *s.framework);
}

Beside beside(const CompiledShard& s, const ParallelPlan& p, const LaneSeconds& lane) {
  const auto known = std::lower_bound(
      s.traffic.begin(), s.traffic.end(), p, [](const StateTraffic& t, const ParallelPlan& plan) {
        return std::tie(t.data, t.shard_group) < std::tie(plan.data, plan.shard_group);
      });
  if (is_usual(p) && known != s.traffic.end() && known->data == p.data &&
      known->shard_group == p.shard_group)
    return beside(p, lane, *known, s);
  return beside(p, lane, state_traffic(p, *s.cluster), s);
}

LaneSeconds scheduled_lane(const CompiledShard& s, const ParallelPlan& p,
                           const PipelineProblem& problem) {
  const Busiest busiest = busiest_rank(problem);
  // Each copy of dualpipe's model sees half of the micro-batches.
  const double copies = problem.schedule == PipelineSchedule::dualpipe ? 2 : 1;
  const RankLoad load = rank_load(s, p, problem, busiest.rank);
  const double passes = static_cast<double>(problem.micro_batches) / copies;
  return {.makespan = makespan(problem, problem.send),
          .micro_batch = busiest.seconds / copies,
          .weights = load.weights,
          .deviation = passes * load.deviation};
}

}  // namespace

LaneSeconds lane_seconds(const CompiledShard& s, const ParallelPlan& p, PipelineProblem& scratch) {
  fill(scratch, s, p);
  return scheduled_lane(s, p, scratch);
}

std::optional<LaneSeconds> waiting_lane(const CompiledShard& s, const ParallelPlan& p,
                                        PipelineProblem& scratch) {
  if (!moves_layers(p) || !fill(scratch, s, p)) return std::nullopt;
  return scheduled_lane(s, p, scratch);
}

LaneFlops lane_flops(const CompiledShard& s, const ParallelPlan& p) {
  const double passes = real(micro_batches(p) * p.data);
  const bool some = p.recompute == Recompute::full && p.recompute_layers > 0;
  if (!some) return {passes * s.model_flops, passes * s.executed_flops};
  LaneFlops flops;
  const Size chunks = layout_of(p, s.layers).stages;
  for_each_chunk(p, s.layers, chunks, [&](const StageSpan& span) {
    for_each_part(s, span, [&](const CompiledPart& part, double times, double again) {
      flops.model += times * part.model_flops;
      flops.executed += times * part.executed_flops + again * part.recomputed_flops;
    });
  });
  return {passes * flops.model, passes * flops.executed};
}

double straggling(const ParallelPlan& p, const Cluster& c, const Framework& f) {
  const double nodes = real(accelerators(p)) / real(std::max<Size>(1, c.node_size));
  return f.straggler * std::max(0.0, std::log2(nodes));
}

PlanSeconds plan_seconds(const LaneSeconds& lane, const Beside& beside, double waiting,
                         double spread) {
  const double sum = lane.makespan + beside.seconds;
  const double kernels = (lane.deviation + beside.deviation) / sum;
  return {.seconds = sum * (1 + waiting), .spread = std::sqrt(kernels * kernels + spread * spread)};
}

PlanSeconds plan_seconds(const CompiledShard& s, const ParallelPlan& p, PipelineProblem& scratch) {
  fill(scratch, s, p);
  check(scratch);
  const LaneSeconds lane = scheduled_lane(s, p, scratch);
  return plan_seconds(lane, beside(s, p, lane), straggling(p, *s.cluster, *s.framework),
                      s.framework->spread);
}

}  // namespace tenfold
