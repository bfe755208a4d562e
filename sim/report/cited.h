// Sources as a page lists them: each once, with what rests on it. Private to report/.
#pragma once

#include <string>
#include <vector>

#include "claim/verdict.h"

namespace tenfold::report {

// One source and what rests on it.
struct Cited {
  Source source;
  std::vector<const Input*> inputs;
};

// The entry of a source, made where there is none.
Cited& cited_as(const Source&, std::vector<Cited>&);

// "title, ai.meta.com, 8 Apr 2026"
std::string citation(const Source&);

// The section of sources, and of inputs without one. An input's value may be empty.
std::string sources_html(const std::vector<Cited>&, const std::vector<Input>& all,
                         const std::string& aside);

// Each source of the inputs once, as a section.
std::string sources_html(const std::vector<Input>&);

// How to cite a report, and the command that made it.
std::string made_html(const std::string& cite, const std::string& command);

}  // namespace tenfold::report
