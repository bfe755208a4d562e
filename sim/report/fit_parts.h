// What the text and the page of `tenfold fit` share. Private to report/.
#pragma once

#include <string>
#include <vector>

#include "laws/fit_report.h"
#include "report/page.h"

namespace tenfold::report {

std::string fit_title(const FitReport&);
std::vector<Section> fit_sections(const FitReport&);

// Loss over parameters of each budget with the law, and the residuals over compute.
std::string fit_figure(const FittedLadder&, const FittedForm&);
std::string residual_figure(const FittedLadder&, const FittedForm&);

// The form of the greatest weight.
const FittedForm& best_form(const FittedLadder&);

}  // namespace tenfold::report
