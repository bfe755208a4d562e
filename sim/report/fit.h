// The text, Markdown and page of `tenfold fit`.
#pragma once

#include <string>

#include "laws/fit_report.h"

namespace tenfold::report {

std::string fit_text(const FitReport&);
std::string fit_markdown(const FitReport&);

// One file: the runs with the fitted laws, the residuals, and the tables.
std::string fit_html(const FitReport&);

}  // namespace tenfold::report
