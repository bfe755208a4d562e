// Flags of Megatron-LM's pretrain_gpt.py as a bash array, and the same settings as overrides of a
// Megatron-Bridge recipe.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "io/export_parts.h"

namespace tenfold::io {
namespace {

std::string flag_line(const CoreSetting& s) {
  return s.flag_value.empty() ? fmt::format("  {}\n", s.flag)
                              : fmt::format("  {} {}\n", s.flag, s.flag_value);
}

std::string flag_lines(const CoreGroup& group) {
  std::string lines;
  for (const CoreSetting& s : group.settings)
    if (!s.flag.empty()) lines += flag_line(s);
  return lines.empty() ? "" : fmt::format("  # {}\n", group.title) + lines;
}

// arguments.py demands one connection where tensor or context ranks share work, before Blackwell;
// fully sharded weights want more than one.
std::string environment(const ParallelPlan& p) {
  const bool fully_sharded = shards_states(p) && p.zero > 1;
  if (fully_sharded)
    return "unset CUDA_DEVICE_MAX_CONNECTIONS  # sharded weights want more than 1\n";
  if (p.tensor == 1 && p.context == 1) return "";
  return "export CUDA_DEVICE_MAX_CONNECTIONS=1  # asked for before Blackwell\n";
}

// Sections of ConfigContainer in the order of their first setting, each with its lines.
std::string yaml_sections(const CoreSettings& settings) {
  std::vector<std::string> order;
  std::map<std::string, std::string> lines;
  for (const CoreGroup& group : settings.groups)
    for (const CoreSetting& s : group.settings) {
      if (s.path.empty()) continue;
      const auto dot = s.path.find('.');
      const std::string section = s.path.substr(0, dot);
      if (lines.find(section) == lines.end()) order.push_back(section);
      lines[section] += dot == std::string::npos
                            ? fmt::format(" {}\n", s.yaml)
                            : fmt::format("  {}: {}\n", s.path.substr(dot + 1), s.yaml);
    }
  std::string out;
  for (const std::string& section : order)
    out += section + ":" + (lines[section][1] == ' ' ? "\n" : "") + lines[section];
  return out;
}

}  // namespace

Exported export_megatron(const ExportInput& in) {
  CoreSettings settings = core_settings(in);
  std::string text = export_head(ExportTarget::megatron_lm, in, settings.not_expressed);
  text += environment(in.plan) + "FLAGS=(\n";
  for (const CoreGroup& group : settings.groups) text += flag_lines(group);
  return {text + ")\n", gap_lines(settings.not_expressed, in)};
}

Exported export_nemo(const ExportInput& in) {
  CoreSettings settings = core_settings(in);
  if (in.plan.format == NumberFormat::fp32 || in.plan.format == NumberFormat::tf32)
    settings.not_expressed.emplace_back(
        "format fp32: recipes set bf16; set mixed_precision to null in the program");
  if (in.plan.format == NumberFormat::fp8)
    settings.not_expressed.emplace_back(
        "fp8 in every layer: the recipe of mixed_precision keeps the first and the last in bf16");
  settings.not_expressed.emplace_back(
      fmt::format("attention kernel: an enum, set in the program: cfg.model.attention_backend = "
                  "AttnBackend.{}; the recipe's stands",
                  is_flash(in.plan.attention) ? "flash" : "unfused"));
  std::string text = export_head(ExportTarget::nemo, in, settings.not_expressed);
  return {text + yaml_sections(settings), gap_lines(settings.not_expressed, in)};
}

}  // namespace tenfold::io
