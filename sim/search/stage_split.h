// How layers are spread over the stages of a pipeline: what a search tries, for any number of
// stages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"

namespace tenfold {

// As listed, else as even as layers allow where the first and the last stage count as so many
// layers more than they have, for the embedding and the head beside them: 1 and 1 is Megatron-LM's
// --account-for-embedding-in-pipeline-split with --account-for-loss-in-pipeline-split.
struct StageSplit {
  std::vector<Size> layers = {};  // of each virtual stage
  Size first_less = 0, last_less = 0;
  bool operator==(const StageSplit&) const = default;
};

// "even", "ends-less-1", "first-less-2", "last-less-3"; a list as "7:8x6:7". Nothing where the text
// is none of them. `words` writes what this reads.
std::optional<StageSplit> stage_split_named(std::string_view);
std::string words(const StageSplit&);
inline constexpr std::string_view stage_split_needs =
    "even, ends-less-N, first-less-N, last-less-N, or a list of layers for each stage";

// What a plan's stage_layers are then, empty where they are those of a plan that names none;
// nothing where the split is of other stages or leaves a stage less than none.
std::optional<std::vector<Size>> stage_layers(const StageSplit&, const ParallelPlan&, Size layers);

// "7:8x6:7" as seven numbers and more; "even" for none. Nothing where the text is neither.
std::string layers_text(const std::vector<Size>&);
std::optional<std::vector<Size>> layers_named(std::string_view);

// Layers whose products are as large as those after the last layer: the head's, and those of
// modules that predict further tokens.
Size head_in_layers(const Architecture&);

}  // namespace tenfold
