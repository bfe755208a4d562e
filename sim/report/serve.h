// What a service answers and costs: the pages of `tenfold serve`.
#pragma once

#include <string>
#include <vector>

#include "report/table.h"
#include "scenario/serve.h"

namespace tenfold::report {

// A table with what it says in words.
struct ServeSection {
  std::string heading;
  Table table;
  std::vector<std::string> notes;
};
std::vector<ServeSection> serve_sections(const ServeInput&, const ServeReport&);

std::string serve_text(const ServeInput&, const ServeReport&);  // 80 columns
std::string serve_markdown(const ServeInput&, const ServeReport&);

}  // namespace tenfold::report
