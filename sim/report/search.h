// The reports of `tenfold search`: as text, as Markdown and as a page.
#pragma once

#include <string>

#include "report/run.h"
#include "scenario/search.h"

namespace tenfold::report {

// What was typed: the last line tells it, and the command that runs the best repeats it.
struct SearchOrigin {
  RunOrigin from;
  std::string scenario;
};

// At most 80 columns; the first 24 lines say the answer.
std::string search_text(const SearchInput&, const SearchReport&, const SearchOrigin&);

// Says nothing of how long the search took: the same bytes on any machine.
std::string search_markdown(const SearchInput&, const SearchReport&, const SearchOrigin&);
std::string search_html(const SearchInput&, const SearchReport&, const SearchOrigin&);

}  // namespace tenfold::report
