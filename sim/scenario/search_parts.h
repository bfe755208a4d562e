// What the parts of a search's report share. Private to scenario/.
#pragma once

#include <fmt/format.h>

#include <string>
#include <type_traits>
#include <vector>

#include "scenario/search.h"

namespace tenfold {

// Calls visit(list, field) for each list of a SearchSpace and the field of a plan that it narrows:
// those of one name. Splits of stages are not of their field's type.
template <class Visit>
void for_each_searched(const Visit& visit) {
  for_each_field<SearchSpace>([&](const auto& list) {
    for_each_field<ParallelPlan>([&](const auto& field) {
      using List = std::decay_t<decltype(SearchSpace{}.*list.member)>;
      using Value = std::decay_t<decltype(ParallelPlan{}.*field.member)>;
      if constexpr (std::is_same_v<List, std::vector<Value>> ||
                    (std::is_same_v<List, std::vector<StageSplit>> &&
                     std::is_same_v<Value, std::vector<Size>>))
        if (list.name == field.name) visit(list, field);
    });
  });
}

// As plan_settings() writes them.
inline std::string value_text(bool value) { return value ? "true" : "false"; }
inline std::string value_text(Size value) { return fmt::format("{}", value); }
inline std::string value_text(const std::vector<Size>& layers) { return layers_text(layers); }
template <class Enum>
requires std::is_enum_v<Enum> std::string value_text(Enum value) {
  return std::string(name(value));
}

// The job's model on as many accelerators as a plan has.
class SearchTask {
 public:
  SearchTask(const RunInput& in, Size accelerators) : in_(in), cluster_(in.cluster) {
    cluster_.accelerators = accelerators;
  }
  Task task() const {
    return {*in_.model.architecture, in_.sequence_length, cluster_, in_.framework};
  }

 private:
  const RunInput& in_;
  Cluster cluster_;
};

// A search without a ladder has one rung.
std::size_t rungs_of(const SearchInput&);
const RunInput& run_of(const SearchInput&, std::size_t rung);

// The space with what the job's plan settles.
SearchSpace completed(SearchSpace, const RunInput&);

std::vector<RungReport> rung_reports(const std::vector<Swept>&, LadderSweep&, const SearchInput&);

RankedPlan ranked(const CostedPlan&, const ParallelPlan&, const RunInput&);

// What --plan takes to make `plan` of the scenario's own.
std::string settings_for_run(const ParallelPlan& plan, const RunInput&);

// Plans that have, between them, every value that a dimension has in the space.
std::vector<ParallelPlan> samples(const PlanSpace&);

// Splits of stages by their names: their lists are as many as numbers of stages.
std::vector<SearchedDimension> searched_dimensions(const std::vector<ParallelPlan>& samples,
                                                   const SearchSpace& named,
                                                   const std::vector<StageSplit>& tried);

std::vector<Alternative> alternatives(const RankedPlan& best,
                                      const std::vector<ParallelPlan>& samples, const SearchInput&);

}  // namespace tenfold
