// What a calibration found: efficiency parameters, and how well they tell times held out.
#pragma once

#include <string>
#include <vector>

#include "hardware/accelerator.h"

namespace tenfold {

// Errors of the rows held out, as |predicted / measured - 1|.
struct FitScore {
  std::string part, kind, what;  // "H100", "matmul", "bf16"
  std::string system;            // whose library or network
  std::int64_t fitted = 0, held_out = 0;
  double median = 0, p90 = 0;
  double bar_median = 0, bar_p90 = 0;  // 0: no bar
  bool met() const { return bar_median <= 0 || (median <= bar_median && p90 <= bar_p90); }
};

// Efficiency of collectives over one network.
struct FittedNetwork {
  std::string system;  // empty: inside the node
  Bandwidth bandwidth;
  std::vector<CollectiveEfficiency> collectives;
};

struct FittedPart {
  std::string part;
  std::vector<MatmulEfficiency> matmul;
  std::vector<AttentionEfficiency> attention;
  std::optional<GroupedMatmulEfficiency> grouped_matmul;
  std::vector<FittedNetwork> networks;
};

struct Calibration {
  std::vector<FitScore> scores;
  std::vector<FittedPart> parts;
};

}  // namespace tenfold
