// Resamples of the runs of ladders: how often each run counts in each. Private to fit/.
#pragma once

#include <cstdint>
#include <vector>

#include "base/names.h"
#include "laws/ladder.h"

namespace tenfold {

// Runs drawn with replacement within each budget, or whole budgets drawn.
enum class Resampling : std::uint8_t { runs, budgets };
template <>
inline constexpr std::array enum_names<Resampling>{std::string_view("runs"),
                                                   std::string_view("budgets")};

// What is drawn together: units of runs in strata, numbered over all ladders. Ladders that share
// most of their cells of (budget, parameters) are paired: a drawn cell counts in each.
struct ResamplePlan {
  std::vector<std::vector<std::size_t>> strata;  // units, which are drawn within their stratum
  std::vector<std::vector<std::size_t>> unit;    // [ladder][run]: its unit
  std::size_t units = 0;
  bool paired = false;
};
ResamplePlan resample_plan(const std::vector<Ladder>&, Resampling);

// [ladder][run]: how often it counts. Depends on its arguments only.
std::vector<std::vector<double>> resampled_counts(const ResamplePlan&, std::uint64_t seed,
                                                  std::uint64_t replicate);

}  // namespace tenfold
