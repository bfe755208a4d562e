// How a number that a report printed is made, and what the words of reports mean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario/scenario.h"

namespace tenfold::report {

// Label, value, formula with the numbers put in, and every input with what it rests on.
std::string handle_text(const Handle&);

// "[2] reading 2: the recipe, …", a line each.
std::string handle_list(const Verdict&);

// A word that reports use, explained: "conventions", "grades", …
struct Topic {
  std::string_view name, summary, text;
};
const std::vector<Topic>& topics();

}  // namespace tenfold::report
