// What moved between two verdicts on the same claim, for `check --set`.
#pragma once

#include <string>
#include <vector>

#include "claim/verdict.h"

namespace tenfold {

// One quantity's text before and after: "median", "9.4", "5.6".
struct Moved {
  std::string quantity, before, after;
};
// The quantities of one part of the report that moved: "reading 2".
struct Change {
  std::string what;
  std::vector<Moved> moved;
  Decision decision = Decision::none;  // after, where it is of a reading
};

// Only what differs as printed, in the report's order.
std::vector<Change> changes(const Verdict& before, const Verdict& after);

}  // namespace tenfold
