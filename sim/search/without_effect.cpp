#include "search/without_effect.h"

#include <algorithm>

namespace tenfold {
namespace {

constexpr const char* hides_none = "the framework hides none";

struct Idle {
  std::string key, reason;
  bool applies = false;
};

std::vector<Idle> of_overlap(const ParallelPlan& p, const Framework& f) {
  const bool alone = p.data * p.context == 1;
  return {
      {"overlap_pipeline", "one stage", p.pipeline == 1},
      {"overlap_pipeline", hides_none, f.pipeline_overlap == 0},
      {"overlap_tensor", "one tensor rank", p.tensor == 1},
      {"overlap_tensor", hides_none, f.tensor_overlap == 0},
      {"overlap_tensor", "tensor_overlap names another way",
       p.tensor_overlap != TensorOverlap::habit},
      {"tensor_overlap", "one tensor rank", p.tensor == 1},
      {"overlap_expert", "experts are not apart", p.expert == 1},
      {"overlap_expert", hides_none, f.expert_overlap == 0},
      {"overlap_gradients", "one data rank", alone},
      {"overlap_gradients", "with ZeRO 3 the framework decides", p.zero == 3},
      {"overlap_parameters", "with ZeRO 3 the framework decides", p.zero == 3},
      {"overlap_gradients", hides_none, f.gradient_overlap == 0},
      {"overlap_parameters", "weights are not gathered", alone || p.zero == 0},
      {"overlap_parameters", hides_none, f.parameter_overlap == 0},
  };
}

std::vector<Idle> of_degrees(const ParallelPlan& p, const Architecture& a) {
  const bool alone = p.data * p.context == 1, no_experts = most_experts(a) == 0;
  return {
      {"virtual_stages", "one stage", p.pipeline == 1 && p.virtual_stages > 1},
      {"schedule", "one stage", p.pipeline == 1},
      {"sequence_parallel", "one tensor rank", p.tensor == 1},
      {"gather_again", "nothing is gathered", !p.sequence_parallel || p.tensor == 1},
      {"split_sends", "one stage", p.pipeline == 1},
      {"split_sends", "one tensor rank", p.tensor == 1},
      {"split_sends", "sequence-parallel ranks have parts", p.sequence_parallel},
      {"context_kind", "one context rank", p.context == 1},
      {"zero", "one data rank", alone && p.zero > 0},
      {"shard_group", "nothing is sharded", p.zero == 0 && p.shard_group > 0},
      {"recompute_layers", "recompute is not full",
       p.recompute != Recompute::full && p.recompute_layers > 0},
      {"expert_tensor", "no experts", no_experts && p.expert_tensor > 0},
      {"balanced_experts", "no experts", no_experts},
  };
}

}  // namespace

std::vector<std::string> without_effect(const ParallelPlan& p, const Architecture& a,
                                        const Framework& f, const std::set<std::string>& named) {
  std::vector<Idle> idle = of_degrees(p, a);
  const std::vector<Idle> overlaps = of_overlap(p, f);
  idle.insert(idle.end(), overlaps.begin(), overlaps.end());
  std::vector<std::string> told;
  std::set<std::string> seen;
  for (const Idle& i : idle)
    if (i.applies && named.count(i.key) > 0 && seen.insert(i.key).second)
      told.push_back(i.key + ": " + i.reason);
  return told;
}

}  // namespace tenfold
