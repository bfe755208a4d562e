// The reports of `tenfold check`: as text, a page, a table to paste, and what moved.
//
// All of them are functions of the scenario, its verdict and the origin alone, so that the same
// check prints the same bytes.
#pragma once

#include <string>
#include <vector>

#include "claim/changes.h"
#include "scenario/scenario.h"

namespace tenfold::report {

// Whence a report comes, for its last lines.
struct Origin {
  std::string command;             // as typed
  std::string explained;           // scenario as `tenfold explain` takes it, "" for its default
  std::string sha256;              // of the scenario file
  std::vector<std::string> moved;  // "priors.data.median=1.5", "--priors top-down"
};

// At most 80 columns; the answer ends by line 24.
std::string verdict_text(const Scenario&, const Verdict&, const Origin&);

// The table of readings alone.
std::string readings_text(const Verdict&);

// One line for each part that moved, and the line on the exit code.
std::string changes_text(const Verdict& after, const std::vector<Change>&);

// Every source with its date, its words, and the numbers that rest on it.
std::string sources_text(const Scenario&, const Verdict&);

// The table of readings and a sentence to quote.
std::string verdict_markdown(const Scenario&, const Verdict&, const Origin&);

// One page that loads nothing: no script, no network; light and dark, fit to print.
std::string verdict_html(const Scenario&, const Verdict&, const Origin&);

// "Exit 3: the scenario's claim is reading 2, and it is undetermined."
std::string exit_line(const Verdict&);

// 0 supported, 1 contradicted, 3 undetermined or no verdict.
int exit_code(Decision);

}  // namespace tenfold::report
