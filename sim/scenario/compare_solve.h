// A comparison asked backwards: how many accelerators, how many tokens, how large a run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/compare.h"

namespace tenfold {

// The smallest of the numbers tried of an offer's accelerators that finishes in time with the job's
// confidence.
struct EnoughAccelerators {
  std::optional<Size> count;  // nothing: `why`
  std::string why;
  double days = 0, misses = 0;
  std::optional<double> dollars;
};
// By offer. Numbers are tried in steps of an eighth of the offer's own, each with its own best
// plan, from the one that the offer's own time suggests. The job needs a deadline.
std::vector<EnoughAccelerators> enough_accelerators(const CompareInput&, const CompareReport&);

// Tokens that a budget buys on each offer by its own plan: at the median, and with the job's
// confidence at least. Nothing where it has no dollars.
struct BoughtTokens {
  double median = 0, at_least = 0;
  double days = 0;       // that they take, at the median
  double committed = 0;  // that the offer's term or purchase asks for, over the budget; else 0
};
std::vector<std::optional<BoughtTokens>> bought_tokens(const CompareInput&, const CompareReport&,
                                                       Dollars budget);

// The largest run of the job's model that ends within `time` on each offer, and the model and
// tokens that its compute would be best spent on by Chinchilla's rule of 20 tokens a parameter
// (Hoffmann et al. 2022, approach 1: C = 6 N D, D = 20 N).
struct LargestRun {
  double flops = 0, at_least = 0;  // median, and with the confidence; exact convention
  double tokens = 0;               // of the job's model, at the median
  double optimal_parameters = 0, optimal_tokens = 0;
};
std::vector<std::optional<LargestRun>> largest_runs(const CompareInput&, const CompareReport&,
                                                    Seconds time);

}  // namespace tenfold
