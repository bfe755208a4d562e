// What a person asks for in one file, format "scenario/1": so far, to check a claim.
#pragma once

#include <string>

#include "claim/verdict.h"

namespace tenfold {

struct Scenario {
  std::string key;   // file name without .toml
  std::string path;  // as given
  Claim claim;
  Sampling sampling;
};

}  // namespace tenfold
