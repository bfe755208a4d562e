#include "base/count.h"

#include <algorithm>

namespace tenfold {

std::string decimal(Count count) {
  const bool negative = count < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(count % 10);
    digits += static_cast<char>('0' + (negative ? -digit : digit));
    count /= 10;
  } while (count != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

std::string grouped(Count count) {
  std::string text = decimal(count);
  const std::size_t sign = count < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > sign + 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::optional<Count> parse_count(std::string_view digits) {
  const bool negative = !digits.empty() && digits.front() == '-';
  if (negative) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 38) return std::nullopt;
  Count count = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    count = 10 * count + (c - '0');
  }
  return negative ? -count : count;
}

}  // namespace tenfold
