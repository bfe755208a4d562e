// Tables of timed kernels and collectives in, efficiency parameters out. The forms are those by
// which cost/price.h prices; a fit turns their parameters until the mean of |ln(predicted /
// measured)| is least, and never sees the shapes held out.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cost/calibration.h"
#include "cost/timed.h"

namespace tenfold {

// What the fits of one kind found.
struct FittedMatmul {
  MatmulEfficiency efficiency;
  FitScore score;
};
FittedMatmul fit_matmul(const TimedTable&, const Accelerator&);

// One for each width of a head that the table has, with the masks without a window; scores of
// windows beside them.
struct FittedAttention {
  AttentionEfficiency efficiency;
  FitScore score;
  std::optional<FitScore> windows;
};
std::vector<FittedAttention> fit_attention(const TimedTable&,
                                           const std::vector<TimedTable>& figures,
                                           const Accelerator&);

// Backward, and FlashAttention-2's forward, from figures: turns the parts of the blocks that say
// so, and adds a block for a width that has none of its own.
std::vector<FitScore> fit_attention_figures(const std::vector<TimedTable>&, const Accelerator&,
                                            const std::string& part,
                                            std::vector<AttentionEfficiency>&);

struct FittedExperts {
  GroupedMatmulEfficiency efficiency;
  FitScore score;
};
FittedExperts fit_experts(const TimedTable&, const Accelerator&);

// Of one network; `inside` is that of the node, for a table of several nodes.
struct FittedCollectives {
  FittedNetwork network;
  std::vector<FitScore> scores;
};
FittedCollectives fit_collectives(const TimedTable&, const FittedNetwork& inside);

// All of them: tables of the parts that `accelerators` holds, by the tables' names of parts.
Calibration calibrate(const std::vector<TimedTable>&,
                      const std::map<std::string, Accelerator>& accelerators, int threads);

}  // namespace tenfold
