// The dimensions of a search, one line each: whose list narrows it, which field of a plan it sets,
// which values it has where no list does. Private to search/.
#pragma once

#include <tuple>
#include <vector>

#include "search/space.h"

namespace tenfold {

// What a dimension changes. Lists of lanes and of options see, of the levels above, the degrees and
// what shared_with_lanes() keeps: so that blocks share them.
enum class Level : std::uint8_t {
  degrees,  // how many ranks do what
  layers,   // shapes or prices of a rank's operators
  lane,     // how a pipeline runs
  option    // what happens around a step
};

// Facts of a task that the rules read.
struct SpaceFacts {
  SpaceFacts(const Task&, const SearchSpace&, Size accelerators);
  Size accelerators = 0, node = 1;
  Size layers = 0, heads = 0, hidden = 0, experts = 0,
       sequence_length = 0;  // heads: what divides all
  AttentionKernel attention = AttentionKernel::flash_2;
  NumberFormat format = NumberFormat::bf16;
  std::vector<StageSplit> splits;  // to try
  const Offers* offers = nullptr;  // of the task's framework
};

// Values, given the dimensions further out. `matters`: where it does not, the dimension keeps the
// plan's default. `fits`: of a list's values, those that make a plan. Without `named` the rule
// knows what the space names.
template <class Value>
struct PlanDimension {
  using Rule = std::vector<Value> (*)(const SpaceFacts&, const ParallelPlan&);
  using Matters = bool (*)(const SpaceFacts&, const ParallelPlan&);
  using Fits = bool (*)(const SpaceFacts&, const ParallelPlan&, Value);
  Level level = Level::degrees;
  Value ParallelPlan::*field = nullptr;
  std::vector<Value> SearchSpace::*named = nullptr;
  Rule rule = nullptr;
  Matters matters = nullptr;
  Fits fits = nullptr;
};

namespace rules {

using Facts = SpaceFacts;
using Plan = ParallelPlan;
using Sizes = std::vector<Size>;

Sizes tensor(const Facts&, const Plan&);
Sizes context(const Facts&, const Plan&);
Sizes pipeline(const Facts&, const Plan&);
Sizes data(const Facts&, const Plan&);
Sizes expert(const Facts&, const Plan&);
Sizes expert_tensor(const Facts&, const Plan&);
Sizes global_batch(const Facts&, const Plan&);
Sizes micro_batch(const Facts&, const Plan&);
std::vector<bool> sequence_parallel(const Facts&, const Plan&);
Sizes virtual_stages(const Facts&, const Plan&);
std::vector<Sizes> stage_layers(const Facts&, const Plan&);
Sizes recompute_layers(const Facts&, const Plan&);
Sizes zero(const Facts&, const Plan&);
Sizes shard_group(const Facts&, const Plan&);

// The default, and every value, of a field.
template <auto field>
auto usual(const Facts&, const Plan&) {
  return std::vector{ParallelPlan{}.*field};
}
template <class Enum>
std::vector<Enum> every(const Facts&, const Plan&) {
  std::vector<Enum> all;
  for (std::size_t i = 0; i < enum_names<Enum>.size(); ++i) all.push_back(static_cast<Enum>(i));
  return all;
}
// What of a kind the framework offers; all where it offers none, yet somebody names the degree.
template <auto offered>
auto offers(const Facts& f, const Plan& p) {
  const auto& list = f.offers->*offered;
  return list && !list->empty() ? *list
                                : every<typename std::decay_t<decltype(*list)>::value_type>(f, p);
}
std::vector<AttentionKernel> attention(const Facts&, const Plan&);
std::vector<NumberFormat> format(const Facts&, const Plan&);

bool tensor_fits(const Facts&, const Plan&, Size);
bool context_fits(const Facts&, const Plan&, Size);
bool pipeline_fits(const Facts&, const Plan&, Size);
bool data_fits(const Facts&, const Plan&, Size);
bool micro_batch_fits(const Facts&, const Plan&, Size);
bool virtual_stages_fit(const Facts&, const Plan&, Size);
bool placement_fits(const Facts&, const Plan&, Placement);
bool offload_fits(const Facts&, const Plan&, Offload);

inline bool has_experts(const Facts& f, const Plan&) { return f.experts > 0; }
inline bool has_tensor_ranks(const Facts&, const Plan& p) { return p.tensor > 1; }
inline bool has_context_ranks(const Facts&, const Plan& p) { return p.context > 1; }
inline bool has_stages(const Facts&, const Plan& p) { return p.pipeline > 1; }
inline bool has_copies(const Facts&, const Plan& p) { return p.data * p.context > 1; }
inline bool exchanges(const Facts&, const Plan& p) { return p.expert > 1; }
inline bool can_gather_again(const Facts&, const Plan& p) {
  return p.sequence_parallel && p.recompute != Recompute::full;
}
inline bool can_split_sends(const Facts&, const Plan& p) { return !p.sequence_parallel; }
inline bool overlaps_by_habit(const Facts&, const Plan& p) {
  return p.tensor > 1 && p.tensor_overlap == TensorOverlap::habit;
}
inline bool recomputes_all(const Facts&, const Plan& p) { return p.recompute == Recompute::full; }
// Plain 1F1B and GPipe wait for their sends whatever the plan says.
inline bool can_overlap_sends(const Facts&, const Plan& p) {
  return p.pipeline > 1 && p.schedule != PipelineSchedule::one_f_one_b &&
         p.schedule != PipelineSchedule::gpipe;
}
inline bool is_sharded(const Facts&, const Plan& p) { return p.zero > 0; }
inline bool reduces_at_end(const Facts& f, const Plan& p) { return has_copies(f, p) && p.zero < 3; }
inline bool gathers_at_start(const Facts& f, const Plan& p) {
  return has_copies(f, p) && (p.zero == 1 || p.zero == 2);
}

}  // namespace rules

// Outermost first.
inline constexpr std::tuple search_dimensions{
    PlanDimension<Size>{Level::degrees, &ParallelPlan::tensor, &SearchSpace::tensor, rules::tensor,
                        nullptr, rules::tensor_fits},
    PlanDimension<Size>{Level::degrees, &ParallelPlan::context, &SearchSpace::context,
                        rules::context, nullptr, rules::context_fits},
    PlanDimension<Size>{Level::degrees, &ParallelPlan::pipeline, &SearchSpace::pipeline,
                        rules::pipeline, nullptr, rules::pipeline_fits},
    PlanDimension<Size>{Level::degrees, &ParallelPlan::data, &SearchSpace::data, rules::data,
                        nullptr, rules::data_fits},
    PlanDimension<Size>{Level::degrees, &ParallelPlan::expert, &SearchSpace::expert, rules::expert,
                        rules::has_experts},
    PlanDimension<Size>{Level::degrees, &ParallelPlan::expert_tensor, &SearchSpace::expert_tensor,
                        rules::expert_tensor, rules::has_experts},
    PlanDimension<Size>{Level::degrees, &ParallelPlan::global_batch, &SearchSpace::global_batch,
                        rules::global_batch},

    PlanDimension<Size>{Level::layers, &ParallelPlan::micro_batch, &SearchSpace::micro_batch,
                        rules::micro_batch, nullptr, rules::micro_batch_fits},
    PlanDimension<bool>{Level::layers, &ParallelPlan::sequence_parallel,
                        &SearchSpace::sequence_parallel, rules::sequence_parallel},
    PlanDimension<ContextKind>{Level::layers, &ParallelPlan::context_kind,
                               &SearchSpace::context_kind, rules::offers<&Offers::context_kinds>,
                               rules::has_context_ranks},
    PlanDimension<Recompute>{Level::layers, &ParallelPlan::recompute, &SearchSpace::recompute,
                             rules::offers<&Offers::recompute>},
    PlanDimension<bool>{Level::layers, &ParallelPlan::gather_again, &SearchSpace::gather_again,
                        rules::usual<&ParallelPlan::gather_again>, rules::can_gather_again},
    PlanDimension<AttentionKernel>{Level::layers, &ParallelPlan::attention, &SearchSpace::attention,
                                   rules::attention},
    PlanDimension<NumberFormat>{Level::layers, &ParallelPlan::format, &SearchSpace::format,
                                rules::format},
    PlanDimension<TensorOverlap>{
        Level::layers, &ParallelPlan::tensor_overlap, &SearchSpace::tensor_overlap,
        rules::usual<&ParallelPlan::tensor_overlap>, rules::has_tensor_ranks},
    PlanDimension<bool>{Level::layers, &ParallelPlan::overlap_tensor, &SearchSpace::overlap_tensor,
                        rules::usual<&ParallelPlan::overlap_tensor>, rules::overlaps_by_habit},
    PlanDimension<bool>{Level::layers, &ParallelPlan::overlap_expert, &SearchSpace::overlap_expert,
                        rules::usual<&ParallelPlan::overlap_expert>, rules::exchanges},
    PlanDimension<bool>{Level::layers, &ParallelPlan::balanced_experts,
                        &SearchSpace::balanced_experts,
                        rules::usual<&ParallelPlan::balanced_experts>, rules::has_experts},
    PlanDimension<Placement>{Level::layers, &ParallelPlan::placement, &SearchSpace::placement,
                             rules::usual<&ParallelPlan::placement>, nullptr,
                             rules::placement_fits},

    PlanDimension<PipelineSchedule>{Level::lane, &ParallelPlan::schedule, &SearchSpace::schedule,
                                    rules::offers<&Offers::schedules>, rules::has_stages},
    PlanDimension<Size>{Level::lane, &ParallelPlan::virtual_stages, &SearchSpace::virtual_stages,
                        rules::virtual_stages, nullptr, rules::virtual_stages_fit},
    PlanDimension<rules::Sizes>{Level::lane, &ParallelPlan::stage_layers, nullptr,
                                rules::stage_layers, rules::has_stages},
    PlanDimension<Size>{Level::lane, &ParallelPlan::recompute_layers,
                        &SearchSpace::recompute_layers, rules::recompute_layers,
                        rules::recomputes_all},
    PlanDimension<bool>{Level::lane, &ParallelPlan::overlap_pipeline,
                        &SearchSpace::overlap_pipeline,
                        rules::usual<&ParallelPlan::overlap_pipeline>, rules::can_overlap_sends},
    PlanDimension<bool>{Level::lane, &ParallelPlan::split_sends, &SearchSpace::split_sends,
                        rules::usual<&ParallelPlan::split_sends>, rules::can_split_sends},

    PlanDimension<Size>{Level::option, &ParallelPlan::zero, &SearchSpace::zero, rules::zero,
                        rules::has_copies},
    PlanDimension<Size>{Level::option, &ParallelPlan::shard_group, &SearchSpace::shard_group,
                        rules::shard_group, rules::is_sharded},
    PlanDimension<Offload>{Level::option, &ParallelPlan::offload, &SearchSpace::offload,
                           rules::usual<&ParallelPlan::offload>, nullptr, rules::offload_fits},
    PlanDimension<bool>{Level::option, &ParallelPlan::overlap_gradients,
                        &SearchSpace::overlap_gradients,
                        rules::usual<&ParallelPlan::overlap_gradients>, rules::reduces_at_end},
    PlanDimension<bool>{Level::option, &ParallelPlan::overlap_parameters,
                        &SearchSpace::overlap_parameters,
                        rules::usual<&ParallelPlan::overlap_parameters>, rules::gathers_at_start},
};

// Visits the dimensions of a level, outermost first.
template <class Visit>
constexpr void for_each_dimension(Level level, const Visit& visit) {
  std::apply([&](const auto&... d) { ((d.level == level ? visit(d) : void()), ...); },
             search_dimensions);
}

}  // namespace tenfold
