#include "search/plan_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "search/stage_split.h"

namespace tenfold {
namespace {

std::string setting_text(bool value) { return value ? "true" : "false"; }
std::string setting_text(Size value) { return fmt::format("{}", value); }
std::string setting_text(const std::vector<Size>& layers) { return layers_text(layers); }
template <class Enum>
requires std::is_enum_v<Enum> std::string setting_text(Enum value) {
  return std::string(name(value));
}

}  // namespace

std::string plan_settings(const ParallelPlan& plan, std::initializer_list<ParallelPlan> others) {
  std::vector<std::string> settings;
  for_each_field<ParallelPlan>([&](const auto& field) {
    const auto& value = plan.*field.member;
    if (std::any_of(others.begin(), others.end(),
                    [&](const ParallelPlan& o) { return o.*field.member != value; }))
      settings.push_back(fmt::format("{}={}", field.name, setting_text(value)));
  });
  return fmt::format("{}", fmt::join(settings, ","));
}

}  // namespace tenfold
