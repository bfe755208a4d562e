#include "claim/regulation.h"

namespace tenfold {

std::vector<Threshold> regulatory_thresholds() {
  return {
      {"EU AI Act, Article 51(2): systemic risk presumed",
       1e25,
       "cumulative compute used for training, measured in floating-point operations",
       "in force since 2025-08-02",
       {"eu-ai-act",
        "Regulation (EU) 2024/1689 (AI Act), Article 51(2)",
        "https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
        "2024-07-12",
        {},
        "read in the copy at https://ai-act-law.eu/article/51/: \"greater than\" 10^25"}},
      {"US Executive Order 14110, section 4.2(b): reporting",
       1e26,
       "integer or floating-point operations used for training",
       "rescinded 2025-01-20",
       {"eo-14110",
        "Executive Order 14110 of 30 October 2023, section 4.2(b)(i)",
        "https://www.federalregister.gov/documents/2023/11/01/2023-24283",
        "2023-11-01",
        {},
        "second-hand: https://comparativeai.org names the threshold and that it is rescinded"}},
      {"California SB 53: frontier model",
       1e26,
       "operations of training, fine-tuning and later modification together",
       "in force since 2026-01-01",
       {"sb-53",
        "California SB 53, Transparency in Frontier Artificial Intelligence Act",
        "https://leginfo.legislature.ca.gov/faces/billNavClient.xhtml?bill_id=202520260SB53",
        "2025-09-29",
        {},
        "second-hand: https://trusq.io/en/california-frontier-ai-act.html and "
        "https://comparativeai.org"}},
  };
}

// The laws say "greater than".
Place place(const Spread& flops, const Threshold& threshold) {
  if (flops.p05 > threshold.flops) return Place::above;
  if (flops.p95 <= threshold.flops) return Place::below;
  return Place::straddles;
}

}  // namespace tenfold
