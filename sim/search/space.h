// Every plan of a model on clusters of some sizes, numbered without storing them.
//
// Dimensions are enumerated from the outermost in: cluster sizes and degrees first, then what
// changes the shapes or the price of a rank's operators, then what changes how a pipeline runs,
// last what changes the work around a step. Plans that share the outer dimensions are neighbours.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/fields.h"
#include "search/feasible.h"
#include "search/stage_split.h"

namespace tenfold {

// What a search may vary. An empty list: every value that the dimension's rule gives, told in its
// line of the table below. A list is taken as it stands, but where a dimension moves nothing
// (tensor overlap of one tensor rank) it keeps one value. Degrees that do not make up the
// accelerators are no plan and not counted; whatever else cannot run is, with the reason.
struct SearchSpace {
  std::vector<Size> accelerators;
  std::vector<Size> tensor, context, expert, expert_tensor, pipeline, data;
  std::vector<Size> global_batch;
  std::vector<Size> micro_batch;
  std::vector<bool> sequence_parallel, gather_again;
  std::vector<ContextKind> context_kind;
  std::vector<Recompute> recompute;
  std::vector<AttentionKernel> attention;
  std::vector<NumberFormat> format;
  std::vector<TensorOverlap> tensor_overlap;
  std::vector<bool> overlap_tensor, overlap_expert, balanced_experts;
  std::vector<Placement> placement;
  // Instead of placements: tensor, pipeline and data (with context), each within a node or across
  // nodes. Those that no order of ranks gives are counted and rejected.
  bool tiers = false;
  std::vector<PipelineSchedule> schedule;
  std::vector<Size> virtual_stages;
  std::vector<StageSplit> stage_layers;  // of those alike for some stages, the first
  std::vector<Size> recompute_layers;
  std::vector<bool> overlap_pipeline, split_sends;
  std::vector<Size> zero, shard_group;
  std::vector<Offload> offload;
  std::vector<bool> overlap_gradients, overlap_parameters;
};
template <>
struct Fields<SearchSpace> {
  static constexpr std::tuple table{
      Field{"accelerators", &SearchSpace::accelerators, "cluster sizes; rule: the cluster's own",
            optional},
      Field{"tensor", &SearchSpace::tensor,
            "rule: divisors of the accelerators, the heads and the width, within a node", optional},
      Field{"context", &SearchSpace::context,
            "rule: 1; from 16,384 tokens divisors that leave each rank 4,096 tokens or more",
            optional},
      Field{"expert", &SearchSpace::expert,
            "rule: divisors of the experts and of the ranks of a pipeline stage", optional},
      Field{"expert_tensor", &SearchSpace::expert_tensor, "rule: 1 and the tensor degree",
            optional},
      Field{
          "pipeline", &SearchSpace::pipeline,
          "rule: divisors of the accelerators left, up to the layers; of the layers too where the "
          "framework has even stages alone",
          optional},
      Field{"data", &SearchSpace::data, "rule: what the other degrees leave", optional},
      Field{"global_batch", &SearchSpace::global_batch,
            "sequences of a step; rule: 16 M tokens, or a sequence an accelerator", optional},
      Field{"micro_batch", &SearchSpace::micro_batch,
            "rule: divisors of a data rank's share of the batch, up to 32,768 tokens or 1",
            optional},
      Field{"sequence_parallel", &SearchSpace::sequence_parallel,
            "rule: both, where the framework offers it", optional},
      Field{"gather_again", &SearchSpace::gather_again, "rule: true", optional},
      Field{"context_kind", &SearchSpace::context_kind, "rule: all that the framework offers",
            optional},
      Field{"recompute", &SearchSpace::recompute, "rule: all that the framework offers", optional},
      Field{"attention", &SearchSpace::attention,
            "rule: the newest kernel that part and framework run", optional},
      Field{"format", &SearchSpace::format, "rule: bf16, or fp16 on parts without it", optional},
      Field{"tensor_overlap", &SearchSpace::tensor_overlap, "rule: habit", optional},
      Field{"overlap_tensor", &SearchSpace::overlap_tensor, "rule: true", optional},
      Field{"overlap_expert", &SearchSpace::overlap_expert, "rule: true", optional},
      Field{"balanced_experts", &SearchSpace::balanced_experts, "rule: false", optional},
      Field{"placement", &SearchSpace::placement, "rule: Megatron-LM's order", optional},
      Field{"tiers", &SearchSpace::tiers,
            "instead of placement: each axis within a node or across nodes", optional},
      Field{"schedule", &SearchSpace::schedule, "rule: all that the framework offers", optional},
      Field{
          "virtual_stages", &SearchSpace::virtual_stages,
          "of the interleaved schedule; rule: divisors of a stage's layers; every number where the "
          "layers do not divide over the stages",
          optional},
      Field{"stage_layers", &SearchSpace::stage_layers,
            "rule: even; a layer less at both ends; on the last stage as many less as the head "
            "weighs",
            optional},
      Field{"recompute_layers", &SearchSpace::recompute_layers,
            "of full recompute; rule: all, halves, quarters of a virtual stage", optional},
      Field{"overlap_pipeline", &SearchSpace::overlap_pipeline, "rule: true", optional},
      Field{"split_sends", &SearchSpace::split_sends, "rule: false", optional},
      Field{"zero", &SearchSpace::zero, "rule: 0 to 3, of them what the framework offers",
            optional},
      Field{"shard_group", &SearchSpace::shard_group, "rule: all ranks, and those of a node",
            optional},
      Field{"offload", &SearchSpace::offload, "rule: none", optional},
      Field{"overlap_gradients", &SearchSpace::overlap_gradients, "rule: true", optional},
      Field{"overlap_parameters", &SearchSpace::overlap_parameters, "rule: true", optional},
  };
};

// Plans first to last - 1 of a space.
struct PlanRange {
  Size first = 0, last = 0;
  Size size() const { return last - first; }
};

// Shard `part` of `parts` of all plans; shards differ in size by one at most.
PlanRange shard_range(Size plans, Size part, Size parts);

// Plans that share cluster, degrees and the price of their layers: each lane (a way to run the
// pipeline) in turn, with each option (what happens around the step) of it.
struct PlanBlock {
  ParallelPlan base;                   // lanes and options set their own fields of it
  Size first = 0;                      // number of its first plan
  std::size_t lanes = 0, options = 0;  // lists of the space
  Size accelerators = 0;
  bool placed = true;  // false: no order of ranks gives the tiers of its axes
};

// The splits of stages that a space names, else those of the rule: even; embedding and head for a
// layer each; the head for as many as it weighs. Of a framework that has even stages alone, even.
std::vector<StageSplit> splits_tried(const Task&, const SearchSpace&);

class PlanSpace {
 public:
  PlanSpace(const Task&, const SearchSpace&);

  Size plans_total() const { return total_; }
  ParallelPlan plan_at(Size index) const;
  // Nothing where the space does not hold the plan.
  std::optional<Size> index_of(const ParallelPlan&) const;

  // For the sweep.
  const std::vector<PlanBlock>& blocks() const { return blocks_; }
  std::size_t block_of(Size index) const;
  const std::vector<ParallelPlan>& lanes(const PlanBlock& b) const { return lists_[b.lanes]; }
  const std::vector<ParallelPlan>& options(const PlanBlock& b) const { return lists_[b.options]; }
  Size size(const PlanBlock& b) const;

 private:
  std::vector<PlanBlock> blocks_;
  std::vector<std::vector<ParallelPlan>> lists_;  // of lanes, of options
  Size total_ = 0;
};

// `plan` with what a lane, or an option, sets.
ParallelPlan with_lane(ParallelPlan plan, const ParallelPlan& lane);
ParallelPlan with_option(ParallelPlan plan, const ParallelPlan& option);

}  // namespace tenfold
