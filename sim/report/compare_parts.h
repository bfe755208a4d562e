// Words that the parts of a comparison's report share. Private to report/.
#pragma once

#include <optional>
#include <string>

#include "claim/verdict.h"
#include "report/compare.h"

namespace tenfold::report {

// "20 [17, 25]"
std::string range_text(const Range80&, double unit, int digits = 2);
std::string chance_text(double p);                           // ".66", "<.01", ">.99"
std::string chance_or_dash(const std::optional<double>& p);  // or "-"
std::string confidence_text(double p);                       // "0.8"
std::string hourly(Rent);                                    // "2.35"
bool has_dollars(const CompareReport&);                      // of any offer

// What the comparison rests on that has a grade, each once.
std::vector<Input> compare_inputs(const CompareInput&, const CompareReport&);

std::vector<Section> compare_lower_sections(const CompareInput&, const CompareReport&);

}  // namespace tenfold::report
