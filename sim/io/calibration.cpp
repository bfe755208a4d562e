#include "io/calibration.h"

#include <fmt/format.h>

#include "base/fields.h"
#include "base/names.h"
#include "io/fields_text.h"

namespace tenfold::io {
namespace {

// Three digits: a fit has no more.
std::string rounded(double value) { return fmt::format("{:.3g}", value); }
std::string rounded(std::int64_t value) { return fmt::format("{}", value); }
std::string rounded(const std::string& value) { return toml_text(value); }
std::string rounded(Seconds value) {
  const double us = 1e6 * value.base();
  return us < 999.5 ? fmt::format("\"{:.3g} us\"", us) : fmt::format("\"{:.3g} ms\"", us / 1000);
}
std::string rounded(const std::optional<Seconds>& value) {
  return value ? rounded(*value) : std::string();
}
template <class Enum>
requires std::is_enum_v<Enum> std::string rounded(Enum value) { return toml_text(name(value)); }

template <class Struct>
std::vector<std::string> rounded_lines(const Struct& value);

std::string rounded(const std::vector<Protocol>& protocols) {
  std::string text = "[\n";
  for (const Protocol& p : protocols) {
    std::string inner;
    for (const std::string& line : rounded_lines(p)) inner += (inner.empty() ? "" : ", ") + line;
    text += "  { " + inner + " },\n";
  }
  return text + "]";
}

// As field_lines(): what is required or not its default.
template <class Struct>
std::vector<std::string> rounded_lines(const Struct& value) {
  const Struct defaults{};
  std::vector<std::string> lines;
  for_each_field<Struct>([&](const auto& field) {
    const std::string text = rounded(value.*field.member);
    if (field.rule.required || text != rounded(defaults.*field.member))
      lines.push_back(fmt::format("{} = {}", field.name, text));
  });
  return lines;
}

template <class Struct>
std::string block(std::string_view heading, std::string_view source, const Struct& value) {
  std::string text = fmt::format("\n{}\nsource = \"{}\"\ngrade = \"measured\"\n", heading, source);
  for (const std::string& line : rounded_lines(value)) text += line + "\n";
  return text;
}

Json score_json(const FitScore& s) {
  return {{"part", s.part},
          {"kind", s.kind},
          {"what", s.what},
          {"system", s.system},
          {"fitted", s.fitted},
          {"held_out", s.held_out},
          {"median", s.median},
          {"p90", s.p90},
          {"bar_median", s.bar_median > 0 ? Json(s.bar_median) : Json()},
          {"bar_p90", s.bar_p90 > 0 ? Json(s.bar_p90) : Json()},
          {"met", s.bar_median > 0 ? Json(s.met()) : Json()}};
}

}  // namespace

std::string calibration_toml(const FittedPart& p) {
  std::string text = "# " + p.part + "\n";
  for (const auto& e : p.matmul) text += block("[[accelerator.matmul]]", "aiconfigurator", e);
  for (const auto& e : p.attention) text += block("[[accelerator.attention]]", "aiconfigurator", e);
  if (p.grouped_matmul)
    text += block("[accelerator.grouped_matmul]", "aiconfigurator", *p.grouped_matmul);
  for (const FittedNetwork& n : p.networks) {
    const bool inside = n.system.empty();
    text += fmt::format("\n# collectives {}\n", inside ? "inside the node" : "across: " + n.system);
    for (const auto& e : n.collectives)
      text +=
          block("[[accelerator.tiers.collectives]]", inside ? "aiconfigurator" : "nccl_logs", e);
  }
  return text;
}

std::string calibration_json(const Calibration& c, const std::vector<InputFile>& inputs) {
  Json result;
  result["scores"] = Json::array();
  for (const FitScore& s : c.scores) result["scores"].push_back(score_json(s));
  for (const FittedPart& p : c.parts) result["profiles"][p.part] = calibration_toml(p);
  return envelope_text("calibrate/1", inputs, "none", result, {});
}

}  // namespace tenfold::io
