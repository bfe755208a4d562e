// What the exports of a plan share. Private to io/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/export.h"

namespace tenfold::io {

struct ExportInput {
  const ParallelPlan& plan;  // with a data degree
  const Architecture& model;
  Size sequence_length = 0;
};

using Lines = std::vector<std::string>;

// One function a target.
Exported export_megatron(const ExportInput&);
Exported export_torchtitan(const ExportInput&);
Exported export_deepspeed(const ExportInput&);
Exported export_nemo(const ExportInput&);

// The comment at the head of a text: target, model and degrees, how to use it, what is not
// expressed, and what no plan tells. Lines start with "# " and have at most 100 columns.
std::string export_head(ExportTarget, const ExportInput&, const Lines& not_expressed);

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
  Lines not_expressed;
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

// Whether states are sharded at all: over data x context ranks.
bool shards_states(const ParallelPlan&);

}  // namespace tenfold::io
