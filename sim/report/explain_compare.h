// How a number of a comparison is made: its formula with the numbers put in, and what they rest on.
#pragma once

#include <string>
#include <vector>

#include "scenario/compare.h"

namespace tenfold::report {

struct OfferNumber {
  std::string_view key;  // "share_of_peak", as `explain compare:E.share_of_peak` takes it
  std::string value;     // "27 %"
  std::string made;      // in words, with its numbers
  std::vector<CostFactor> rests_on;
  std::vector<std::string> also;  // what is known of it beside
};

// Of an offer that runs.
std::vector<OfferNumber> offer_numbers(const CompareInput&, const CompareReport&,
                                       std::size_t offer);

std::string explained(const OfferNumber&);

}  // namespace tenfold::report
