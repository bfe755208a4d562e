#include "schedule/compiled.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "schedule/makespan.h"
#include "schedule/stage_layout.h"

namespace tenfold {
namespace {

PassSeconds compiled(const PassCost& cost, const Accelerator& a, const Framework& f) {
  const double host = cost.launches * f.launches * f.dispatch.base() +
                      cost.collectives * f.collective_dispatch.base();
  return {.device = cost.total(), .host = host * a.dispatch_scale};
}

CompiledPart compiled(const LayerCost& l, const Accelerator& a, const Framework& f) {
  CompiledPart part{.forward = compiled(l.forward, a, f),
                    .backward_input = compiled(l.backward_input, a, f),
                    .backward_weight = compiled(l.backward_weight, a, f),
                    .recompute = compiled(l.recompute, a, f),
                    .recompute_deviation = l.recompute.deviation,
                    .weights = real(l.weights),
                    .expert_weights = real(l.expert_weights)};
  for (std::size_t i = 0; i < causes; ++i)
    part.deviation[i] =
        l.forward.deviation[i] + l.backward_input.deviation[i] + l.backward_weight.deviation[i];
  return part;
}

std::vector<Size> counts_before(const BlockCost& b) {
  const std::size_t kinds = b.layers.size();
  std::vector<Size> before((b.kind.size() + 1) * kinds);
  for (std::size_t i = 0; i < b.kind.size(); ++i)
    for (std::size_t k = 0; k < kinds; ++k)
      before[(i + 1) * kinds + k] = before[i * kinds + k] + (b.kind[i] == k ? 1 : 0);
  return before;
}

bool precedes(const StateTraffic& a, const StateTraffic& b) {
  return std::tie(a.data, a.shard_group) < std::tie(b.data, b.shard_group);
}

std::vector<StateTraffic> traffic_of(std::span<const DataDegree> degrees, ParallelPlan plan,
                                     const Cluster& cluster) {
  std::vector<StateTraffic> all;
  for (const DataDegree& d : degrees) {
    plan.data = d.data;
    plan.shard_group = d.shard_group;
    all.push_back(state_traffic(plan, cluster));
  }
  std::sort(all.begin(), all.end(), precedes);
  return all;
}

// A virtual stage as it is met: layers first to first + count - 1, of which `again` are recomputed.
struct Span {
  Size chunk = 0, first = 0, count = 0, again = 0;
  bool has_embedding = false, has_head = false;
};

Size recomputed(const ParallelPlan& p, Size count) {
  const bool some = p.recompute == Recompute::full && p.recompute_layers > 0;
  return some ? std::min(p.recompute_layers, count) : count;
}

// Of a pipeline of `chunks` virtual stages; DualPipe's second copy of the model starts anew.
template <class Visit>
void for_each_chunk(const ParallelPlan& p, Size layers, Size chunks, Visit visit) {
  const StageLayout layout = layout_of(p, layers);
  Size first = 0, stage = 0;
  for (Size c = 0; c < chunks; ++c) {
    const Size count = layout[stage];
    visit(Span{.chunk = c,
               .first = first,
               .count = count,
               .again = recomputed(p, count),
               .has_embedding = stage == 0,
               .has_head = stage + 1 == layout.stages});
    first += count;
    if (++stage == layout.stages) first = stage = 0;
  }
}

// Calls visit(part, times, times again) for what a virtual stage consists of.
template <class Visit>
void for_each_part(const CompiledShard& s, const Span& span, Visit visit) {
  if (span.has_embedding) visit(s.embedding, 1.0, 0.0);
  const std::size_t kinds = s.kinds.size();
  const auto row = [&](Size layer) { return &s.before[static_cast<std::size_t>(layer) * kinds]; };
  const Size *first = row(span.first), *end = row(span.first + span.count),
             *again = row(span.first + span.again);
  for (std::size_t k = 0; k < kinds; ++k)
    if (end[k] > first[k])
      visit(s.kinds[k], static_cast<double>(end[k] - first[k]),
            static_cast<double>(again[k] - first[k]));
  if (span.has_head) visit(s.head, 1.0, 0.0);
}

void add(PassSeconds& sum, double times, const PassSeconds& pass) {
  sum.device += times * pass.device;
  sum.host += times * pass.host;
}

// The longer of device and host.
double slower(const PassSeconds& pass, double sends = 0) {
  return std::max(pass.device, pass.host + sends);
}

ChunkTime chunk_time(const CompiledShard& s, const Span& span, double sends) {
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

void fill(PipelineProblem& problem, const CompiledShard& s, const ParallelPlan& p) {
  std::vector<ChunkTime> chunks = std::move(problem.chunks);
  chunks.clear();
  problem = scheduled(p);
  const double sends = p.pipeline > 1 ? s.send_dispatch : 0;
  for_each_chunk(p, s.layers, problem.stages * problem.virtual_stages,
                 [&](const Span& span) { chunks.push_back(chunk_time(s, span, sends)); });
  problem.chunks = std::move(chunks);
  if (p.pipeline == 1 || s.send.empty()) return;
  const double hidden = hidden_sends(p, s.framework);
  problem.send = s.send[pipeline_tier(p, s.cluster)] * (1 - hidden);
  problem.overlap_send = hidden > 0;
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
    if (busy > most.seconds) most = {.rank = r, .seconds = busy};
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
  for_each_chunk(p, s.layers, std::ssize(problem.chunks), [&](const Span& span) {
    if (rank_of(problem, span.chunk) != rank) return;
    load.weights.layers += span.count;
    for_each_part(s, span, [&](const CompiledPart& part, double times, double again) {
      load.weights.dense += times * part.weights;
      load.weights.expert += times * part.expert_weights;
      for (std::size_t i = 0; i < causes; ++i)
        sums[i] += times * part.deviation[i] + again * part.recompute_deviation[i];
    });
  });
  double squares = 0;
  for (const double d : sums) squares += d * d;
  load.deviation = std::sqrt(squares);
  return load;
}

Around around(const CompiledShard& s, const ParallelPlan& p, const RankWeights& w, double micro) {
  const auto known = std::lower_bound(
      s.traffic.begin(), s.traffic.end(), p, [](const StateTraffic& t, const ParallelPlan& plan) {
        return std::tie(t.data, t.shard_group) < std::tie(plan.data, plan.shard_group);
      });
  const Accelerator& a = s.cluster.accelerator;
  if (known != s.traffic.end() && known->data == p.data && known->shard_group == p.shard_group)
    return around_step(p, w, micro, *known, a, s.framework);
  return around_step(p, w, micro, state_traffic(p, s.cluster), a, s.framework);
}

}  // namespace

CompiledShard compile(const BlockCost& b, const ParallelPlan& like,
                      std::span<const DataDegree> degrees, const Cluster& cluster,
                      const Framework& f) {
  const Accelerator& a = cluster.accelerator;
  CompiledShard s{.cluster = cluster,
                  .framework = f,
                  .kinds = {},
                  .embedding = compiled(b.embedding, a, f),
                  .head = compiled(b.head, a, f),
                  .layers = std::ssize(b.kind),
                  .before = counts_before(b),
                  .send = {},
                  .send_dispatch = 2 * f.collective_dispatch.base() * a.dispatch_scale,
                  .traffic = traffic_of(degrees, like, cluster)};
  for (const LayerCost& l : b.layers) s.kinds.push_back(compiled(l, a, f));
  for (std::size_t tier = 0; tier < cluster.tiers.size(); ++tier)
    s.send.push_back(point_to_point_time(real(b.boundary_bytes) * byte, tier, cluster).time.base());
  return s;
}

PlanSeconds plan_seconds(const CompiledShard& s, const ParallelPlan& p, PipelineProblem& scratch) {
  fill(scratch, s, p);
  check(scratch);
  const Busiest busiest = busiest_rank(scratch);
  // Each copy of dualpipe's model sees half of the micro-batches.
  const double copies = scratch.schedule == PipelineSchedule::dualpipe ? 2 : 1;
  const RankLoad load = rank_load(s, p, scratch, busiest.rank);
  const Around beside = around(s, p, load.weights, busiest.seconds / copies);
  double sum = makespan(scratch, scratch.send);
  for (const double seconds : beside.seconds) sum += seconds;
  const double nodes = real(accelerators(p)) / real(std::max<Size>(1, s.cluster.node_size));
  const double waiting = s.framework.straggler * std::max(0.0, std::log2(nodes));
  const double passes = static_cast<double>(scratch.micro_batches) / copies;
  const double kernels = (passes * load.deviation + beside.deviation) / sum;
  return {.seconds = sum * (1 + waiting), .spread = std::hypot(kernels, s.framework.spread)};
}

}  // namespace tenfold
