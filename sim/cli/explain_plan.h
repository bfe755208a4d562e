// explain plan: why a plan is faster than another.
#pragma once

#include <string>
#include <vector>

#include "io/library.h"

namespace tenfold::cli {

// Plans are named as KEY=VALUE,… over the scenario's own, by their number in the search, or by a
// word: best and runner-up of the search, own, rule.
struct PlanQuestion {
  std::string scenario;
  std::string plan;     // empty: best
  std::string against;  // empty: the scenario's own, if it has one; of another plan than best, best
  std::vector<std::string> set;  // as of search
  int threads = 0;
};

// Prints the answer; returns the exit code.
int explain_plan(const io::Library&, const PlanQuestion&);

}  // namespace tenfold::cli
