#include "base/digits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace tenfold {
namespace {

struct Suffix {
  double size;
  const char* word;
};
constexpr std::array suffixes{Suffix{1e12, " T"}, Suffix{1e9, " B"}, Suffix{1e6, " M"},
                              Suffix{1e3, " K"}};

int exponent_of(double value) { return static_cast<int>(std::floor(std::log10(std::abs(value)))); }

// "2.24e+24" -> "2.24e24"
std::string without_plus(std::string text) {
  if (const auto at = text.find("e+"); at != std::string::npos) {
    text.erase(at + 1, 1);
    if (text[at + 1] == '0') text.erase(at + 1, 1);
  }
  return text;
}

}  // namespace

std::string significant(double value, int digits) {
  if (value == 0) return "0";
  const double unit = std::pow(10.0, exponent_of(value) - digits + 1);
  const double kept = std::round(value / unit) * unit;
  const int exponent = exponent_of(kept);  // 0.9997 is 1.00, not 1.000
  if (exponent >= 6 || exponent < -4) return without_plus(fmt::format("{:.{}e}", kept, digits - 1));
  return fmt::format("{:.{}f}", kept, std::max(0, digits - 1 - exponent));
}

std::string short_number(double value) { return significant(value, 2); }

std::string without_zeros(std::string number) {
  if (number.find('.') == std::string::npos || number.find('e') != std::string::npos) return number;
  while (number.back() == '0') number.pop_back();
  if (number.back() == '.') number.pop_back();
  return number;
}

std::string input_number(double value) { return without_zeros(significant(value, 3)); }

std::string with_suffix(double value) {
  for (const Suffix& suffix : suffixes)
    if (std::abs(value) >= suffix.size * 0.9995) {
      if (value >= 1e15) break;
      return significant(value / suffix.size, 3) + suffix.word;
    }
  return significant(value, 3);
}

std::string probability_text(double p) {
  if (p < 0.01) return "<.01";
  if (p > 0.99) return ">.99";
  return fmt::format("{:.2f}", p).substr(p < 0.995 ? 1 : 0);
}

}  // namespace tenfold
