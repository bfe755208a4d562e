#include "io/export.h"

#include <fmt/format.h>

#include "base/digits.h"
#include "io/export_parts.h"
#include "search/feasible.h"

namespace tenfold::io {
namespace {

// Keys as these public files name them:
//   github.com/NVIDIA/Megatron-LM, megatron/training/arguments.py at commit 000c4ac24f61
//   github.com/pytorch/torchtitan, torchtitan/config/job_config.py of the TOML releases
//   github.com/deepspeedai/DeepSpeed, docs/_pages/config-json.md at commit 00376da49967
//   github.com/NVIDIA-NeMo/Megatron-Bridge, a resolved ConfigContainer at commit a9497c6b1cad
constexpr std::array formats{
    ExportFormat{"Megatron-LM after Megatron Core 0.14 (arguments.py of commit 000c4ac)",
                 "source this file in bash, then: torchrun ... pretrain_gpt.py \"${FLAGS[@]}\"",
                 ".sh"},
    ExportFormat{"torchtitan 0.2 (TOML of its JobConfig)",
                 "CONFIG_FILE=this_file.toml ./run_train.sh", ".toml"},
    ExportFormat{"DeepSpeed (config-json page of commit 00376da)",
                 "deepspeed --deepspeed_config this_file; it reads Hjson: take the # lines out for "
                 "readers of plain JSON",
                 ".json"},
    ExportFormat{"NeMo Framework: Megatron-Bridge 0.4 (ConfigContainer)",
                 "give it to the script of the model's pretraining recipe as --config-file",
                 ".yaml"}};

constexpr std::array writers{export_megatron, export_torchtitan, export_deepspeed, export_nemo};

// What no plan and no architecture of ours holds, though a run needs it.
constexpr std::string_view yours =
    "Not part of a plan, yours to add: tokenizer, data, learning rate, initialisation, rotary base "
    "and scaling, epsilon of norms, router losses and groups, checkpoints.";

// One line of at most 100 columns a "# ", the later ones indented.
std::string comment(const std::string& text, std::string_view first, std::string_view later) {
  constexpr std::size_t width = 100;
  std::string out, line{first};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    const bool fresh = line == first || line == later;
    if (!fresh && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line = later;
    } else if (!fresh) {
      line += ' ';
    }
    line += word;
    at = end + 1;
  }
  return out + line + "\n";
}

std::string degrees(const ParallelPlan& p) {
  std::string text =
      fmt::format("{} accelerators: tensor {} x context {} x pipeline {} x data {}",
                  grouped(Count{accelerators(p)}), p.tensor, p.context, p.pipeline, p.data);
  if (p.expert > 1) text += fmt::format(", experts over {}", p.expert);
  return text;
}

}  // namespace

const ExportFormat& export_format(ExportTarget target) { return formats[index(target)]; }

std::string export_head(ExportTarget target, const ExportInput& in, const Lines& not_expressed) {
  const ExportFormat& format = export_format(target);
  std::string out = comment(std::string(format.version), "# ", "#   ");
  const std::string model = in.model.name.empty() ? "" : in.model.name + " on ";
  out += comment(fmt::format("{}{}; sequences of {} tokens", model, degrees(in.plan),
                             grouped(Count{in.sequence_length})),
                 "# ", "#   ");
  out += comment(fmt::format("Use: {}", format.use), "# ", "#   ");
  out += comment(std::string(yours), "# ", "#   ");
  out += not_expressed.empty() ? "# Not expressed: nothing.\n" : "# Not expressed:\n";
  for (const std::string& line : not_expressed) out += comment(line, "#   - ", "#     ");
  return out;
}

ParallelPlan with_plain_schedule(ParallelPlan p) {
  // DualPipe's second virtual stage is a copy: its layers a stage are those of a plain pipeline.
  if (p.schedule != PipelineSchedule::dualpipe) p.stage_layers.clear();
  p.schedule = PipelineSchedule::one_f_one_b;
  p.virtual_stages = 1;
  return p;
}

std::string placement_gap(const ParallelPlan& p, std::string_view own) {
  return fmt::format("placement {}: the order of ranks is fixed; {} stands", name(p.placement),
                     own);
}

bool shards_states(const ParallelPlan& p) { return p.zero > 0 && p.data * p.context > 1; }

Exported exported(ExportTarget target, const ParallelPlan& plan, const Architecture& model,
                  Size sequence_length, Size accelerators) {
  const ParallelPlan whole = plan.data > 0 ? plan : with_data(plan, accelerators);
  return writers[index(target)]({whole, model, sequence_length});
}

}  // namespace tenfold::io
