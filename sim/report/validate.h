// The text, Markdown and page of `tenfold validate`.
#pragma once

#include <string>

#include "scenario/score.h"
#include "scenario/summary.h"

namespace tenfold::report {

struct ValidateReport {
  std::string table;  // its path
  Scores scores;
  Summary both, fit, read;
  std::optional<Side> side;  // that is asked for; nothing for both
};

// The summary of the side that is asked for.
const Summary& chosen(const ValidateReport&);

std::string validate_text(const ValidateReport&);
std::string validate_rows_text(const ValidateReport&);  // every row, scored or not
std::string validate_markdown(const ValidateReport&);

// One file: predicted over measured step times as points, and the tables.
std::string validate_html(const ValidateReport&);

}  // namespace tenfold::report
