// The text and Markdown of `tenfold validate claims`.
#pragma once

#include <string>

#include "claim/back_test.h"

namespace tenfold::report {

struct BackTestReport {
  std::string table;  // its path
  PooledPriors priors;
  BackTest test;
};

std::string back_test_text(const BackTestReport&);

// With a table of the findings that each prior pools.
std::string back_test_markdown(const BackTestReport&);

}  // namespace tenfold::report
