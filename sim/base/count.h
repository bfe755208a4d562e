// Exact integer counts: FLOPs, bytes, parameters, tokens, mask pairs.
//
// A training run's FLOPs overflow 64 bits (3.8e25 > 1.8e19), so totals are 128 bits wide. Counts
// are integers, never Quantities; `real()` is the one way to a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenfold {

__extension__ using Count = __int128;

constexpr double real(Count count) { return static_cast<double>(count); }

// "401583781376"; JSON carries this beside the rounded number.
std::string decimal(Count count);

// "401,583,781,376"
std::string grouped(Count count);

// Nothing where the text is not an optional minus and 1 to 38 digits.
std::optional<Count> parse_count(std::string_view digits);

// a / b rounded half up, for a >= 0 and b > 0.
constexpr Count rounded_quotient(Count a, Count b) { return (2 * a + b) / (2 * b); }

}  // namespace tenfold
