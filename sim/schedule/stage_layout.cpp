#include "schedule/stage_layout.h"

#include <algorithm>
#include <numeric>

namespace tenfold {

PipelineProblem scheduled(const ParallelPlan& p) {
  PipelineProblem problem{.schedule = p.schedule,
                          .stages = p.pipeline,
                          .virtual_stages = p.virtual_stages,
                          .micro_batches = std::max<Size>(micro_batches(p), 1),
                          .chunks = {}};
  if (there_and_back(p.schedule)) problem.virtual_stages = 2;
  if (p.virtual_stages > 1 && p.schedule == PipelineSchedule::one_f_one_b)
    problem.schedule = PipelineSchedule::interleaved;
  return problem;
}

PipelineProblem pipeline_problem(const ParallelPlan& p) {
  PipelineProblem problem = scheduled(p);
  problem.chunks.assign(static_cast<std::size_t>(problem.stages * problem.virtual_stages),
                        {.forward = 1, .backward_input = 1, .backward_weight = 1});
  return problem;
}

namespace {

// More micro-batches than a few for each stage change nothing of what is held; an interleaved
// schedule holds as much for a part of a round as for all of it.
PipelineProblem shortened(PipelineProblem problem) {
  Size& m = problem.micro_batches;
  m = std::min(m, 4 * problem.stages);
  if (problem.schedule == PipelineSchedule::interleaved)
    m = (m + problem.stages - 1) / problem.stages * problem.stages;
  return problem;
}

// Virtual stages that a token meets.
Size stages_of_model(const ParallelPlan& p) {
  if (!p.stage_layers.empty()) return std::ssize(p.stage_layers);
  const PipelineProblem problem = scheduled(p);
  return problem.stages * (p.schedule == PipelineSchedule::dualpipe ? 1 : problem.virtual_stages);
}

}  // namespace

Size StageLayout::operator[](Size stage) const {
  if (!uneven.empty()) return uneven[static_cast<std::size_t>(stage)];
  return least + (stage >= first_longer && stage < first_longer + longer ? 1 : 0);
}

Size StageLayout::before(Size stage) const {
  if (uneven.empty()) return stage * least + std::clamp<Size>(stage - first_longer, 0, longer);
  return std::accumulate(uneven.begin(), uneven.begin() + stage, Size{0});
}

StageLayout layout_of(const ParallelPlan& p, Size layers) {
  const Size stages = stages_of_model(p), over = layers % stages;
  return {.stages = stages,
          .least = layers / stages,
          .first_longer = over + 2 <= stages ? 1 : 0,
          .longer = over,
          .uneven = p.stage_layers};
}

std::vector<Size> stage_layout(const ParallelPlan& p, Size layers) {
  const StageLayout layout = layout_of(p, layers);
  std::vector<Size> each;
  for (Size i = 0; i < layout.stages; ++i) each.push_back(layout[i]);
  return each;
}

std::vector<Chunk> chunks_of(const ParallelPlan& p, Size layers) {
  const PipelineProblem problem = shortened(pipeline_problem(p));
  const std::vector<Size> layout = stage_layout(p, layers);
  const std::vector<double> kept = in_flight(problem);
  std::vector<Chunk> chunks;
  Size first = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const std::size_t stage = i % layout.size();
    if (stage == 0) first = 0;
    chunks.push_back({.first = first,
                      .count = layout[stage],
                      .rank = rank_of(problem, static_cast<Size>(i)),
                      .has_embedding = stage == 0,
                      .has_head = stage + 1 == layout.size(),
                      .in_flight = kept[i]});
    first += layout[stage];
  }
  return chunks;
}

}  // namespace tenfold
