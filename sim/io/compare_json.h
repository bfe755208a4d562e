// The JSON and CSV of `tenfold compare`.
#pragma once

#include <string>

#include "io/compare.h"

namespace tenfold::io {

std::string compare_json(const LoadedCompare&, const CompareReport&);

// A line an offer, whether it runs or not.
std::string compare_csv(const LoadedCompare&, const CompareReport&);

// A quantity of an offer with an 80 % interval, as JSON, CSV and HDF5 name it.
struct RangedColumn {
  const char *name, *units, *long_name;
  std::optional<Range80> (*of)(const OfferCost&);
};
const std::vector<RangedColumn>& ranged_columns();

}  // namespace tenfold::io
