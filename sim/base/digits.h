// Numbers as reports print them: never more digits than they carry.
#pragma once

#include <string>

#include "base/count.h"

namespace tenfold {

// `digits` significant digits, plain where short, else with an exponent: "9.4", "240", "2.24e+24"
// becomes "2.24e24".
std::string significant(double value, int digits);

// Two significant digits: "9.4", "40", "0.083".
std::string short_number(double value);

// Without zeros at the end of a fraction: "1.50" is "1.5", "2.0" is "2".
std::string without_zeros(std::string number);

// Three significant digits, without zeros at the end: an input, which carries what was typed.
std::string input_number(double value);

// Three significant digits with an SI word: "2.24e24", "816 B", "42.8 B", "8.19 K".
std::string with_suffix(double value);

// A probability to the digits that priors carry: "<.01", ".47", ">.99".
std::string probability_text(double p);

}  // namespace tenfold
