#include "io/export.h"

#include <fmt/format.h>

#include <cmath>

#include "base/digits.h"
#include "io/export_parts.h"
#include "scenario/run.h"

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
                 ".sh", "--set search.schedule=1f1b:interleaved"},
    ExportFormat{
        "torchtitan 0.2 (TOML of its JobConfig)", "CONFIG_FILE=this_file.toml ./run_train.sh",
        ".toml",
        "--set search.schedule=gpipe:1f1b:interleaved:zero-bubble-v --set search.zero=0:2:3"},
    ExportFormat{"DeepSpeed (config-json page of commit 00376da)",
                 "deepspeed --deepspeed_config this_file; it reads Hjson: take the # lines out for "
                 "readers of plain JSON",
                 ".json", "--set search.schedule=1f1b"},
    ExportFormat{"NeMo Framework: Megatron-Bridge 0.4 (ConfigContainer)",
                 "give it to the script of the model's pretraining recipe as --config-file",
                 ".yaml", "--set search.schedule=1f1b:interleaved"}};

constexpr std::array writers{export_megatron, export_torchtitan, export_deepspeed, export_nemo};

// What no plan and no architecture of ours holds, though a run needs it.
constexpr std::string_view yours =
    "Not part of a plan, yours to add: tokenizer, data, learning rate, initialisation, rotary base "
    "and scaling, epsilon of norms, router losses, checkpoints.";

// Where the word at `at` ends, with the unit that follows a number: "12.3 s".
std::size_t word_end(const std::string& text, std::size_t at) {
  const auto end_of = [&](std::size_t from) { return std::min(text.find(' ', from), text.size()); };
  const std::size_t end = end_of(at);
  const bool number = end > at && text[end - 1] >= '0' && text[end - 1] <= '9';
  if (!number || end == text.size()) return end;
  const std::string next = text.substr(end + 1, end_of(end + 1) - end - 1);
  const std::string bare = next.substr(0, next.find_first_of(",.;"));
  const bool unit = bare == "s" || bare == "%" || bare == "GiB" || bare == "TiB";
  return unit ? end + 1 + next.size() : end;
}

// One line of at most 100 columns a "# ", the later ones indented.
std::string comment(const std::string& text, std::string_view first, std::string_view later) {
  constexpr std::size_t width = 100;
  std::string out, line{first};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = word_end(text, at);
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

// Where more than one thing is replaced, what that comes to; and how to search without.
std::string together(const ExportFormat& format, const ExportInput& in, const Gaps& gaps) {
  ParallelPlan plan = in.plan;
  int changes = 0;
  for (const Gap& gap : gaps)
    if (gap.instead) {
      plan = gap.instead(std::move(plan));
      ++changes;
    }
  if (changes == 0) return "";
  const std::string cost = changes > 1 ? in.cost(plan) : "";
  return (cost.empty() ? "" : "With all that stands instead " + cost + ". ") +
         fmt::format("A search with {} asks for less that it lacks.", format.search);
}

// "a step takes 12.3 s instead of 11.8 s, 4.0 % more, and 71.2 GiB instead of 70.4 GiB"
std::string change_words(const ParallelPlan& was, const ParallelPlan& now, const Task& t) {
  const Feasibility before = feasibility(was, t), after = feasibility(now, t);
  if (!before.memory) return "";
  if (!after.memory) return fmt::format("such a plan cannot run: {}", after.faults.front());
  const auto seconds = [&](const ParallelPlan& p) {
    return step_cost(t.architecture, p, t.sequence_length, t.cluster, t.framework).seconds;
  };
  const double mine = seconds(was), instead = seconds(now);
  const double percent = 100 * (instead / mine - 1);
  const std::string step = significant(instead, 3), memory = memory_text(after.peak);
  std::string words = fmt::format("a step takes {} s", step);
  words += std::abs(percent) < 0.05
               ? " as before"
               : fmt::format(" instead of {} s, {} % {}", significant(mine, 3),
                             significant(std::abs(percent), 2), percent > 0 ? "more" : "less");
  words += memory == memory_text(before.peak)
               ? ", in as much memory"
               : fmt::format(", and {} instead of {}", memory, memory_text(before.peak));
  if (!after.fits()) words += fmt::format(", which does not fit {}", memory_text(after.capacity));
  return words;
}

}  // namespace

const ExportFormat& export_format(ExportTarget target) { return formats[index(target)]; }

Lines gap_lines(const Gaps& gaps, const ExportInput& in) {
  Lines lines;
  for (const Gap& gap : gaps) {
    const std::string cost = gap.instead && in.cost ? in.cost(gap.instead(in.plan)) : "";
    std::string line = gap.words;
    if (!cost.empty() && !gap.costed_as.empty())
      line += fmt::format("; costed as {}", gap.costed_as);
    if (!cost.empty()) line += ": " + cost;
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string export_head(ExportTarget target, const ExportInput& in, const Gaps& not_expressed) {
  const ExportFormat& format = export_format(target);
  std::string out = comment(std::string(format.version), "# ", "#   ");
  const std::string model = in.model.name.empty() ? "" : in.model.name + " on ";
  out += comment(fmt::format("{}{}; sequences of {} tokens", model, degrees(in.plan),
                             grouped(Count{in.sequence_length})),
                 "# ", "#   ");
  out += comment(fmt::format("Use: {}", format.use), "# ", "#   ");
  out += comment(std::string(yours), "# ", "#   ");
  out += not_expressed.empty() ? "# Not expressed: nothing.\n" : "# Not expressed:\n";
  for (const std::string& line : gap_lines(not_expressed, in))
    out += comment(line, "#   - ", "#     ");
  const std::string all = in.cost ? together(format, in, not_expressed) : "";
  return out + (all.empty() ? "" : comment(all, "# ", "#   "));
}

ParallelPlan with_plain_schedule(ParallelPlan p) {
  // Layers a stage stand where there are as many stages; DualPipe's second ones are copies.
  if (distinct_stages(p) != p.pipeline) p.stage_layers.clear();
  p.schedule = PipelineSchedule::one_f_one_b;
  p.virtual_stages = 1;
  return p;
}

std::string placement_gap(const ParallelPlan& p, std::string_view own) {
  return fmt::format("placement {}: the order of ranks is fixed; {} stands", name(p.placement),
                     own);
}

Change without_offload(Offload what) {
  return [what](ParallelPlan p) {
    p.offload = static_cast<Offload>(index(p.offload) & ~index(what));
    return p;
  };
}

bool shards_states(const ParallelPlan& p) { return p.zero > 0 && p.data * p.context > 1; }

Exported exported(ExportTarget target, const ParallelPlan& plan, const Architecture& model,
                  Size sequence_length, Size accelerators) {
  const ParallelPlan whole = plan.data > 0 ? plan : with_data(plan, accelerators);
  return writers[index(target)]({whole, model, sequence_length});
}

Exported exported(ExportTarget target, const ParallelPlan& plan, const Task& task) {
  const ParallelPlan whole = resolved(plan, task.cluster);
  const CostWords cost = [&](const ParallelPlan& other) {
    return change_words(whole, other, task);
  };
  return writers[index(target)]({whole, task.architecture, task.sequence_length, cost});
}

}  // namespace tenfold::io
