// The drawings of a comparison's page. Private to report/.
#pragma once

#include <string>

#include "report/compare.h"

namespace tenfold::report {

// Days of each offer with their intervals, and dollars where there are any.
std::string offers_figure(const CompareInput&, const CompareReport&);

// Days against dollars; offers that nothing beats in both are joined.
std::string days_dollars_figure(const CompareReport&);

// How the baseline's dollars become each other offer's, input after input.
std::string gap_figures(const CompareReport&);

// What of an offer's inputs moves its dollars most, at their 10 and 90 % points.
std::string swing_figures(const CompareReport&);

}  // namespace tenfold::report
