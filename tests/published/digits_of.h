// Whether a number is what a page prints, to every digit that the page prints.
#pragma once

#include <cmath>
#include <cstdlib>
#include <string>

// "1.936645" holds what rounds to it: half a unit of its last digit either way. "4.036e10" too.
inline bool prints_as(double value, const std::string& text) {
  const auto e = text.find('e');
  const std::string mantissa = text.substr(0, e);
  const auto point = mantissa.find('.');
  const double decimals =
      point == std::string::npos ? 0 : static_cast<double>(mantissa.size() - point - 1);
  const double exponent = e == std::string::npos ? 0 : std::atof(text.substr(e + 1).c_str());
  const double half = 0.5 * std::pow(10.0, exponent - decimals);
  return std::abs(value - std::atof(text.c_str())) <= half * (1 + 1e-9);
}
