// The reports of `tenfold run`: as text, as Markdown and as a page.
#pragma once

#include <string>
#include <vector>

#include "scenario/run.h"

namespace tenfold::report {

// Whence a report comes, for its last line.
struct RunOrigin {
  std::string scenario, sha256;
  std::vector<std::string> settings;  // "--set tokens=1 T", "--plan tensor=8"
  std::string command = {};           // as typed
};

// At most 80 columns; the first 24 lines say the answer.
std::string run_text(const RunInput&, const RunReport&, const RunOrigin&);
std::string run_markdown(const RunInput&, const RunReport&, const RunOrigin&);

// One page that loads nothing: no script, no network; light and dark, fit to print.
std::string run_html(const RunInput&, const RunReport&, const RunOrigin&);

// "tensor 8, pipeline 16, data 128; micro-batch 1, 2,048 sequences a step; …"
std::string plan_words(const ParallelPlan&);

}  // namespace tenfold::report
