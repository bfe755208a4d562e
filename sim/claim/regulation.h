// The FLOP thresholds at which laws begin to ask something of a model's developer.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/provenance.h"
#include "claim/verdict.h"

namespace tenfold {

struct Threshold {
  std::string name;  // "EU AI Act, systemic risk presumed"
  double flops = 0;
  std::string counts;  // what the law counts
  std::string status;  // "in force", "rescinded 2025-01-20"
  Source source;
};
std::vector<Threshold> regulatory_thresholds();

enum class Place : std::uint8_t { below, straddles, above };
template <>
inline constexpr std::array enum_names<Place>{
    std::string_view("below"), std::string_view("straddles"), std::string_view("above")};

// Where a run's 5 to 95 % range lies.
Place place(const Spread& flops, const Threshold&);

}  // namespace tenfold
