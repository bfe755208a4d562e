// Where a function of one variable is zero, and where it is smallest, between two ends.
#pragma once

#include <functional>

namespace tenfold {

// A zero of `f` to the last digits of a double; not a number where `f` has one sign at both ends.
double root_between(const std::function<double(double)>& f, double low, double high);

// Where `f`, which falls and then rises, is smallest, to half of the digits of a double.
double minimum_between(const std::function<double(double)>& f, double low, double high);

}  // namespace tenfold
