// A comparison asked backwards, and asked again for several values of one input, as sections.
#pragma once

#include <string>
#include <vector>

#include "report/page.h"
#include "scenario/compare_solve.h"

namespace tenfold::report {

Section count_section(const CompareInput&, const CompareReport&,
                      const std::vector<EnoughAccelerators>&);
Section tokens_section(const CompareInput&, const CompareReport&,
                       const std::vector<std::optional<BoughtTokens>>&, Dollars budget);
Section compute_section(const CompareInput&, const CompareReport&,
                        const std::vector<std::optional<LargestRun>>&, Seconds time);

// A value of the swept input and what the comparison tells with it.
struct SweptComparison {
  std::string value;
  CompareReport report;
};
Section sweep_section(const std::string& key, const std::vector<SweptComparison>&);

}  // namespace tenfold::report
