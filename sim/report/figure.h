// Intervals on a logarithmic axis as an SVG drawing that stands in a page. Private to report/.
#pragma once

#include <string>
#include <vector>

#include "claim/verdict.h"

namespace tenfold::report {

struct Bar {
  std::string label;
  Spread ratio;
  Decision decision = Decision::none;
};

// A bar from the 5 to the 95 % point with a dot at the median for each row, and the claimed ratio
// as a line through all.
std::string interval_figure(const std::vector<Bar>&, double claimed, const std::string& caption);

}  // namespace tenfold::report
