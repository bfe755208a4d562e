// What the exports of a plan share. Private to io/.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "io/export.h"

namespace tenfold::io {

// What a plan costs, in words: "a step takes 12.3 s, 4.0 % more".
using CostWords = std::function<std::string(const ParallelPlan&)>;

struct ExportInput {
  const ParallelPlan& plan;  // with a data degree
  const Architecture& model;
  Size sequence_length = 0;
  CostWords cost = {};  // of a plan that stands instead; empty: not told
};

using Lines = std::vector<std::string>;

// What a target cannot be told, in words, and the plan with what stands instead: empty where the
// engine costs both alike, or knows nothing of it.
using Change = std::function<ParallelPlan(ParallelPlan)>;
struct Gap {
  explicit Gap(std::string what, Change change = {}, std::string_view as = {})
      : words(std::move(what)), instead(std::move(change)), costed_as(as) {}
  std::string words;
  Change instead;
  std::string_view costed_as;  // where the engine has only the like of what stands
};
using Gaps = std::vector<Gap>;

// The plan with another value of one setting.
template <auto field, class Value>
Change with_value(Value value) {
  return [value](ParallelPlan p) {
    p.*field = value;
    return p;
  };
}

// Each gap as a line, with what replacing costs where that is asked for.
Lines gap_lines(const Gaps&, const ExportInput&);

// One function a target.
Exported export_megatron(const ExportInput&);
Exported export_torchtitan(const ExportInput&);
Exported export_deepspeed(const ExportInput&);
Exported export_nemo(const ExportInput&);

// The comment at the head of a text: target, model and degrees, how to use it, what is not
// expressed and what all that stands instead costs together, and what no plan tells. Lines start
// with "# " and have at most 100 columns.
std::string export_head(ExportTarget, const ExportInput&, const Gaps& not_expressed);

// A decoder as the targets describe one: the shape of the first layer of each sort.
struct DecoderShape {
  const Attention* attention = nullptr;
  const LatentAttention* latent = nullptr;
  const DenseFeedForward* dense = nullptr;
  const MixtureOfExperts* experts = nullptr;
  bool rotary = false;                                    // of any attention
  std::vector<bool> has_experts, has_window, has_rotary;  // of each layer
};
DecoderShape decoder_shape(const Architecture&);

// What of a model the keys that Megatron Core shares with NeMo do not say, a line each.
Lines core_model_gaps(const ExportInput&);

// "[0]*3+[1]*58", "([0]*3+[1]*1)*12": a list of zeros and ones as Megatron-LM reads it.
std::string run_lengths(const std::vector<bool>&);

// One setting, as a flag of Megatron-LM and as a path in Megatron-Bridge's configuration. Empty
// where one of the two has none. A flag without a value is a switch.
struct CoreSetting {
  std::string flag, flag_value;
  std::string path, yaml;
};
struct CoreGroup {
  std::string title;
  std::vector<CoreSetting> settings;
};
struct CoreSettings {
  std::vector<CoreGroup> groups;
  Gaps not_expressed;
};
CoreSettings core_settings(const ExportInput&);

// The parts of core_settings(); each appends.
void add_core_model(CoreSettings&, const ExportInput&);
void add_core_pipeline(CoreSettings&, const ExportInput&);
void add_core_execution(CoreSettings&, const ExportInput&);

// What is written where a framework has not a plan's schedule: plain 1F1B with as many stages.
ParallelPlan with_plain_schedule(ParallelPlan);

// How ranks would have to be numbered, where a target's own order is another.
std::string placement_gap(const ParallelPlan&, std::string_view own);

// The plan that keeps `what` on the device.
Change without_offload(Offload what);

// Whether states are sharded at all: over data x context ranks.
bool shards_states(const ParallelPlan&);

}  // namespace tenfold::io
