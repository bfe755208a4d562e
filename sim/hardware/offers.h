// What a generation of a framework can run. A search tries these where its scenario names no
// others; a plan that somebody names is costed whatever they say.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/fields.h"
#include "base/plan_kinds.h"

namespace tenfold {

// A list that is not there: all. An empty one: no pipelines, no context parallelism.
struct Offers {
  std::optional<std::vector<PipelineSchedule>> schedules;
  std::optional<std::vector<ContextKind>> context_kinds;
  std::optional<std::vector<Recompute>> recompute;
  std::optional<std::vector<AttentionKernel>> attention;
  std::optional<std::vector<std::int64_t>> zero;  // ZeRO stages
  bool sequence_parallel = true;
  bool uneven_stages = true;  // pipeline stages of different numbers of layers
};
template <>
struct Fields<Offers> {
  static constexpr std::tuple table{
      Field{"schedules", &Offers::schedules, "of pipelines; none in the list: no pipelines",
            optional},
      Field{"context_kinds", &Offers::context_kinds,
            "of context parallelism; none in the list: no such", optional},
      Field{"recompute", &Offers::recompute, "which activations can be made again", optional},
      Field{"attention", &Offers::attention, "kernels of attention", optional},
      Field{"zero", &Offers::zero, "ZeRO stages", Rule{.required = false, .high = 3}},
      Field{"sequence_parallel", &Offers::sequence_parallel,
            "norms and sums split along the sequence over tensor ranks", optional},
      Field{"uneven_stages", &Offers::uneven_stages, "stages of different numbers of layers",
            optional},
  };
};

}  // namespace tenfold
