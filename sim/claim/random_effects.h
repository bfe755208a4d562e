// Studies that need not measure the same thing. Private to claim/.
//
// Source: DerSimonian and Laird 1986, Controlled Clinical Trials 7, equation 8.
#pragma once

#include <vector>

namespace tenfold {

struct Study {
  double mean = 0, error = 1;  // error above zero
};

// The variance between studies beyond their own errors; 0 of fewer than two.
double variance_between(const std::vector<Study>&);

}  // namespace tenfold
