#include "report/plan_drivers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "report/words.h"
#include "search/plan_settings.h"

namespace tenfold::report {
namespace {

// Settings that change a term of a rank's time, the most direct first, space between them;
// "offload:weights" where it is that part of a value alone. Indexed by Cause.
constexpr std::array<std::string_view, causes> of_time{
    "recompute recompute_layers tensor micro_batch format pipeline",
    "expert expert_tensor micro_batch recompute format balanced_experts",
    "attention recompute context tensor",
    "sequence_parallel recompute attention micro_batch tensor",
    "tensor tensor_overlap overlap_tensor gather_again recompute sequence_parallel placement",
    "context context_kind placement",
    "expert overlap_expert expert_tensor schedule placement",
    "pipeline virtual_stages overlap_pipeline split_sends schedule",
    "data zero overlap_gradients shard_group pipeline placement",
    "data zero overlap_parameters shard_group pipeline placement",
    "offload",
    "zero shard_group data pipeline offload:optimizer",
    "pipeline virtual_stages schedule micro_batch data",
    "micro_batch tensor",
    ""};

// The same of the memory of a stage, indexed by MemoryUse.
constexpr std::array<std::string_view, memory_uses> of_memory{
    "zero pipeline tensor expert offload:weights schedule:dualpipe",
    "zero data pipeline tensor shard_group offload:optimizer",
    "zero pipeline tensor expert schedule:dualpipe",
    "zero data pipeline tensor shard_group offload:optimizer",
    "recompute recompute_layers offload:activations pipeline virtual_stages schedule micro_batch "
    "tensor context sequence_parallel gather_again",
    "schedule pipeline tensor micro_batch",
    "zero tensor",
    "recompute micro_batch tensor schedule",
    "",
    ""};

std::map<std::string, std::string> settings(const ParallelPlan& p, const ParallelPlan& other) {
  std::map<std::string, std::string> all;
  std::string rest = plan_settings(p, {other});
  while (!rest.empty()) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto equals = rest.find('=');
    all[rest.substr(0, equals)] = rest.substr(equals + 1, end - equals - 1);
    rest.erase(0, end + 1);
  }
  return all;
}

bool holds(const std::string& value, std::string_view part) {
  return value.find(part) != std::string::npos;
}

// Whether the plans differ in the setting, or in that part of it.
bool moves(std::string_view driver, const std::vector<SettingChange>& changes) {
  const auto colon = std::min(driver.find(':'), driver.size());
  const std::string_view key = driver.substr(0, colon);
  const auto change = std::find_if(changes.begin(), changes.end(),
                                   [&](const SettingChange& c) { return c.key == key; });
  if (change == changes.end()) return false;
  if (colon == driver.size()) return true;
  const std::string_view part = driver.substr(colon + 1);
  return holds(change->mine, part) != holds(change->theirs, part);
}

std::string drivers(std::string_view keys, const std::vector<SettingChange>& changes) {
  std::vector<std::string> found;
  while (!keys.empty() && found.size() < 2) {
    const auto end = std::min(keys.find(' '), keys.size());
    const std::string_view driver = keys.substr(0, end);
    const std::string key(driver.substr(0, driver.find(':')));
    const bool said = !found.empty() && key == found.back() + "_layers";  // goes with recompute
    if (!said && moves(driver, changes)) found.push_back(key);
    keys.remove_prefix(std::min(end + 1, keys.size()));
  }
  return listed(found);
}

}  // namespace

std::vector<SettingChange> differences(const ParallelPlan& mine, const ParallelPlan& theirs) {
  const auto there = settings(theirs, mine);
  const auto here = settings(mine, theirs);
  std::vector<SettingChange> changes;
  for_each_field<ParallelPlan>([&](const auto& field) {
    const std::string key(field.name);
    if (here.count(key) > 0) changes.push_back({key, here.at(key), there.at(key)});
  });
  return changes;
}

std::string difference_words(const std::vector<SettingChange>& changes) {
  std::vector<std::string> words;
  for (const SettingChange& c : changes)
    words.push_back(fmt::format("{} {} against {}", c.key, c.mine, c.theirs));
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string driver_words(Cause cause, const std::vector<SettingChange>& changes) {
  return drivers(of_time.at(index(cause)), changes);
}

std::string driver_words(MemoryUse use, const std::vector<SettingChange>& changes) {
  return drivers(of_memory.at(index(use)), changes);
}

}  // namespace tenfold::report
