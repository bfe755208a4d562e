#include "io/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "io/fields_text.h"
#include "io/suggest.h"
#include "search/stage_split.h"

namespace tenfold::io {
namespace {

struct Setting {
  std::string_view key, value;
  const Rule& rule;
  std::string_view lead;  // before the key, in a message
};

[[noreturn]] void refuse(const Setting& s, std::string_view needs) {
  throw InputError(fmt::format("{}{} is '{}': needs {}", s.lead, s.key, s.value, needs));
}

void set(Size& out, const Setting& s) {
  const auto count = parse_count(s.value);
  if (!count || real(*count) < s.rule.low || real(*count) > s.rule.high)
    refuse(s, fmt::format("a whole number from {} to {}", s.rule.low, s.rule.high));
  out = static_cast<Size>(*count);
}

void set(bool& out, const Setting& s) {
  if (s.value != "true" && s.value != "false") refuse(s, "true or false");
  out = s.value == "true";
}

template <class Enum>
requires std::is_enum_v<Enum>
void set(Enum& out, const Setting& s) {
  const auto value = named<Enum>(s.value);
  const std::vector<std::string> known(enum_names<Enum>.begin(), enum_names<Enum>.end());
  if (!value) refuse(s, "one of " + list_names<Enum>() + suggestion(s.value, known));
  out = *value;
}

void set(Offload& out, const Setting& s) {
  const auto value = offload_named(s.value);
  if (!value) refuse(s, "none, optimizer, activations, weights, or some of them joined by +");
  out = *value;
}

void set(std::vector<Size>& out, const Setting& s) {
  const auto layers = layers_named(s.value);
  if (!layers) refuse(s, "even, or layers of each stage, as in 7:8:8:7 or 7:8x14:7");
  out = *layers;
}

}  // namespace

ParallelPlan with_setting(ParallelPlan plan, std::string_view key, std::string_view value,
                          std::string_view lead) {
  bool known = false;
  std::vector<std::string> keys;
  for_each_field<ParallelPlan>([&](const auto& field) {
    keys.emplace_back(field.name);
    if (field.name != key) return;
    known = true;
    set(plan.*field.member, Setting{key, value, field.rule, lead});
  });
  if (!known)
    throw InputError(fmt::format("{}there is no '{}'{}; keys are {}", lead, key,
                                 suggestion(key, keys), fmt::join(keys, ", ")));
  return plan;
}

ParallelPlan with_settings(ParallelPlan plan, std::string_view settings) {
  plan.data = 0;
  std::set<std::string_view> named;
  while (!settings.empty()) {
    const auto comma = std::min(settings.find(','), settings.size());
    const std::string_view one = settings.substr(0, comma);
    settings.remove_prefix(std::min(comma + 1, settings.size()));
    const auto equals = one.find('=');
    if (equals == std::string_view::npos || equals == 0)
      throw InputError(
          fmt::format("--plan has '{}': needs KEY=VALUE,…, as in tensor=8,pipeline=16", one));
    if (!named.insert(one.substr(0, equals)).second)
      throw InputError(fmt::format("--plan names '{}' twice", one.substr(0, equals)));
    plan = with_setting(std::move(plan), one.substr(0, equals), one.substr(equals + 1));
  }
  return plan;
}

std::string plan_toml(const ParallelPlan& plan) { return fields_text(plan); }

}  // namespace tenfold::io
